#include <cuda_runtime.h>

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
void launch(T* x, int n, size_t shared, cudaStream_t stream) {
    // expect: hip/launch/chevron-macro
    reset<<<1, 1>>>();
    // expect: hip/launch/chevron-macro
    add<<<dim3(BLOCKS(n), 2), 256>>>(x, compose([](int a) { return a + 1; }, [](int b) { return b; }), Shape{1, n});
    // expect: hip/launch/chevron-macro
    ops::fill<T, 4><<<BLOCKS(n), 256, shared>>>(x, n);
    // expect: hip/launch/chevron-macro
    ops::fill<T, (1 > 0)><<<
        BLOCKS(n), 256,  // one thread an element
        shared, stream>>>(x, n);
    // Read as a launch once its braces are dimensions.
    reset<<<{1, 2, 3}, {4}>>>();
    // ok: hip/launch/chevron-macro
    reset<<<dim3{1, 2}, 64, 0, stream>>>();
    // expect: hip/launch/chevron-macro
    add<<<1, 32, 0, stream>>>(x, SHIFT(1, 2) << 1, {1, 2});
}

template void launch<float>(float*, int, size_t, cudaStream_t);
