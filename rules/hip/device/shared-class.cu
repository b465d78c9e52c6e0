#include <cuda_runtime.h>

struct Range {
    float low, high;
    __host__ __device__ Range() : low(1e30f), high(-1e30f) {}
    __device__ void add(float value) {
        low = fminf(low, value);
        high = fmaxf(high, value);
    }
};

template <typename T>
struct Slot {
    T value = T(0);
    int owner = -1;
};

class Cursor {
public:
    __device__ Cursor() {}
    int at;
};

struct Plain {
    static constexpr int rows = 4;
    int at[rows];
    Plain() = default;
    __device__ Plain(int first) { at[0] = first; }
    __device__ int first() const { return at[0]; }
};

__global__ void ranges(const float* values, Range* out) {
    // expect: hip/device/shared-class
    __shared__ Range parts[64];
    parts[threadIdx.x].add(values[threadIdx.x]);
    __syncthreads();
    *out = parts[sizeof(parts) / sizeof(Range) - 1];
}

template <typename T>
__global__ void slots(T* values) {
    // expect: hip/device/shared-class
    __shared__ Slot<T> slot;
    // expect: hip/device/shared-class
    __shared__ Range tiles[2][4];
    if (threadIdx.x == 0) slot.value = values[0];
    __syncthreads();
    values[threadIdx.x] = slot.value + tiles[0][0].low;
}

__global__ void plain(int* out) {
    // ok: hip/device/shared-class
    __shared__ Cursor cursor;
    // ok: hip/device/shared-class
    __shared__ Plain rows[2];
    cursor.at = rows[0].first();
    out[threadIdx.x] = cursor.at;
}

__global__ void two(float* out) {
    // expect: hip/device/shared-class
    __shared__ Range first, last;
    first.add(out[0]);
    last.add(first.low);
    *out = last.high;
}
