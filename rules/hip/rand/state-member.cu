#include <curand_kernel.h>

// expect: hip/rand/state-member
__global__ void save(curandState* states, unsigned int* out) {
  // expect: hip/rand/state-member
  curandState state = states[threadIdx.x];
  out[threadIdx.x] = state.d ^ states[0].d ^ states->v[0];
  states[threadIdx.x] = state;
}

struct Walker {
  // expect: hip/rand/state-member
  curandStatePhilox4_32_10_t rng;
  float d;
};

__device__ void skip(Walker& walker) {
  walker.d = 1.0f;
  walker.rng.ctr.x += 1;
}

// ok: hip/rand/state-member
__global__ void draw(curandState* states, float* out) {
  // ok: hip/rand/state-member
  curandState state = states[threadIdx.x];
  out[threadIdx.x] = curand_uniform(&state);
  states[threadIdx.x] = state;
}
