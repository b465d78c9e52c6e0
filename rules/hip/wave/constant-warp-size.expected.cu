#include <hip/hip_runtime.h>

template <int N>
struct Tile {
    int value[N];
};

__global__ void sum(float* x, int n) {
    // expect: hip/wave/constant-warp-size
    __shared__ float partial[1024 / warpSize];
    // expect: hip/wave/constant-warp-size
    Tile<warpSize> tile;
    // expect: hip/wave/constant-warp-size
    static_assert(warpSize >= 32, "lanes");
    // ok: hip/wave/constant-warp-size
    int lane = threadIdx.x % warpSize;
    // ok: hip/wave/constant-warp-size
    x[lane + warpSize] = partial[lane] + tile.value[0];
}

// Numbers that are compared, which reads like a template where lines are many.
__global__ void compared(unsigned* values, unsigned nitems, int shift) {
    for (unsigned group = blockIdx.x; (group << shift) < nitems; group += gridDim.x) {
        // ok: hip/wave/constant-warp-size
        unsigned first = threadIdx.x / warpSize, second = first + (blockDim.x / warpSize);
        values[first] = (first < nitems ? values[second] : 0);
        // ok: hip/wave/constant-warp-size
        if (threadIdx.x < warpSize && second > 1) values[second] = (second > 0 ? values[second - 1] : 0);
    }
}
