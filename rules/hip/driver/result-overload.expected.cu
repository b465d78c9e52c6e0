#include <hip/hip_runtime.h>

static const char* describe(hipError_t error) {
    return hipGetErrorName(error);
}

// expect: hip/driver/result-overload
static const char* describe(hipError_t error) {
    const char* name = nullptr;
    hipDrvGetErrorName(error, &name);
    return name;
}

// ok: hip/driver/result-overload
static bool failed(hipError_t error) {
    return error != hipSuccess;
}
