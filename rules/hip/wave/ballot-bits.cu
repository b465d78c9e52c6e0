#include <cuda_runtime.h>

__global__ void count(const int* in, int* out, unsigned word) {
    bool keep = in[threadIdx.x] > 0;
    // expect: hip/wave/ballot-bits
    int total = __popc(__ballot(keep));
    auto votes = __ballot(keep);
    // expect: hip/wave/ballot-bits
    int first = __ffs(votes) - 1;
    // expect: hip/wave/ballot-bits
    int last = 31 - __clz(votes);
    // expect: hip/wave/ballot-bits
    int before = __popc(votes & ((1u << threadIdx.x) - 1));
    // ok: hip/wave/ballot-bits
    int bits = __popc(word) + __ffs(in[threadIdx.x]) + __popc(in[__popcll(votes)]);
    out[threadIdx.x] = total + first + last + before + bits;
    int cut = __ballot_sync(0xffffffff, keep);
    // expect: hip/wave/ballot-bits
    out[0] = __ffs(cut) - 1 + __popc(cut);
    unsigned long wide = __ballot_sync(0xffffffff, keep);
    // expect: hip/wave/ballot-bits
    out[1] = __ffs(wide);
    // expect: hip/wave/ballot-bits
    if (__popc(__ballot_sync(0xffffffff, keep)) == 32) out[2] = 1;
    // expect: hip/wave/ballot-bits
    out[3] = __popc(__ballot_sync(0xffffffff, keep) & word);
}
