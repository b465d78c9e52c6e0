// expect: sycl/device/recursion
__device__ int factorial(int n) { return n < 2 ? 1 : n * factorial(n - 1); }

__device__ int odd(int n);
// expect: sycl/device/recursion
__device__ int even(int n) { return n == 0 ? 1 : odd(n - 1); }
// expect: sycl/device/recursion
__device__ int odd(int n) { return n == 0 ? 0 : even(n - 1); }

struct Node {
    Node* next;
    int value;
    // expect: sycl/device/recursion
    __device__ int sum() const { return next ? value + next->sum() : value; }
};

// ok: sycl/device/recursion
__device__ float norm(float x, float y) { return sqrtf(x * x + y * y); }
// ok: sycl/device/recursion
__device__ float norm(float2 v) { return norm(v.x, v.y); }
// ok: sycl/device/recursion
__device__ float norm(float4 v) { return norm(make_float2(v.x, v.y)) + norm(make_float2(v.z, v.w)); }
__device__ float2 lower(double2 v);
// expect: sycl/device/recursion
__device__ float norm(double2 v) { return norm(lower(v)); }

struct Scaled {
    Node inner;
    // ok: sycl/device/recursion
    __device__ int sum() const { return 2 * inner.sum(); }
};

// ok: sycl/device/recursion
template <int N> __device__ int depth() { return N == 0 ? 0 : depth<N == 0 ? 0 : N - 1>() + 1; }

#define CALLABLE __host__ __device__ inline
// expect: sycl/device/recursion
CALLABLE int power(int base, int n) { return n == 0 ? 1 : base * power(base, n - 1); }
// ok: sycl/device/recursion
CALLABLE int twice(int n) { return 2 * n; }
