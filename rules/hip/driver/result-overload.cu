#include <cuda.h>
#include <cuda_runtime.h>

static const char* describe(cudaError_t error) {
    return cudaGetErrorName(error);
}

// expect: hip/driver/result-overload
static const char* describe(CUresult error) {
    const char* name = nullptr;
    cuGetErrorName(error, &name);
    return name;
}

// ok: hip/driver/result-overload
static bool failed(CUresult error) {
    return error != CUDA_SUCCESS;
}
