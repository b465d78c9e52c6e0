__global__ void wave(float* x) {
    // expect: sycl/math/fast
    x[threadIdx.x] = __sinf(x[threadIdx.x]) + __expf(1);
    // expect: sycl/math/fast
    x[threadIdx.x] = __fdividef(x[threadIdx.x], 3.0f);
    // ok: sycl/math/fast
    x[threadIdx.x] = sinf(x[threadIdx.x]);
}
