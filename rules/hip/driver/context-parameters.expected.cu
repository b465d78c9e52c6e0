#include <hip/hip_runtime.h>

#if CUDA_VERSION >= 13000
int create(hipCtx_t* context, hipDevice_t device, int ordinal) {
    if (ordinal == 0) {
        // expect: hip/driver/context-parameters
        return hipCtxCreate(context, hipDeviceScheduleAuto | hipDeviceMapHost, device);
    }
    CUctxCreateParams params = {};
    // expect: hip/driver/context-parameters
    return hipCtxCreate(context, &params, 0, device);
}
#endif

#if CUDA_VERSION < 13000
int create(hipCtx_t* context, hipDevice_t device) {
    // ok: hip/driver/context-parameters
    return hipCtxCreate(context, hipDeviceScheduleAuto, device);
}
#endif
