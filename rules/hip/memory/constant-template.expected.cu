#include <hip/hip_runtime.h>

// expect: hip/memory/constant-template
template <typename T> __constant__ T weights[16];

// ok: hip/memory/constant-template
__constant__ float offsets[16];

// ok: hip/memory/constant-template
template <typename T> __device__ T state[16];
