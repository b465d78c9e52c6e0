#include <hip/hip_runtime.h>
#include <hip/hip_fp16.h>

// expect: hip/device/half2-member
#define LOW(h) (h).x
// expect: hip/device/half2-member
#define HIGH(n, p) ((n) * (float)p->y)
// ok: hip/device/half2-member
#define FIRST(v) (v).x

template <class T> struct Box { T value; __device__ T get() const { return value; } };

__device__ float boxed(const Box<half2>* box) {
    // expect: hip/device/half2-member
    return __half2float(__low2half(box->value)) + __half2float(__high2half(box->get()));
}

__global__ void dot(const __half2* a, half2* b, float* out, half* h) {
    half2 p = __hmul2(a[0], b[0]);
    // expect: hip/device/half2-member
    out[0] = (float)__low2half(p) + (float)__high2half(p);
    // expect: hip/device/half2-member
    h[0] = __high2half(p);
    // expect: hip/device/half2-member
    out[1] = __half2float(__low2half(p));
    // expect: hip/device/half2-member
    p.x = __half_as_ushort(h[1]);
    // expect: hip/device/half2-member
    p.y += h[2];
    // expect: hip/device/half2-member
    b[1].x = __half_as_ushort(__high2half(b[2]));
    // expect: hip/device/half2-member
    out[2] = __low2half(*a);
    out[3] = __half2float(LOW(b[2])) + HIGH(2, a);
    // ok: hip/device/half2-member
    float2 f = __half22float2(p);
    // ok: hip/device/half2-member
    out[threadIdx.x] = FIRST(f) + f.y;
}
