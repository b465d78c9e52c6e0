__global__ void add(int* x) { x[threadIdx.x] += 1; }
template <class T> __global__ void fill(T* x) { x[threadIdx.x] = 0; }
template <class T> __global__ void halve(T* x, T by = 2) { x[threadIdx.x] /= by; }
__global__ void twice(int* x) { x[threadIdx.x] *= 2; }
__global__ void twice(float* x) { x[threadIdx.x] *= 2; }

#define RUN(kernel, x) kernel<<<1, 32>>>(x)

namespace more { __global__ void half(int* x) { x[threadIdx.x] /= 2; } }
// ok: sycl/launch/kernel-value
using more::half;

enum class Way { add, fill };
void run(int* x) {
    // ok: sycl/launch/kernel-value
    const Way way = Way::add;
    // expect: sycl/launch/kernel-value
    void (*table[])(int*) = {add, &add, fill<int>};
    // expect: sycl/launch/kernel-value
    void (*first)(int*) = fill;
    // expect: sycl/launch/kernel-value
    void (*all)(int*, int) = halve<int>;
    // expect: sycl/launch/kernel-value
    void (*second)(int*) = twice;
    cudaFuncAttributes attributes;
    // expect: sycl/launch/kernel-value
    cudaFuncGetAttributes(&attributes, add);
    // ok: sycl/launch/kernel-value
    add<<<1, 32>>>(x);
    // ok: sycl/launch/kernel-value
    RUN(add, x);
}
