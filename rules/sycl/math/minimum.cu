__global__ void clamp(int* x, unsigned int n) {
    // expect: sycl/math/minimum
    x[threadIdx.x] = ::min(max(x[threadIdx.x], 0), n);
}

struct Range {
    int min() const { return 0; }
};

// ok: sycl/math/minimum
int least(const Range& range) { return range.min(); }
