__global__ void step(float* x) {
// expect: sycl/guards/compute-capability
#if __CUDA_ARCH__ >= 900
    x[threadIdx.x] = 1;
#endif
// ok: sycl/guards/compute-capability
    x[threadIdx.x] = 2;
}
