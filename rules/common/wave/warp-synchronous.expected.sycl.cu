#include "port.hpp"

void warp_reduce(volatile float* data, int tid) {
    data[tid] += data[tid + 32];
    // expect: cuda/wave/warp-synchronous
    data[tid] += data[tid + 16];
    data[tid] += data[tid + 8];
}

void sum(const float* in, float* out) {
    auto& shared = PORT_SHARED(float[256]);
    int tid = port::thread_idx().x;
    shared[tid] = in[tid];
    for (int half = 128; half > 32; half /= 2) {
        sycl::group_barrier(port::block());
        if (tid < half) shared[tid] += shared[tid + half];
    }
    // expect: cuda/wave/warp-synchronous
    if (tid < 32) warp_reduce(shared, tid);
    if (tid == 0) *out = shared[0];
}

void unrolled(float* x) {
    volatile auto& shared = PORT_SHARED(float[64]);
    unsigned t = port::thread_idx().x;
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

int scan(int v, volatile int* s) {
    int i = 2 * port::thread_idx().x - (port::thread_idx().x & (port::warp_size - 1)), t = v;
    s[i] = t += s[i - 1]; s[i] = t += s[i - 2]; s[i] = t += s[i - 4]; s[i] = t += s[i - 8];
    // expect: cuda/wave/warp-synchronous
    s[i] = t += s[i - 16];
    return s[i - 1];
}

void loops(int* o) {
    auto& s = PORT_SHARED(int[64]);
    // expect: cuda/wave/warp-synchronous
    for (int step = port::warp_size / 2; step > 0; step >>= 1) s[port::thread_idx().x] += s[port::thread_idx().x + step];
    // expect: cuda/wave/warp-synchronous
    for (unsigned step = 16; step > 0; step >>= 1) { s[port::thread_idx().x] += s[port::thread_idx().x ^ step]; }
    // ok: cuda/wave/warp-synchronous
    for (int step = 16; step > 0; step >>= 1) { s[port::thread_idx().x] += s[port::thread_idx().x + step]; sycl::group_barrier(port::block()); }
    o[0] = s[0];
}
