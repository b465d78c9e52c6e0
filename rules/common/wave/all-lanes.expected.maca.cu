#include <mcr/mc_runtime.h>
#define FULL 0xffffffffu

__global__ void loop(int *o, int done, unsigned long long given) {
    while (true) {
        // expect: cuda/wave/all-lanes
        if (__ballot_sync(~0ULL, done == 3) == __activemask()) break;
        // expect: cuda/wave/all-lanes
        if (__activemask() != __ballot_sync(~0ULL, done)) done++;
        // expect: cuda/wave/all-lanes
        if (__ballot_sync(given, done) == __activemask()) break;
        // expect: cuda/device/full-mask
        if (__ballot_sync(0xffffffff, done) == FULL) break;
        unsigned long long votes = __ballot_sync(~0ULL, done);
        // expect: cuda/wave/all-lanes
        if (votes == __activemask()) break;
        // expect: cuda/wave/all-lanes
        if (__popcll(__activemask()) != warpSize) continue;
        unsigned long long here = __activemask();
        // expect: cuda/wave/all-lanes
        if (warpSize == __popcll(here)) break;
        // expect: cuda/wave/all-lanes
        if (__ballot_sync(~0ULL, done) == 0xffff) break;
        // expect: cuda/wave/all-lanes
        if (__ballot_sync(~0ULL, done) >= 0x10000) break;
        // expect: cuda/wave/all-lanes
        if (__ballot_sync(~0ULL, done) == (unsigned)-1) break;
        // expect: cuda/wave/all-lanes
        if (__ballot_sync(~0ULL, done) + 1 == 0) break;
        // expect: cuda/wave/all-lanes
        if ((done ? __ballot_sync(~0ULL, done > 2) : 0) == ~0u) break;
        // ok: cuda/wave/all-lanes
        if (__ballot_sync(~0ULL, done) == 0 || (done ? __ballot_sync(~0ULL, done > 2) : 0) == 0) continue;
        auto low = __ballot_sync(~0ULL, done) & 0xffffffff;
        // expect: cuda/wave/all-lanes
        if (low == 0xffffffff) break;
        unsigned long long moved = __ballot_sync(~0ULL, done);
        moved >>= 1;
        // expect: cuda/wave/all-lanes
        if (moved == ~0u) break;
        // expect(hip): cuda/wave/all-lanes
        if (~__ballot_sync(~0ULL, done) == 0) break;
        // ok: cuda/wave/all-lanes
        if (done == ~0u || __all_sync(~0ULL, done)) break;
    }
    o[0] = done;
}

__device__ void checked(int* o) {
    // ported: cuda/wave/all-lanes
    assert(__popcll(__activemask()) == warpSize);
    // expect: cuda/wave/all-lanes
    if (__popcll(__activemask()) == warpSize) o[0] = 1;
    constexpr unsigned kAll = 0xffffffffu;
    // expect: cuda/wave/all-lanes
    if (__activemask() == kAll) o[1] = 1;
    // expect: cuda/wave/all-lanes
    if (__activemask() != 0xf) o[2] = 1;
}
