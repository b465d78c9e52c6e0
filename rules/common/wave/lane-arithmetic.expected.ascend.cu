#include <acl/acl.h>

__aicore__ float reduce_warp(float value) {
    for (int offset = 16; offset > 0; offset /= 2) value += asc_shfl_down(value, offset);
    return value;
}

__global__ void block_sum(const float* in, float* out) {
    __ubuf__ float partial[32];
    int tid = threadIdx.y * blockDim.x + threadIdx.x;
    // expect: cuda/wave/lane-arithmetic
    const int lane = tid & 31;
    // expect: cuda/wave/lane-arithmetic
    int warp = tid >> 5;
    float value = reduce_warp(in[blockIdx.x * blockDim.x + tid]);
    // expect: cuda/wave/lane-arithmetic
    if (lane == 31) out[warp] = 0;
    if (lane == 0) partial[warp] = value;
    asc_syncthreads();
    // expect: cuda/wave/lane-arithmetic
    if (threadIdx.x % 32u == 0) out[blockIdx.x] = reduce_warp(partial[lane]);
}

// Nothing here speaks of warps: rows of a tile, bits of a word, days of a month.
__global__ void unrelated(const unsigned* bits, int* out, int month, int n) {
    // ok: cuda/wave/lane-arithmetic
    int row = threadIdx.x / 32, column = threadIdx.x % 32;
    int word = out[row * 32 + column];
    // ok: cuda/wave/lane-arithmetic
    out[0] = (bits[word >> 5] >> (word & 31)) & 1;
    // ok: cuda/wave/lane-arithmetic
    if (month == 31) out[1] = n;
}

// ok: cuda/wave/lane-arithmetic
int words_for(int bits) { return (bits + 31) / 32; }

#define TX threadIdx.x
// expect: cuda/wave/lane-arithmetic
#define LANE_OF_BLOCK (threadIdx.x & 31)

__global__ void first(float* o) {
    float v = asc_any(o[TX] > 0);
    // expect: cuda/wave/lane-arithmetic
    if ((TX % 32) == 0) o[0] = v;
}

__global__ void rest(float* o) {
    __ubuf__ float s[32];
    // expect: cuda/wave/lane-arithmetic
    o[0] = threadIdx.x < blockDim.x / 32 ? s[threadIdx.x & 31] : 0.f;
}

// Eight elements a thread, in rows of 32: a row and a column of the tile. The warp is counted beside it.
__global__ void tile(const float* in, float* out, int n) {
    float v = asc_any(in[threadIdx.x] > 0);
    int t = threadIdx.x;
    // ok: cuda/wave/lane-arithmetic
    int row = threadIdx.y * 8 + threadIdx.x * 8 / 32;
    // ok: cuda/wave/lane-arithmetic
    int column = (threadIdx.x * 8) % 32 + (8 * t) % 32 + (t << 2) % 32;
    // ok: cuda/wave/lane-arithmetic
    int part = (threadIdx.y * 32 + threadIdx.x) * 8 / 32;
    // expect: cuda/wave/lane-arithmetic
    int group = (threadIdx.y * blockDim.x + threadIdx.x) / 32;
    // expect: cuda/wave/lane-arithmetic
    group += (threadIdx.x + threadIdx.y * 32) / 32;
    out[group] = v + row + column + part;
}

// A group of 32 for a row, whose threads never meet.
__global__ void rows(const float* in, float* out, int n, int dim) {
    // ok: cuda/wave/lane-arithmetic
    unsigned lane = threadIdx.x & 31;
    // ok: cuda/wave/lane-arithmetic
    unsigned warp = threadIdx.x / 32;
    if (warp >= n) return;
    for (unsigned column = lane; column < dim; column += 32) asc_atomic_add(out + column, sqrtf(in[warp * dim + column]));
}

// They may, in what it calls.
__aicore__ float summed(float value);
__global__ void rows_summed(const float* in, float* out, int n, int dim) {
    // expect: cuda/wave/lane-arithmetic
    unsigned lane = threadIdx.x & 31;
    float sum = summed(in[lane]);
    if (lane == 0) out[0] = sum;
}

__aicore__ unsigned lane_of_thread() {
    // expect: cuda/wave/lane-arithmetic
    return threadIdx.x & 31;
}

// Groups of 32 lanes, which each shuffle keeps to.
__global__ void within(float* o) {
    float v = o[threadIdx.x];
    for (int step = 1; step < 32; step *= 2) {
        const float other = asc_shfl_up(v, step, 32);
        // ok: cuda/wave/lane-arithmetic
        if (threadIdx.x % 32 >= step) v += other;
    }
    __ubuf__ float sums[32];
    // ok: cuda/wave/lane-arithmetic
    if ((threadIdx.x & 31) == 31) sums[threadIdx.x / 32] = v;
    asc_syncthreads();
    o[threadIdx.x] = sums[0] + asc_shfl_xor(v, (int)min(1, 2), 32);
}

// And a vote of all lanes, which does not.
__global__ void not_within(float* o) {
    const float v = asc_shfl_up(o[0], 1, 32);
    // expect: cuda/wave/lane-arithmetic
    if (threadIdx.x % 32 && asc_any(v > 0)) o[0] = v;
}

// The shuffle without a width is what has to be decided here.
__global__ void shuffled(float* o) {
    const float v = asc_shfl_down(o[0], 1);
    // ok: cuda/wave/lane-arithmetic
    if (threadIdx.x % 32 == 0) o[threadIdx.x / 32] = v;
}

// By xor lanes stay in their 32, unless the code counts in whole wavefronts, too.
__aicore__ float by_xor(float v, float* sums) {
    for (int i = 16; i > 0; i /= 2) v += asc_shfl_xor(v, i);
    // ok: cuda/wave/lane-arithmetic
    if (threadIdx.x % 32 == 0) sums[threadIdx.x / 32] = v;
    return v;
}

__aicore__ float by_wavefront(float v, float* sums) {
    for (int i = warpSize / 2; i > 0; i /= 2) v += asc_shfl_xor(v, i);
    // expect: cuda/wave/lane-arithmetic
    if (threadIdx.x % 32 == 0) sums[threadIdx.x / 32] = v;
    return v;
}

// Where a scale is in a layout of its own.
__global__ void laid_out(const float* in, float* scales) {
    const int row = threadIdx.x;
    float v = in[row];
    v += asc_shfl_down(v, 1);
    for (int i = warpSize / 2; i > 0; i /= 2) v += asc_shfl_xor(v, i);
    // ok: cuda/wave/lane-arithmetic
    scales[(row % 32) * 16 + (row / 32) * 4] = v;
    // ok: cuda/wave/lane-arithmetic
    scales[row / 32 * 33 + (row & 31)] = v;
    // expect: cuda/wave/lane-arithmetic
    if (row % 32 == 0) scales[row] = v;
}
