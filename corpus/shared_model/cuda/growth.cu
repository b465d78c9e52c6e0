// Logistic growth: the formula, and below it the kernel. reference.cpp includes this file, so that
// the host's compiler sees the formula too; only nvcc sees the kernel.

#include "growth.h"

#ifdef __CUDACC__
#define FOR_BOTH __host__ __device__
#else
#define FOR_BOTH
#endif

FOR_BOTH static inline float grown(float population, float rate) {
  return population + rate * population * (1.0f - population);
}

#ifdef __CUDACC__

__global__ void grow(float* population, int count, float rate, int steps) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= count) return;
  float x = population[i];
  for (int step = 0; step < steps; ++step) x = grown(x, rate);
  population[i] = x;
}

bool grow_on_device(float* population, int count, float rate, int steps) {
  const size_t bytes = count * sizeof(float);
  float* d_population = nullptr;
  if (cudaMalloc(&d_population, bytes) != cudaSuccess) return false;
  cudaMemcpy(d_population, population, bytes, cudaMemcpyHostToDevice);
  grow<<<(count + 255) / 256, 256>>>(d_population, count, rate, steps);
  const cudaError_t launched = cudaGetLastError();
  const cudaError_t copied =
      cudaMemcpy(population, d_population, bytes, cudaMemcpyDeviceToHost);
  cudaFree(d_population);
  return launched == cudaSuccess && copied == cudaSuccess;
}

#endif
