#include <cuda.h>

int create(CUcontext* context, int ordinal) {
    CUdevice device;
    cuDeviceGet(&device, ordinal);
#if CUDA_VERSION >= 13000
    if (ordinal == 0) {
        // expect: hip/driver/context-parameters
        return cuCtxCreate(context, nullptr, CU_CTX_SCHED_AUTO | CU_CTX_MAP_HOST, device);
    }
    CUctxCreateParams params = {};
    // expect: hip/driver/context-parameters
    return cuCtxCreate(context, &params, 0, device);
#else
    // ok: hip/driver/context-parameters
    return cuCtxCreate(context, CU_CTX_SCHED_AUTO, device);
#endif
}
