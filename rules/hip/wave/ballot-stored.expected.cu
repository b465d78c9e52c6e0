#include <hip/hip_runtime.h>

__global__ void compact(const int* in, int* out, unsigned long long* wide) {
    bool keep = in[threadIdx.x] > 0;
    // expect: hip/wave/ballot-stored
    unsigned int votes = __ballot(keep);
    // ok: hip/wave/ballot-stored
    unsigned long long all = __ballot(!keep);
    // ok: hip/wave/ballot-stored
    const auto both = __ballot(keep || !keep);
    int mask;
    // expect: hip/wave/ballot-stored
    mask = __ballot(in[threadIdx.x] == 3);
    // ok: hip/wave/ballot-stored
    wide[threadIdx.x] = __ballot(keep);
    out[threadIdx.x] = votes + mask + (all == both);
}
