#include <hip/hip_runtime.h>

__global__ void claim(unsigned short* owners, unsigned int* word, unsigned short mine, long long* latest, long long now) {
    // expect: hip/memory/late-atomic
    atomicCAS(&owners[threadIdx.x], 0, mine);
    // ok: hip/memory/late-atomic
    atomicCAS(word, 0u, 1u);
    // ok: hip/memory/late-atomic
    atomicMax(latest, now);
}
