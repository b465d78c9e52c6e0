__global__ void child(int* x) { x[threadIdx.x] = 1; }

__global__ void parent(int* x) {
    child<<<1, 32>>>(x);
    // expect: sycl/device/runtime-call
    cudaDeviceSynchronize();
}

__host__ __device__ void settle() {
#ifndef __CUDA_ARCH__
    // ok: sycl/device/runtime-call
    cudaDeviceSynchronize();
#endif
}

void host(int* x) {
    parent<<<1, 1>>>(x);
    // ok: sycl/device/runtime-call
    cudaDeviceSynchronize();
}
