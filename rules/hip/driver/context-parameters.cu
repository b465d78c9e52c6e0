#include <cuda.h>

#if CUDA_VERSION >= 13000
int create(CUcontext* context, CUdevice device, int ordinal) {
    if (ordinal == 0) {
        // expect: hip/driver/context-parameters
        return cuCtxCreate(context, nullptr, CU_CTX_SCHED_AUTO | CU_CTX_MAP_HOST, device);
    }
    CUctxCreateParams params = {};
    // expect: hip/driver/context-parameters
    return cuCtxCreate(context, &params, 0, device);
}
#endif

#if CUDA_VERSION < 13000
int create(CUcontext* context, CUdevice device) {
    // ok: hip/driver/context-parameters
    return cuCtxCreate(context, CU_CTX_SCHED_AUTO, device);
}
#endif
