struct Range { int first, last; };

template <class T> __global__ void within(T* x, Range range, const T* mask) {
    if (threadIdx.x >= range.first && threadIdx.x < range.last && (!mask || mask[threadIdx.x])) x[threadIdx.x] = 0;
}

void run(float* x, dim3 grid) {
    // expect: sycl/launch/untyped-argument
    within<<<grid, 32>>>(x, {0, 4}, x);
    // ok: sycl/launch/untyped-argument
    within<<<grid, 32>>>(x, Range{0, 4}, NULL);
    // ok: sycl/launch/untyped-argument
    within<<<grid, 32>>>(x, Range{0, 4}, x);
    // ok: sycl/launch/untyped-argument
    within<float><<<grid, 32>>>(x, {0, 4}, nullptr);
    // ok: sycl/launch/untyped-argument
    within<<<grid, 32>>>(x, Range{0, 4}, nullptr);
}
