#include <hip/hip_complex.h>
#include <hip/hip_runtime.h>

#define HOST_DEVICE __host__ __device__

// expect: hip/device/vector-operator
inline __host__ __device__ void operator+=(float3& a, float3 b) {
    a.x += b.x;
    a.y += b.y;
    a.z += b.z;
}

// ok: hip/device/vector-operator
__device__ inline double2& operator*=(double2& a, const double2& b) {
    a.x *= b.x;
    a.y *= b.y;
    return a;
}

// expect: hip/device/vector-operator
inline __host__ __device__ float4 operator*(float4 a, float4 b) {
    return make_float4(a.x * b.x, a.y * b.y, a.z * b.z, a.w * b.w);
}

// ok: hip/device/vector-operator
inline __host__ __device__ float4 operator+(float4 a, float4 b) {
    return make_float4(a.x + b.x, a.y + b.y, a.z + b.z, a.w + b.w);
}

// ok: hip/device/vector-operator
inline __host__ __device__ float3 operator*(float3 a, float by) {
    return make_float3(a.x * by, a.y * by, a.z * by);
}

// ok: hip/device/vector-operator
inline __host__ __device__ void add(float3& a, float3 b) {
    a.x += b.x;
}

// expect: hip/device/vector-operator
HOST_DEVICE inline uchar4& operator-=(uchar4& a, const uchar4& b) {
    a.x -= b.x;
    return a;
}

// expect: hip/device/vector-operator
__host__ __device__ inline hipFloatComplex& operator*=(hipFloatComplex& a, const hipFloatComplex& b) {
    a = hipCmulf(a, b);
    return a;
}

// expect: hip/device/vector-operator
__host__ __device__ inline hipDoubleComplex operator/(const hipDoubleComplex& a, const hipDoubleComplex& b) {
    return hipCdiv(a, b);
}

// ok: hip/device/vector-operator
__device__ inline hipFloatComplex operator/(hipFloatComplex a, hipFloatComplex b) {
    return hipCdivf(a, b);
}

// ok: hip/device/vector-operator
inline float2& operator+=(float2& a, float2 b) {
    a.x += b.x;
    return a;
}

using real4 = float4;

// expect: hip/device/vector-operator
HOST_DEVICE real4& operator*=(real4& a, real4 const& b) {
    a.x *= b.x;
    return a;
}

// ok: hip/device/vector-operator
HOST_DEVICE real4& operator*=(real4& a, float b) {
    a.x *= b;
    return a;
}
