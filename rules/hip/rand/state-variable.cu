#include <curand_kernel.h>

// expect: hip/rand/state-variable
__device__ curandState pool[256];

struct Walker {
  // expect: hip/rand/state-variable
  curandStatePhilox4_32_10_t rng;
  float position;
};
__device__ Walker walkers[64];

// ok: hip/rand/state-variable
__device__ curandState* states;
// ok: hip/rand/state-variable
__device__ curandStateSobol32_t quasi;

__global__ void draw(float* out) {
  // expect: hip/rand/state-variable
  __shared__ curandStateMRG32k3a shared[32];
  // ok: hip/rand/state-variable
  curandState local = pool[threadIdx.x];
  curand_init(1, threadIdx.x, 0, &shared[threadIdx.x]);
  out[threadIdx.x] = curand_uniform(&local) + curand_uniform(&shared[threadIdx.x]);
}
