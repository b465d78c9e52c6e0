__global__ void plain(float* x, int n) { if (threadIdx.x < n) x[threadIdx.x] = 0; }
template <class T> __global__ void fill(T* x, T value) { x[threadIdx.x] = value; }
template <int N> __global__ void strided(float* x) { x[threadIdx.x * N] = 0; }
__global__ void twice(int* x) { x[threadIdx.x] *= 2; }
__global__ void twice(float* x) { x[threadIdx.x] *= 2; }
__global__ void stat(float* x) { x[threadIdx.x] = 0; }
__global__ void copy(float* to, const float* from) { to[threadIdx.x] = from[threadIdx.x]; }
template <class T> __global__ void sort(T* x) { x[threadIdx.x] = 0; }
template <int N = 4, class T = float> __global__ void every(T* x) { x[threadIdx.x * N] = 0; }
__global__ void scale(float* x, float by = 2) { x[threadIdx.x] *= by; }
__global__ void right(float* x) { x[threadIdx.x] = 0; }
using namespace std;

#define PLAINLY(kernel) kernel<<<1, 32>>>(x, 3)
#define EACH(n) (n) / 32, 32
// expect: sycl/launch/launch
#define WITH2(grid, block) <<<grid, block>>>
// expect: sycl/launch/launch
#define WITH3(grid, block, shared) <<< grid, block, shared >>>
#define ANY(kernel, ...) kernel<<<1, 32>>>(__VA_ARGS__)

void run(float* x, dim3 grid, dim3 block, cudaStream_t stream, void (*kernel)(float*, int)) {
    // expect: sycl/launch/launch
    plain<<<grid, block>>>(x, 3);
    // expect: sycl/launch/launch
    plain<<<grid, block, 16, stream>>>(x, 3);
    // expect: sycl/launch/launch
    fill<<<grid, block>>>(x, 1.0f);
    // expect: sycl/launch/launch
    fill<float><<<grid, block, 0, stream>>>(x, 1.0f);
    // expect: sycl/launch/launch
    strided<4><<<grid, block>>>(x);
    // expect: sycl/launch/launch
    twice<<<grid, block>>>(x);
    // expect: sycl/launch/launch
    kernel<<<grid, block>>>(x, 3);
    // expect: sycl/launch/launch
    plain<<<EACH(64)>>>(x, 3);
    // expect: sycl/launch/launch
    fill<<<EACH(64)>>>(x, 1.0f);
    // expect: sycl/launch/launch
    kernel<<<EACH(64)>>>(x, 3);
    // expect: sycl/launch/launch
    stat<<<grid, block>>>(x);
    // expect: sycl/launch/launch
    copy<<<grid, block>>>(x, x);
    // expect: sycl/launch/launch
    ::copy<<<grid, block>>>(x, x);
    // expect: sycl/launch/launch
    sort<float><<<grid, block>>>(x);
    // expect: sycl/launch/launch
    every<<<grid, block>>>(x);
    // expect: sycl/launch/launch
    every<8><<<grid, block>>>(x);
    // expect: sycl/launch/launch
    scale<<<grid, block>>>(x);
    // expect: sycl/launch/launch
    right<<<grid, block>>>(x);
    plain WITH2(grid, block)(x, 3);
    plain WITH3(dim3(1), dim3(32), 16) (x, 3);
    PLAINLY(plain);
    ANY(plain, x, 3);
    ANY(fill, x, 1.0f);
    // ok: sycl/launch/launch
    cudaStreamSynchronize(stream);
}
