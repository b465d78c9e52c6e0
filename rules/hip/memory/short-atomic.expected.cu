#include <hip/hip_runtime.h>
#include <hip/hip_fp16.h>

__global__ void sum(__half2* pairs, half* halves, float* total, half x) {
    // expect: hip/memory/short-atomic
    atomicAdd(pairs, __half2half2(x));
    // expect: hip/memory/short-atomic
    atomicAdd(&halves[threadIdx.x], x);
    // ok: hip/memory/short-atomic
    atomicAdd(total, __half2float(x));
}
