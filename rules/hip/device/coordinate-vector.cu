#include <cuda_runtime.h>

__device__ int flat(const uint3& t, const dim3& b) {
    return t.z * b.y * b.x + t.y * b.x + t.x;
}

__global__ void where(int* o) {
    // expect: hip/device/coordinate-vector
    uint3 me = threadIdx;
    // expect: hip/device/coordinate-vector
    const uint3 size = blockDim;
    // expect: hip/device/coordinate-vector
    me = blockIdx;
    // ok: hip/device/coordinate-vector
    dim3 grid = gridDim;
    // expect: hip/device/coordinate-vector
    o[flat(threadIdx, blockDim)] = me.x + size.y + grid.x;
    // ok: hip/device/coordinate-vector
    unsigned column = threadIdx.x;
    // expect: hip/device/coordinate-vector
    uint3 copy = grid;
    o[column] = copy.x;
}

void launch(int* o, uint3 blocks) {
    dim3 g;
    // expect: hip/device/coordinate-vector
    g = make_uint3(4, 1, 1);
    // expect: hip/device/coordinate-vector
    dim3 h(make_uint3(32, 1, 1));
    where<<<g, h>>>(o);
    // expect: hip/device/coordinate-vector
    where<<<make_uint3(2, 2, 1), h>>>(o);
    // expect: hip/device/coordinate-vector
    where<<<blocks, h>>>(o);
    // ok: hip/device/coordinate-vector
    uint3 same = make_uint3(1, 2, 3);
    // expect: hip/device/coordinate-vector
    dim3 other = same;
    where<<<other, h>>>(o);
}

struct extent {
    dim3 grid;
    uint3 place;
    // expect: hip/device/coordinate-vector
    explicit extent(uint3 size) : grid(size), place(size) {}
    // expect: hip/device/coordinate-vector
    uint3 whole() const { return grid; }
};

// expect: hip/device/coordinate-vector
dim3 of(const uint3* sizes, int i) { return sizes[i]; }

// ok: hip/device/coordinate-vector
dim3 same(dim3 size) { return size; }

__device__ void* window(int peer, unsigned lane);

__global__ void casts(int* o) {
    // ok: hip/device/coordinate-vector
    int* place = reinterpret_cast<int*>(window(0, threadIdx.x));
    // ok: hip/device/coordinate-vector
    o[0] = *reinterpret_cast<int*>(reinterpret_cast<char*>(o) + 4 * threadIdx.x) + place[0];
    // expect: hip/device/coordinate-vector
    o[1] = reinterpret_cast<const uint3&>(threadIdx).x;
}
