void test(float* p, size_t n, cudaStream_t s) {
  // expect: ascend/memory/allocate-helper
  cudaHostAlloc(&p, n, cudaHostAllocMapped);
  // expect: ascend/memory/allocate-helper
  cudaMallocAsync(&p, n, s);
  size_t pitch;
  // expect: ascend/memory/allocate-helper
  cudaMallocPitch(&p, &pitch, n, 2);
  // ok: ascend/memory/allocate-helper
  cudaSetDevice(0);
}
