#include <hip/hip_runtime.h>
#include <nv/target>

__host__ __device__ int lane() {
    int at = 0;
    // expect: hip/guards/target-dispatch
    NV_IF_TARGET(NV_IS_DEVICE, (at = threadIdx.x % 32;))
    // expect: hip/guards/target-dispatch
    NV_IF_ELSE_TARGET(NV_PROVIDES_SM_80, (at += 1;), (at += 2;))
    // expect: hip/guards/target-dispatch
    NV_DISPATCH_TARGET(NV_PROVIDES_SM_80, (at += 1;), NV_IS_DEVICE, (at += 2;), NV_ANY_TARGET, (at += 3;))
// ok: hip/guards/target-dispatch
#ifdef __HIP_DEVICE_COMPILE__
    at += 3;
#endif
    return at;
}
