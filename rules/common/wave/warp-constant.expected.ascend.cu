#include <acl/acl.h>

// expect: cuda/wave/warp-constant
#define WARP_SIZE 32
// expect: cuda/wave/warp-constant
static constexpr int kWarpSize = 32;
// ok: cuda/wave/warp-constant
#define TILE 32

// expect: cuda/wave/warp-constant
template <int THREADS_PER_WARP = 32>
struct Policy {
    // expect: cuda/wave/warp-constant
    static const unsigned warp_size = 32u;
    // ok: cuda/wave/warp-constant
    static const unsigned tile_size = 32u;
    // ok: cuda/wave/warp-constant
    static constexpr int warps = 32;
};

// expect: cuda/wave/warp-constant
enum { kLanesPerWarp = 32, kTile = 32 };

// ok: cuda/wave/warp-constant
enum Speed { WALK = 1, WARP = 9, LEAP = 32 };

__global__ void lanes(int* x) {
    x[threadIdx.x] = asc_shfl(x[threadIdx.x], 0, 32) + threadIdx.x % WARP_SIZE + kWarpSize + kLanesPerWarp + TILE + kTile;
}

// expect: cuda/wave/warp-constant
#define LOG_OF_WARP(arch) (5)
// expect: cuda/wave/warp-constant
#define WARP_THREADS(arch) (1 << 5)
// expect: cuda/wave/warp-constant
constexpr int kLog2WarpSize = 5;
// ok: cuda/wave/warp-constant
#define LOG_OF_TILE(arch) (5)

// expect: cuda/wave/warp-constant
#define W(unused) (1 << 5)
// ok: cuda/wave/warp-constant
#define ROW 32
__aicore__ int row(const int* p) { return p[blockIdx.x % ROW]; }
__aicore__ int part(const int* p) { return asc_shfl(p[threadIdx.x % W(0)], 0, 16); }

// The shuffle below is a finding of its own.
// ok: cuda/wave/warp-constant
template <typename T, unsigned warp_size = 32>
__aicore__ T sum(T value) {
    for (unsigned i = warp_size / 2; i > 0; i /= 2) value += asc_shfl_down(value, i);
    return value;
}

// Nothing counts on it.
// ok: cuda/wave/warp-constant
static const int WARP_SIZE_OF_NOTHING = 32;

__global__ void of_rows(float* o) {
    // ok: cuda/wave/warp-constant
    constexpr int kWarpSize = 32;
    float v = o[threadIdx.x];
    for (int i = kWarpSize / 2; i > 0; i /= 2) v += asc_shfl_down(v, i);
    o[threadIdx.x / kWarpSize] = v;
}

__global__ void of_votes(float* o) {
    // expect: cuda/wave/warp-constant
    constexpr int kWarpSize = 32;
    const bool any = asc_any(o[threadIdx.x] > 0);
    o[threadIdx.x / kWarpSize] = any + asc_shfl_down(1, 1, kWarpSize);
}
