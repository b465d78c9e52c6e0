#include <hip/hip_runtime.h>
#include <hip/hip_cooperative_groups.h>
#include <stdint.h>

__global__ void k(int64_t *o, unsigned long long wide, size_t n, unsigned word) {
    // expect: hip/device/first-bit
    o[1] = __ffsll((long long)o[0]);
    // expect: hip/device/first-bit
    o[2] = __ffsll((long long)(n & 255)) + __ffsll((long long)word);
    // expect: hip/device/first-bit
    o[3] = __ffs((int)(n >> 3));
    // ok: hip/device/first-bit
    o[4] = __ffsll(wide) + __ffs(word) + __ffs(word & 7);
    // ok: hip/device/first-bit
    o[5] = __ffsll(__ballot_sync(~0ULL, word));
}

template <typename Tile>
__device__ int first(const Tile &tile, int value) {
    const auto votes = tile.ballot(value > 0);
    // expect: hip/device/first-bit
    const int other = __ffsll((unsigned long long)(tile.ballot(value < 0) & 0xff));
    // expect: hip/device/first-bit
    return __ffsll((unsigned long long)(votes)) - other;
}
