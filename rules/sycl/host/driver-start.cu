#include <cuda.h>
#include <cuda_runtime.h>

int run(int** x) {
    // expect: sycl/host/driver-start
    cuInit(0);
    // ok: sycl/host/driver-start
    return cudaMalloc(x, 4) != cudaSuccess;
}

bool started() {
    // ok: sycl/host/driver-start
    return cuInit(0) == CUDA_SUCCESS;
}
