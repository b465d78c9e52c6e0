#include <hip/hip_runtime.h>

int create(hipCtx_t* context, int ordinal) {
    hipDevice_t device;
    hipDeviceGet(&device, ordinal);
#if CUDA_VERSION >= 13000
    if (ordinal == 0) {
        // expect: hip/driver/context-parameters
        return hipCtxCreate(context, hipDeviceScheduleAuto | hipDeviceMapHost, device);
    }
    CUctxCreateParams params = {};
    // expect: hip/driver/context-parameters
    return hipCtxCreate(context, &params, 0, device);
#else
    // ok: hip/driver/context-parameters
    return hipCtxCreate(context, hipDeviceScheduleAuto, device);
#endif
}
