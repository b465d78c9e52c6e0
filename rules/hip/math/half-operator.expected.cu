#include <hip/hip_runtime.h>
#include <hip/hip_fp16.h>

// expect: hip/math/half-operator
__host__ __device__ inline half operator+(half a, half b) { return __float2half(__half2float(a) + __half2float(b)); }

// expect: hip/math/half-operator
__host__ __device__ inline bool operator<(const __half& a, const __half& b) { return __half2float(a) < __half2float(b); }

// expect: hip/math/half-operator
__host__ __device__ inline half2& operator*=(half2& a, const half2& b) { return a = __floats2half2_rn(__low2float(a) * __low2float(b), __high2float(a) * __high2float(b)); }

// ok: hip/math/half-operator
__host__ __device__ inline half operator*(half a, float b) { return __float2half(__half2float(a) * b); }

// ok: hip/math/half-operator
__device__ inline half operator/(half a, half b) { return __hdiv(a, b); }

struct pair { half a, b; };

// ok: hip/math/half-operator
__host__ __device__ inline pair operator+(pair a, pair) { return a; }

// expect: hip/math/half-operator
__device__ inline bool operator==(const half2& a, const half2& b) { return __hbeq2(a, b); }

namespace linear {
struct half { unsigned short bits; };
namespace half_impl {
// ok: hip/math/half-operator
__device__ inline half operator+(const half& a, const half& b) { return a; }

// ok: hip/math/half-operator
__host__ __device__ inline half& operator*=(half& a, const half& b) { return a; }

// ok: hip/math/half-operator
__device__ inline bool operator<(const half& a, const half& b) { return a.bits < b.bits; }
}
}

namespace wrapped {
// expect: hip/math/half-operator
__host__ __device__ inline half operator-(half a, half b) { return __float2half(__half2float(a) - __half2float(b)); }
}
