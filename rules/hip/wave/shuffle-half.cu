#include <cuda_fp16.h>
#include <cuda_runtime.h>

__device__ float sum(__half value, float wide) {
    // expect: hip/wave/shuffle-half
    __half other = __shfl_xor(value, 1);
    // ok: hip/wave/shuffle-half
    wide += __shfl_xor(wide, 1);
    // ok: hip/wave/shuffle-half
    wide += __shfl_down(__half2float(value), 2);
    return wide + __half2float(other);
}

__global__ void exchange(half2* pairs, const half* halves, float* numbers) {
    // expect: hip/wave/shuffle-half
    pairs[threadIdx.x] = __shfl_up(pairs[threadIdx.x], 1);
    // expect: hip/wave/shuffle-half
    half next = __shfl_down(*(halves + 1), 1);
    // ok: hip/wave/shuffle-half
    numbers[0] = __shfl(numbers[0], 0) + __half2float(next);
}
