#include <mcr/mc_runtime.h>

__global__ void count(const int* in, int* out, unsigned word) {
    bool keep = in[threadIdx.x] > 0;
    // expect: cuda/wave/ballot-bits
    int total = __popcll(__ballot(keep));
    auto votes = __ballot(keep);
    // expect: cuda/wave/ballot-bits
    int first = __ffsll(votes) - 1;
    // expect: cuda/wave/ballot-bits
    int last = 31 - __clz(votes);
    // expect: cuda/wave/ballot-bits
    int before = __popc(votes & ((1u << threadIdx.x) - 1));
    // ok: cuda/wave/ballot-bits
    int bits = __popc(word) + __ffs(in[threadIdx.x]) + __popc(in[__popcll(votes)]);
    out[threadIdx.x] = total + first + last + before + bits;
    int cut = __ballot_sync(~0ULL, keep);
    // ok: cuda/wave/ballot-bits
    out[0] = __ffs(cut) - 1 + __popc(cut);
    unsigned long wide = __ballot_sync(~0ULL, keep);
    // expect: cuda/wave/ballot-bits
    out[1] = __ffsll((unsigned long long)wide);
    // expect: cuda/wave/ballot-bits
    if (__popc(__ballot_sync(~0ULL, keep)) == 32) out[2] = 1;
    // expect: cuda/wave/ballot-bits
    out[3] = __popc(__ballot_sync(~0ULL, keep) & word);
}

// A tile's own votes, and words that are no votes: nothing is wider on AMD GPUs.
template <class Tile>
__device__ unsigned rank(Tile tile, const unsigned* keys, unsigned long long word) {
    unsigned valid = tile.ballot(keys[0] != 0);
    // ok: cuda/wave/ballot-bits
    unsigned before = __popc(valid & ((1U << tile.thread_rank()) - 1U));
    // ok: cuda/wave/ballot-bits
    return before + __popc(word) + __ffs(word);
}

// A vote that a function of the tree returned.
__device__ unsigned below(unsigned vote, unsigned lane) {
    // expect: cuda/wave/ballot-bits
    return __popc(vote & ((1u << lane) - 1u));
}

// Said where the vote is kept in 32 bits.
__global__ void kept(const int* in, int* out) {
    const unsigned votes = __ballot_sync(~0ULL, in[threadIdx.x]);
    // ok: cuda/wave/ballot-bits
    out[0] = __popc(votes) + __popc(votes & ((1u << threadIdx.x) - 1)) + __popc(votes - 1);
    unsigned later;
    later = __match_any_sync(~0ULL, in[threadIdx.x]);
    // ok: cuda/wave/ballot-bits
    out[1] = 31 - __clz(later) + __ffs(__brev(later));
    // expect: cuda/wave/ballot-bits
    if (__popc(votes) == 32) out[2] = 0;
    // expect: cuda/wave/ballot-bits
    out[3] = __ffsll(__ballot_sync(~0ULL, in[0] > 0));
    unsigned long long all = __ballot_sync(~0ULL, in[1] > 0);
    // expect: cuda/wave/ballot-bits
    out[4] = __popcll(all);
}

struct Batch {
    unsigned long long works;
};

// Bits that are no vote.
__device__ int works_below(const Batch* batches, int i, int lane) {
    const Batch batch = batches[i];
    // ok: cuda/wave/ballot-bits
    return __popc(unsigned(batch.works) & ((1u << lane) - 1)) + __popc(unsigned(batch.works >> 32));
}

// Each 32 threads count their own votes: two of them share a wavefront.
__global__ void rows(const int* in, int* out, int columns) {
    int lane = threadIdx.x & 0x1F;
    int count = 0;
    for (int i = lane; i < columns; i += 32) {
        // expect: cuda/wave/ballot-bits
        count += __popc(__ballot_sync(~0ULL, in[i] > 0));
    }
    // expect: cuda/wave/ballot-bits
    int first = __ffs(__ballot(in[lane]));
    if (lane == 0) out[threadIdx.x >> 5] = count + first;
}

__device__ int problems_before(int sum, int tile) {
    for (int i = 1; i < 32; i <<= 1) sum += __shfl_up_sync(~0ULL, sum, i);
    // expect: cuda/wave/ballot-bits
    return __popc(__ballot_sync(~0ULL, sum <= tile));
}

// One word of each 32 threads, of which the one that keeps it says all.
__device__ int runs(int thread, bool head, unsigned* heads) {
    const unsigned vote = __ballot_sync(~0ULL, head);
    if ((thread & 31) == 0) heads[thread >> 5] = vote;
    __syncthreads();
    const int group = thread >> 5, lane = thread & 31;
    int count = 0;
    // ok: cuda/wave/ballot-bits
    for (int i = 0; i < group; i++) count += __popc(heads[i]);
    // ok: cuda/wave/ballot-bits
    return count + __popc(heads[group] & ((1u << lane) - 1u));
}

// A vote from elsewhere, in groups of 32.
__device__ int below_in_group(unsigned vote) {
    const int lane = threadIdx.x % 32;
    // expect: cuda/wave/ballot-bits
    return __popc(vote & ((1u << lane) - 1u));
}
