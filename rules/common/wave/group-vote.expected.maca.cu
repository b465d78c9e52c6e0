#include <mcr/mc_runtime.h>

__global__ void rows(int *o, int n) {
    const int row = threadIdx.x / 32;
    // expect: cuda/wave/group-vote
    if (__any_sync(~0ULL, o[row] > n)) return;
    // expect: cuda/wave/group-vote
    o[row] = __reduce_add_sync(~0ULL, n);
}

__global__ void all(int *o, int n) {
    // ok: cuda/wave/group-vote
    while (!__all_sync(~0ULL, o[threadIdx.x] > n)) o[threadIdx.x]++;
}

// Who is done leaves with all others that are: in a wider group no lane leaves sooner.
__global__ void early(int *o, int n, int x, int y) {
    for (int row = threadIdx.x / 32; row < n; row += 32) {
        // ok: cuda/wave/group-vote
        if (__all_sync(~0ULL, x >= n) || __all_sync(__activemask(), y >= n)) break;
        // ok: cuda/wave/group-vote
        if (__all_sync(~0ULL, o[row] > n) != 0) { continue; }
        // ok: cuda/wave/group-vote
        if (!__any_sync(~0ULL, x < n)) return;
        // expect: cuda/wave/group-vote
        if (!__all_sync(~0ULL, x < n)) return;
        // expect: cuda/wave/group-vote
        if (__any_sync(~0ULL, x >= n)) break;
        // expect: cuda/wave/group-vote
        const bool same = __all_sync(~0ULL, o[row] == x);
        o[row] = same;
    }
}
