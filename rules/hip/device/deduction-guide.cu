#include <cuda_runtime.h>

template <int N>
struct Pack {
    float v[N];
    template <class... U>
    __host__ __device__ constexpr Pack(U... u) : v{float(u)...} {}
};

// expect: hip/device/deduction-guide
template <class... U>
Pack(U...) -> Pack<int(sizeof...(U))>;

// ok: hip/device/deduction-guide
template <class T>
auto twice(T x) -> decltype(x + x);

__global__ void use(float* x) {
    Pack p(1, 2, 3);
    x[0] = p.v[2];
}
