#include <simt_api/asc_simt.h>
#include <acl/acl.h>

__aicore__ void warp_reduce(volatile float* data, int tid) {
    data[tid] += data[tid + 32];
    // expect: cuda/wave/warp-synchronous
    data[tid] += data[tid + 16];
    data[tid] += data[tid + 8];
}

__global__ void sum(const float* in, float* out) {
    __ubuf__ float shared[256];
    int tid = threadIdx.x;
    shared[tid] = in[tid];
    for (int half = 128; half > 32; half /= 2) {
        asc_syncthreads();
        if (tid < half) shared[tid] += shared[tid + half];
    }
    // expect: cuda/wave/warp-synchronous
    if (tid < 32) warp_reduce(shared, tid);
    if (tid == 0) *out = shared[0];
}

__global__ void unrolled(float* x) {
    __ubuf__ volatile float shared[64];
    unsigned t = threadIdx.x;
    shared[t] = x[t];
    // expect: cuda/wave/warp-synchronous
    if (t < 32) {
        shared[t] += shared[t + 32];
        shared[t] += shared[t + 8];
    }
    // ok: cuda/wave/warp-synchronous
    if (t < 32) x[t] = shared[t];
    // ok: cuda/wave/warp-synchronous
    for (int i = 0; i < 32; ++i) x[i] += x[i + 16];
}

__aicore__ int scan(int v, volatile int* s) {
    int i = 2 * threadIdx.x - (threadIdx.x & (warpSize - 1)), t = v;
    s[i] = t += s[i - 1]; s[i] = t += s[i - 2]; s[i] = t += s[i - 4]; s[i] = t += s[i - 8];
    // expect: cuda/wave/warp-synchronous
    s[i] = t += s[i - 16];
    return s[i - 1];
}

__global__ void loops(int* o) {
    __ubuf__ int s[64];
    // expect: cuda/wave/warp-synchronous
    for (int step = warpSize / 2; step > 0; step >>= 1) s[threadIdx.x] += s[threadIdx.x + step];
    // expect: cuda/wave/warp-synchronous
    for (unsigned step = 16; step > 0; step >>= 1) { s[threadIdx.x] += s[threadIdx.x ^ step]; }
    // ok: cuda/wave/warp-synchronous
    for (int step = 16; step > 0; step >>= 1) { s[threadIdx.x] += s[threadIdx.x + step]; asc_syncthreads(); }
    o[0] = s[0];
}
