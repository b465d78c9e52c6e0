// expect: sycl/device/wide-integer
typedef unsigned __int128 wide;
// expect: sycl/device/wide-integer
using other = __int128;

__device__ unsigned long long high(unsigned long long a, unsigned long long b) {
    // expect: sycl/device/wide-integer
    return (unsigned long long)(((unsigned __int128)a * b) >> 64);
}

__global__ void products(unsigned long long* values) {
    // expect: sycl/device/wide-integer
    __uint128_t square = values[threadIdx.x];
    square *= square;
    values[threadIdx.x] = high(values[threadIdx.x], 3) + (unsigned long long)(square >> 64);
}

unsigned long long host(unsigned long long a) {
    // ok: sycl/device/wide-integer
    unsigned __int128 square = a;
    return (unsigned long long)((square * square) >> 64);
}
