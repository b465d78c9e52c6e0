void test(float* p, size_t n) {
  size_t free, total;
  float* device;
  // expect: ascend/memory/allocate-otherwise
  cudaHostAlloc(&p, n, cudaHostAllocDefault);
  // expect: ascend/memory/allocate-otherwise
  cudaMallocManaged(&p, n);
  // expect: ascend/memory/allocate-otherwise
  cudaHostGetDevicePointer(&device, p, 0);
  // expect: ascend/memory/allocate-otherwise
  cudaMemGetInfo(&free, &total);
  // ok: ascend/memory/allocate-otherwise
  cudaSetDevice(0);
}
