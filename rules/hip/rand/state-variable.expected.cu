#include <hip/hip_runtime.h>
#include <hiprand/hiprand_kernel.h>

// expect: hip/rand/state-variable
__device__ hiprandState pool[256];

struct Walker {
  // expect: hip/rand/state-variable
  hiprandStatePhilox4_32_10_t rng;
  float position;
};
__device__ Walker walkers[64];

// ok: hip/rand/state-variable
__device__ hiprandState* states;
// ok: hip/rand/state-variable
__device__ hiprandStateSobol32_t quasi;

__global__ void draw(float* out) {
  // expect: hip/rand/state-variable
  __shared__ hiprandStateMRG32k3a shared[32];
  // ok: hip/rand/state-variable
  hiprandState local = pool[threadIdx.x];
  hiprand_init(1, threadIdx.x, 0, &shared[threadIdx.x]);
  out[threadIdx.x] = hiprand_uniform(&local) + hiprand_uniform(&shared[threadIdx.x]);
}
