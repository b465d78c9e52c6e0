#include <hip/hip_runtime.h>

__device__ void wait(volatile int* flag, void* scratch) {
    while (*flag == 0) {
        // expect: hip/device/pause
        __builtin_amdgcn_s_sleep(1);
    }
    // expect: hip/device/pause
    if (![](const void* p) { typedef const void G __attribute__((address_space(0))); return __builtin_amdgcn_is_shared((G*)p); }(scratch)) __builtin_debugtrap();
    // ok: hip/device/pause
    __threadfence();
}
