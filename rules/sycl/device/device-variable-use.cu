__constant__ float weights[9];
namespace counters {
__device__ unsigned int hits;
}

__host__ __device__ float first() {
    // expect: sycl/device/device-variable-use
    return weights[0];
}

__host__ __device__ float last() {
#ifdef __CUDA_ARCH__
    // expect: sycl/device/device-variable-use
    return weights[8];
#else
    return 1;
#endif
}

__global__ void apply(float* x) {
    // expect: sycl/device/device-variable-use
    x[threadIdx.x] *= weights[threadIdx.x % 9];
    // expect: sycl/device/device-variable-use
    atomicAdd(&counters::hits, 1u);
    // expect: sycl/device/device-variable-use
    x[threadIdx.x] += sizeof(weights);
    // expect: sycl/device/device-variable-use
    decltype(counters::hits) copied = 3;
    x[threadIdx.x] += copied;
}

// expect: sycl/device/device-variable-use
decltype(weights) on_host = {1, 2};
// expect: sycl/device/device-variable-use
const int taps = sizeof(weights) / sizeof(*weights);

void upload(const float* from) {
    // ok: sycl/device/device-variable-use
    cudaMemcpyToSymbol(weights, from, sizeof(float) * 9);
    // expect: sycl/device/device-variable-use
    cudaMemcpyToSymbol(weights, from, sizeof(weights));
    // expect: sycl/device/device-variable-use
    cudaMemcpyToSymbol(counters::hits, from, sizeof counters::hits);
    // expect: sycl/device/device-variable-use
    cudaMemcpyToSymbol((const void*)weights, from, 4);
    // expect: sycl/device/device-variable-use
    cudaMemcpyToSymbol(static_cast<const void*>(weights), from, 4);
    // ok: sycl/device/device-variable-use
    cudaMemcpyToSymbol((const char*)&weights, from, 4);
}

unsigned int shadow() {
    // expect: sycl/device/device-variable-use
    counters::hits = 3;
    // expect: sycl/device/device-variable-use
    if (weights[0] > 1) return 0;
    // expect: sycl/device/device-variable-use
    printf("%d %u\n", taps, counters::hits);
    unsigned int copied;
    // ok: sycl/device/device-variable-use
    cudaMemcpyFromSymbol(&copied, counters::hits, sizeof copied);
    // expect: sycl/device/device-variable-use
    return counters::hits;
}

__constant__ struct { int nx, ny; } grid;

// expect: sycl/device/device-variable-use
__global__ void rows(int* x) { x[threadIdx.x] = grid.ny; }

__global__ void diagonal(float* x);
__device__ float* buffer;

void of_the_host(float* from) {
    // expect: sycl/device/device-variable-use
    cudaMalloc((void**)&buffer, 64);
    // expect: sycl/device/device-variable-use
    cudaMemcpy(buffer, from, 64, cudaMemcpyHostToDevice);
    // expect: sycl/device/device-variable-use
    diagonal<<<1, 4>>>(buffer);
    // ok: sycl/device/device-variable-use
    cudaMemcpyToSymbol(buffer, &from, sizeof(from));
}

struct Matrix {
    float m[4];
    __device__ float operator()(int i) const { return m[i]; }
};
__constant__ Matrix matrix;

__global__ void diagonal(float* x) {
    // expect: sycl/device/device-variable-use
    x[threadIdx.x] = matrix(threadIdx.x);
}

__device__ float sum(const float* weights, int n) {
    float total = 0;
    // ok: sycl/device/device-variable-use
    for (int i = 0; i < n; ++i) total += weights[i];
    return total;
}
