struct Sizes { int n; };

// expect: sycl/launch/reference-parameter
__global__ void fill(const Sizes& sizes, int* x) { if (threadIdx.x < sizes.n) x[threadIdx.x] = sizes.n & 1; }

// ok: sycl/launch/reference-parameter
__global__ void clear(Sizes sizes, int* x) { if ((threadIdx.x & 1) < sizes.n) x[threadIdx.x] = 0; }
