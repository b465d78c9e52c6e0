#include <cuda_runtime.h>

__global__ void count(unsigned *votes, const int *values) {
    // expect: musa/wave/lanes-of-a-word
    unsigned vote = __ballot_sync(0xffffffff, values[threadIdx.x] > 0);
    // expect: musa/wave/lanes-of-a-word
    vote &= __activemask();
    // ok: musa/wave/lanes-of-a-word
    if (__any_sync(0xffffffff, vote)) votes[threadIdx.x] = vote;
}
