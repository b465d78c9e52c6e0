__global__ void wave(float* x) {
    // expect: sycl/math/fast
    x[threadIdx.x] = __sinf(x[threadIdx.x]) + __expf(1) + __powf(2, 3);
    // ok: sycl/math/fast
    x[threadIdx.x] = __fdividef(x[threadIdx.x], 3.0f);
    // ok: sycl/math/fast
    x[threadIdx.x] = sinf(x[threadIdx.x]);
}
