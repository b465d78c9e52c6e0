#include <cuda_runtime.h>

#define CHECK(call) if ((call) != cudaSuccess) return 1
#define SIZE_OF(type, count) (sizeof(type) * (count))

struct Camera {
    float matrix[16];
};

template <class T, int N>
__constant__ T weights[N];

__constant__ float filter[2][8];
__constant__ Camera camera;
__device__ int counter;
__device__ float* scratch;

namespace math {
__constant__ double table[32];
}

inline int row(int a, int b) { return a * b; }

struct Uploader {
    template <class T>
    static void cudaMemcpyToSymbol(T& to, const T* from, size_t size);
};

int upload(const float* host, cudaStream_t stream) {
    // expect: hip/memory/symbol
    CHECK(cudaMemcpyToSymbol(filter, host, sizeof(filter)));
    // expect: hip/memory/symbol
    CHECK(cudaMemcpyToSymbol(filter[row(0, 1)], host, SIZE_OF(float, 8), 0, cudaMemcpyHostToDevice));
    // expect: hip/memory/symbol
    CHECK(cudaMemcpyToSymbol(weights<float, 4>, host, 4 * sizeof(float)));
    // expect: hip/memory/symbol
    CHECK(cudaMemcpyToSymbol((camera), [&](int a, int b) { return host + a + b; }(0, 1), sizeof(Camera)));
    // expect: hip/memory/symbol
    CHECK(cudaMemcpyToSymbolAsync(math::table, host,
                                  sizeof(math::table),  // all of it
                                  0, cudaMemcpyHostToDevice, stream));
    // expect: hip/memory/symbol
    CHECK(cudaMemcpyToSymbolAsync(filter, host, sizeof(filter)));
    Uploader uploader;
    double value = 0;
    // ok: hip/memory/symbol
    uploader.cudaMemcpyToSymbol(value, &value, sizeof(value));
    return 0;
}

int download(int* host, cudaStream_t stream) {
    // expect: hip/memory/symbol
    CHECK(cudaMemcpyFromSymbol(host, counter, sizeof(int)));
    // expect: hip/memory/symbol
    CHECK(cudaMemcpyFromSymbolAsync(host, /* on the device */ counter, sizeof(int), 0,
                                    cudaMemcpyDeviceToHost, stream));
    void* address = nullptr;
    size_t size = 0;
    // expect: hip/memory/symbol
    CHECK(cudaGetSymbolAddress(&address, scratch));
    // expect: hip/memory/symbol
    CHECK(cudaGetSymbolSize(&size, weights<float, 4>));
    return 0;
}
