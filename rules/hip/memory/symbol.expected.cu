#include <hip/hip_runtime.h>

#define CHECK(call) if ((call) != hipSuccess) return 1
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

int upload(const float* host, hipStream_t stream) {
    // expect: hip/memory/symbol
    CHECK(hipMemcpyToSymbol(HIP_SYMBOL(filter), host, sizeof(filter)));
    // expect: hip/memory/symbol
    CHECK(hipMemcpyToSymbol(HIP_SYMBOL(filter[row(0, 1)]), host, SIZE_OF(float, 8), 0, hipMemcpyHostToDevice));
    // expect: hip/memory/symbol
    CHECK(hipMemcpyToSymbol(HIP_SYMBOL((weights<float, 4>)), host, 4 * sizeof(float)));
    // expect: hip/memory/symbol
    CHECK(hipMemcpyToSymbol(HIP_SYMBOL((camera)), [&](int a, int b) { return host + a + b; }(0, 1), sizeof(Camera)));
    // expect: hip/memory/symbol
    CHECK(hipMemcpyToSymbolAsync(HIP_SYMBOL(math::table), host,
                                  sizeof(math::table),  // all of it
                                  0, hipMemcpyHostToDevice, stream));
    // expect: hip/memory/symbol
    CHECK(hipMemcpyToSymbolAsync(HIP_SYMBOL(filter), host, sizeof(filter), 0, hipMemcpyHostToDevice, 0));
    Uploader uploader;
    double value = 0;
    // ok: hip/memory/symbol
    uploader.cudaMemcpyToSymbol(value, &value, sizeof(value));
    return 0;
}

int download(int* host, hipStream_t stream) {
    // expect: hip/memory/symbol
    CHECK(hipMemcpyFromSymbol(host, HIP_SYMBOL(counter), sizeof(int)));
    // expect: hip/memory/symbol
    CHECK(hipMemcpyFromSymbolAsync(host, /* on the device */ HIP_SYMBOL(counter), sizeof(int), 0,
                                    hipMemcpyDeviceToHost, stream));
    void* address = nullptr;
    size_t size = 0;
    // expect: hip/memory/symbol
    CHECK(hipGetSymbolAddress(&address, HIP_SYMBOL(scratch)));
    // expect: hip/memory/symbol
    CHECK(hipGetSymbolSize(&size, HIP_SYMBOL((weights<float, 4>))));
    return 0;
}
