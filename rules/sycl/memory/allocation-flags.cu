void allocate(float** memory, float** device, size_t n) {
    // expect: sycl/memory/allocation-flags
    cudaMallocManaged(memory, n, cudaMemAttachGlobal);
    // expect: sycl/memory/allocation-flags
    cudaHostAlloc((void**)memory, n, cudaHostAllocMapped);
    // expect: sycl/memory/allocation-flags
    cudaHostGetDevicePointer(device, *memory, 0);
    // ok: sycl/memory/allocation-flags
    cudaMallocManaged(memory, n);
}
