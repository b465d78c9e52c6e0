#include <acl/acl.h>

__global__ void rows(int *o, int n) {
    const int row = threadIdx.x / 32;
    // expect: cuda/wave/group-vote
    if (asc_any(o[row] > n)) return;
    // expect: cuda/wave/group-vote
    o[row] = asc_reduce_add(n);
}

__global__ void all(int *o, int n) {
    // ok: cuda/wave/group-vote
    while (!asc_all(o[threadIdx.x] > n)) o[threadIdx.x]++;
}

// Who is done leaves with all others that are: in a wider group no lane leaves sooner.
__global__ void early(int *o, int n, int x, int y) {
    for (int row = threadIdx.x / 32; row < n; row += 32) {
        // ok: cuda/wave/group-vote
        if (asc_all(x >= n) || asc_all(y >= n)) break;
        // ok: cuda/wave/group-vote
        if (asc_all(o[row] > n) != 0) { continue; }
        // ok: cuda/wave/group-vote
        if (!asc_any(x < n)) return;
        // expect: cuda/wave/group-vote
        if (!asc_all(x < n)) return;
        // expect: cuda/wave/group-vote
        if (asc_any(x >= n)) break;
        // expect: cuda/wave/group-vote
        const bool same = asc_all(o[row] == x);
        o[row] = same;
    }
}
