#include <cuda_runtime.h>

__global__ void count(int* x, bool keep) {
    // expect: cuda/wave/ballot-wide
    unsigned long long votes = __activemask();
    // expect: cuda/wave/ballot-wide
    x[0] = __popcll(__ballot(keep));
    // ok: cuda/wave/ballot-wide
    x[1] = __ballot(keep) + votes;
}
