#include <hip/hip_runtime.h>

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
    alignas(Range) __shared__ unsigned char bytes_of_parts[sizeof(Range[64])]; Range (&parts)[64] = reinterpret_cast<Range (&)[64]>(bytes_of_parts);
    parts[threadIdx.x].add(values[threadIdx.x]);
    __syncthreads();
    *out = parts[sizeof(parts) / sizeof(Range) - 1];
}

template <typename T>
__global__ void slots(T* values) {
    // expect: hip/device/shared-class
    alignas(Slot<T>) __shared__ unsigned char bytes_of_slot[sizeof(Slot<T>)]; Slot<T>& slot = reinterpret_cast<Slot<T>&>(bytes_of_slot);
    // expect: hip/device/shared-class
    alignas(Range) __shared__ unsigned char bytes_of_tiles[sizeof(Range[2][4])]; Range (&tiles)[2][4] = reinterpret_cast<Range (&)[2][4]>(bytes_of_tiles);
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
