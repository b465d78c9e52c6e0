#include <mcr/mc_runtime.h>

__global__ void compact(const int* in, int* out, unsigned long long* wide) {
    bool keep = in[threadIdx.x] > 0;
    // expect: cuda/wave/ballot-stored
    unsigned int votes = __ballot(keep);
    // ok: cuda/wave/ballot-stored
    unsigned long long all = __ballot(!keep);
    // ok: cuda/wave/ballot-stored
    const auto both = __ballot(keep || !keep);
    int mask;
    // expect: cuda/wave/ballot-stored
    mask = __ballot(in[threadIdx.x] == 3);
    // ok: cuda/wave/ballot-stored
    wide[threadIdx.x] = __ballot(keep);
    out[threadIdx.x] = votes + mask + (all == both);
}

// expect: cuda/wave/ballot-stored
__device__ unsigned votes_of(bool p) { return __ballot_sync(~0ULL, p); }
// ok: cuda/wave/ballot-stored
__device__ unsigned long long wide_votes_of(bool p) { return __ballot_sync(~0ULL, p); }
// ok: cuda/wave/ballot-stored
__device__ auto same_votes_of(bool p) { return __ballot_sync(~0ULL, p); }
// ok: cuda/wave/ballot-stored
__device__ bool any_of(bool p) { return __ballot_sync(~0ULL, p) != 0; }

typedef unsigned Mask;
struct Lanes {
    Mask mask;
    unsigned halves[2];
    unsigned long long all;
};
__device__ void keep(Mask mask);
__device__ void keep_all(unsigned long long mask);

__global__ void store(Lanes* lanes, bool p) {
    // expect: cuda/wave/ballot-stored
    lanes->mask = __ballot_sync(~0ULL, p);
    // expect: cuda/wave/ballot-stored
    lanes[1].halves[0] |= __ballot_sync(~0ULL, p) & ~1;
    // ok: cuda/wave/ballot-stored
    lanes->all = __ballot_sync(~0ULL, p);
    // expect: cuda/wave/ballot-stored
    unsigned list[2] = {0, __activemask()};
    // expect: cuda/wave/ballot-stored
    unsigned braces{__activemask()};
    // expect: cuda/wave/ballot-stored
    auto cast = static_cast<unsigned>(__match_any_sync(~0ULL, list[0]));
    // expect: cuda/wave/ballot-stored
    auto votes = [=](bool q) -> unsigned { return __ballot_sync(~0ULL, q); };
    // expect: cuda/wave/ballot-stored
    keep(p ? __ballot_sync(~0ULL, p) : 0u);
    // ok: cuda/wave/ballot-stored
    keep_all(__ballot_sync(~0ULL, p));
    // ok: cuda/wave/ballot-stored
    if (__ballot_sync(__activemask(), p)) lanes->mask = cast + braces;
    // ok: cuda/wave/ballot-stored
    lanes->mask = (__ballot_sync(~0ULL, p) >> threadIdx.x) & 1;
    // expect: cuda/wave/ballot-stored
    elsewhere(__ballot_sync(~0ULL, p));
}

__global__ void narrowed(unsigned* o) {
    // expect: cuda/wave/ballot-stored
    auto votes = __ballot_sync(~0ULL, o[0]);
    unsigned low = votes;
    // expect: cuda/wave/ballot-stored
    const auto active = __activemask();
    o[1] = static_cast<unsigned>(active) + low;
    // ok: cuda/wave/ballot-stored
    auto wide = __ballot_sync(~0ULL, o[1]);
    o[2] = __popcll(wide);
}

__device__ unsigned returned(int x) {
    // expect: cuda/wave/ballot-stored
    auto votes = __ballot_sync(~0ULL, x);
    return votes;
}

__device__ auto deduced(int x) {
    // expect: cuda/wave/ballot-stored
    return __ballot_sync(~0ULL, x);
}

__device__ auto kept_wide(int x) {
    // ok: cuda/wave/ballot-stored
    return __ballot_sync(~0ULL, x);
}

__device__ auto through(int x) {
    // expect: cuda/wave/ballot-stored
    const auto voted = __ballot_sync(~0ULL, x);
    return voted;
}

__global__ void calls(int* o, unsigned long long* wide) {
    const unsigned narrow = deduced(o[0]);
    o[1] = narrow;
    int also = through(o[1]);
    o[3] = also;
    wide[0] = kept_wide(o[2]);
}

__global__ void rows(const int* in, unsigned* words, int* o) {
    __shared__ unsigned kept[32];
    // expect: cuda/wave/ballot-stored
    kept[threadIdx.y] = __ballot_sync(~0ULL, in[threadIdx.x] & (1 << threadIdx.y));
    // expect: cuda/wave/ballot-stored
    *words = __ballot_sync(~0ULL, in[threadIdx.x] > 0);
    // expect: cuda/wave/ballot-stored
    unsigned hits = __ballot_sync(~0ULL, in[threadIdx.y * 32 + threadIdx.x] > 0);
    o[threadIdx.y] = __popc(hits) + kept[threadIdx.x];
}

void launch_rows(const int* in, unsigned* words, int* o) {
    dim3 block(32, 32);
    rows<<<1, block>>>(in, words, o);
}
