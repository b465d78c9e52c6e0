#include <cuda_fp16.h>
#include <cuda_runtime.h>

#define DEV __device__ inline

using real = double;

// expect: hip/device/own-overload
__device__ double atomicMax(double* address, double value) {
    unsigned long long* bits = (unsigned long long*)address;
    unsigned long long old = *bits, seen;
    do {
        seen = old;
        old = atomicCAS(bits, seen, __double_as_longlong(fmax(value, __longlong_as_double(seen))));
    } while (seen != old);
    return __longlong_as_double(old);
}

// expect: hip/device/own-overload
static inline __device__ float atomicMin(float* address, const float value) {
    return __int_as_float(atomicMin((int*)address, __float_as_int(value)));
}

// ok: hip/device/own-overload
__device__ float2 atomicAdd(float2* address, float2 value) {
    return make_float2(atomicAdd(&address->x, value.x), atomicAdd(&address->y, value.y));
}

namespace own {
__device__ __half add(__half* address, __half value);
// ok: hip/device/own-overload
__device__ float atomicMax(float* address, float value) {
    return __int_as_float(atomicMax((int*)address, __float_as_int(value)));
}
}  // namespace own

// ok: hip/device/own-overload
template <class T> __device__ T least(T a, T b) {
    return b < a ? b : a;
}

// expect: hip/device/own-overload
__device__ __half atomicAdd(__half* address, __half value) {
    return own::add(address, value);
}

// ok: hip/device/own-overload
__device__ __half atomicAdd(__half* address, float value) {
    return own::add(address, __float2half(value));
}

// expect: hip/device/own-overload
DEV real atomicMin(real* address, const real value) {
    return *address = value;
}

// ok: hip/device/own-overload
DEV float atomicMax(double* address, float value) {
    return *address = value;
}

// expect: hip/device/own-overload
__device__ uint64_t atomicAdd(uint64_t* address, const uint64_t value) {
    return atomicAdd((unsigned long long*)address, (unsigned long long)value);
}

// ok: hip/device/own-overload
__device__ int64_t atomicAdd(int64_t* address, int64_t value) {
    return atomicAdd((unsigned long long*)address, (unsigned long long)value);
}

// expect: hip/device/own-overload
__device__ __forceinline__ unsigned __lane_id() {
    return threadIdx.x % warpSize;
}

// ok: hip/device/own-overload
__device__ unsigned __lane_id(unsigned lanes) {
    return threadIdx.x % lanes;
}
