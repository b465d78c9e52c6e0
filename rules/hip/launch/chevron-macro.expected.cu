#include <hip/hip_runtime.h>

#define BLOCKS(n) (((n) + 255) / 256)
// ok: hip/launch/chevron-macro
#define SHIFT(a, b) ((a) << (b))

struct Shape {
    int rows, columns;
};

template <class F, class G>
int compose(F f, G g) { return f(g(1)); }

__global__ void reset() {}

__global__ void add(float* x, float value, Shape shape) {
    if (threadIdx.x < shape.rows * shape.columns) x[threadIdx.x] += value;
}

namespace ops {
template <class T, int N>
__global__ void fill(T* x, int n) {
    if (threadIdx.x < n) x[threadIdx.x] = N;
}
}

template <class T>
void launch(T* x, int n, size_t shared, hipStream_t stream) {
    // expect: hip/launch/chevron-macro
    hipLaunchKernelGGL(reset, 1, 1, 0, 0);
    // expect: hip/launch/chevron-macro
    hipLaunchKernelGGL(add, dim3(BLOCKS(n), 2), 256, 0, 0, x, compose([](int a) { return a + 1; }, [](int b) { return b; }), Shape{1, n});
    // expect: hip/launch/chevron-macro
    hipLaunchKernelGGL(HIP_KERNEL_NAME(ops::fill<T, 4>), BLOCKS(n), 256, shared, 0, x, n);
    // expect: hip/launch/chevron-macro
    hipLaunchKernelGGL(HIP_KERNEL_NAME(ops::fill<T, (1 > 0)>),
        BLOCKS(n), 256,  // one thread an element
        shared, stream, x, n);
    // Read as a launch once its braces are dimensions.
    hipLaunchKernelGGL(reset, dim3(1, 2, 3), dim3(4), 0, 0);
    // ok: hip/launch/chevron-macro
    reset<<<dim3{1, 2}, 64, 0, stream>>>();
    // expect: hip/launch/chevron-macro
    hipLaunchKernelGGL(add, 1, 32, 0, stream, x, SHIFT(1, 2) << 1, {1, 2});
}

template void launch<float>(float*, int, size_t, hipStream_t);
