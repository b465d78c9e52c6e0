// expect: sycl/device/shared-variable
extern __shared__ float everywhere[];

namespace sums {
namespace {
// expect: sycl/device/shared-variable
extern __shared__ double partial[];
}  // namespace
}  // namespace sums

// expect: sycl/device/shared-variable
__device__ __shared__ int lines[4][4], ends[2];
// expect: sycl/device/shared-variable
extern __shared__ float seen[];
__device__ unsigned* bits() { return reinterpret_cast<unsigned*>(seen); }

template <class T, int N>
// expect: sycl/device/shared-variable
__device__ __shared__ int counted;

__global__ void transpose(const T* from, T* to) {
    // expect: sycl/device/shared-variable
    __shared__ T tile[N][N + 1];
    // expect: sycl/device/shared-variable
    __shared__ volatile unsigned int count, *last;
    // expect: sycl/device/shared-variable
    extern __shared__ __align__(16) unsigned char more[];
    // expect: sycl/device/shared-variable
    extern __shared__ __align__(sizeof(T)) unsigned char raw[];
    // expect: sycl/device/shared-variable
    extern __shared__ int counts[32];
    // expect: sycl/device/shared-variable
    __shared__ union { T value; int bits; } both;
    // expect: sycl/device/shared-variable
    __shared__ alignas(T) char bytes[4 * sizeof(T)];
    // expect: sycl/device/shared-variable
    __shared__ const T* rows[N];
    tile[threadIdx.y][threadIdx.x] = from[threadIdx.x];
    __syncthreads();
    // ok: sycl/device/shared-variable
    to[threadIdx.x] = tile[threadIdx.x][threadIdx.y] + more[0] + both.value;
}

__global__ void rows(float *x) {
    // expect: sycl/device/shared-variable
    extern __shared__ float tile[][33];
    // expect: sycl/device/shared-variable
    extern __shared__ __align__(16) float same[][33];
    tile[threadIdx.y][threadIdx.x] = x[threadIdx.x] + same[0][0];
}
