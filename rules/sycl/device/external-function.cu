// expect: sycl/device/external-function
extern __device__ float falloff(float distance);
// expect: sycl/device/external-function
__host__ __device__ int blocks_for(int count, int size);
// expect: sycl/device/external-function
__device__ __host__ float *row_of(float *values, int row);
// ok: sycl/device/external-function
__device__ float near(float x);

__device__ float near(float x) { return x < 1 ? falloff(x) : 0; }
// ok: sycl/device/external-function
__device__ static float far(float x);
// ok: sycl/device/external-function
__host__ __device__ inline int far_of_two(int x);
// expect: sycl/device/external-function
__global__ void elsewhere(float* x);
// expect: sycl/device/external-function
template <class T> __global__ void instance_elsewhere(T* x);
// ok: sycl/device/external-function
__global__ void here(float* x);

__global__ void here(float* x) { x[0] = near(x[1]); }

template <class T> struct Dynamic {
    __device__ T* get() {
        // ok: sycl/device/external-function
        extern __device__ void error(void);
        error();
        return nullptr;
    }
};

// expect: sycl/device/external-function
__device__ double atomicAdd(double* address, double val);
