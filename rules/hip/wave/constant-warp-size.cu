#include <cuda_runtime.h>

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
