#include <hip/hip_fp16.h>
#include <hip/hip_runtime.h>

__device__ float sum(__half value, float wide) {
    // expect: hip/wave/shuffle-half
    __half other = __shfl_xor(value, 1);
    // ok: hip/wave/shuffle-half
    wide += __shfl_xor(wide, 1);
    // ok: hip/wave/shuffle-half
    wide += __shfl_down(__half2float(value), 2);
    return wide + __half2float(other);
}
