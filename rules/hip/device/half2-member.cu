#include <cuda_fp16.h>

// expect: hip/device/half2-member
#define LOW(h) (h).x
// expect: hip/device/half2-member
#define HIGH(n, p) ((n) * (float)p->y)
// ok: hip/device/half2-member
#define FIRST(v) (v).x

template <class T> struct Box { T value; __device__ T get() const { return value; } };

__device__ float boxed(const Box<half2>* box) {
    // expect: hip/device/half2-member
    return __half2float(box->value.x) + __half2float(box->get().y);
}

__global__ void dot(const __half2* a, half2* b, float* out, half* h) {
    half2 p = __hmul2(a[0], b[0]);
    // expect: hip/device/half2-member
    out[0] = (float)p.x + (float)p.y;
    // expect: hip/device/half2-member
    h[0] = p.y;
    // expect: hip/device/half2-member
    out[1] = __half2float(p.x);
    // expect: hip/device/half2-member
    p.x = h[1];
    // expect: hip/device/half2-member
    p.y += h[2];
    // expect: hip/device/half2-member
    b[1].x = b[2].y;
    // expect: hip/device/half2-member
    out[2] = a->x;
    out[3] = __half2float(LOW(b[2])) + HIGH(2, a);
    // ok: hip/device/half2-member
    float2 f = __half22float2(p);
    // ok: hip/device/half2-member
    out[threadIdx.x] = FIRST(f) + f.y;
}
