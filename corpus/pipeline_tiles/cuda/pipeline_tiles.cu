// Averages of eight neighbours. A block walks along its part of the array; while it averages one
// tile in shared memory, the next one is on its way.

#include <cuda_pipeline.h>
#include <cuda_runtime.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

#define CHECK(call)                                                             \
  do {                                                                          \
    const cudaError_t status = (call);                                          \
    if (status != cudaSuccess) {                                                \
      std::printf("pipeline_tiles: FAILED: %s: %s\n", #call, cudaGetErrorString(status));  \
      std::exit(1);                                                             \
    }                                                                           \
  } while (0)

constexpr int kTile = 128, kHalo = 8, kTiles = 16;

__device__ void load(float* tile, const float* from) {
  // Two floats a thread, as one copy of eight bytes; the first threads bring the halo.
  const int i = 2 * threadIdx.x;
  if (i < kTile + kHalo) __pipeline_memcpy_async(&tile[i], &from[i], sizeof(float2));
  __pipeline_commit();
}

__global__ void average(const float* __restrict__ in, float* __restrict__ out) {
  __shared__ __align__(16) float stages[2][kTile + kHalo];
  in += blockIdx.x * kTile * kTiles;
  out += blockIdx.x * kTile * kTiles;
  load(stages[0], in);
  for (int tile = 0; tile < kTiles; ++tile) {
    if (tile + 1 < kTiles) {
      load(stages[(tile + 1) % 2], in + (tile + 1) * kTile);
      __pipeline_wait_prior(1);
    } else {
      __pipeline_wait_prior(0);
    }
    __syncthreads();
    float sum = 0.0f;
    for (int k = 0; k < kHalo; ++k) sum += stages[tile % 2][threadIdx.x + k];
    out[tile * kTile + threadIdx.x] = sum / kHalo;
    __syncthreads();
  }
}

int main() {
  constexpr int blocks = 20, count = blocks * kTile * kTiles;
  std::vector<float> in(count + kHalo), out(count);
  for (std::size_t i = 0; i < in.size(); ++i) in[i] = static_cast<float>(i * 48271 % 4099) / 64.0f;

  float *d_in, *d_out;
  CHECK(cudaMalloc(&d_in, in.size() * sizeof(float)));
  CHECK(cudaMalloc(&d_out, out.size() * sizeof(float)));
  CHECK(cudaMemcpy(d_in, in.data(), in.size() * sizeof(float), cudaMemcpyHostToDevice));
  average<<<blocks, kTile>>>(d_in, d_out);
  CHECK(cudaGetLastError());
  CHECK(cudaMemcpy(out.data(), d_out, out.size() * sizeof(float), cudaMemcpyDeviceToHost));
  CHECK(cudaFree(d_in));
  CHECK(cudaFree(d_out));

  for (int i = 0; i < count; ++i) {
    float expected = 0.0f;
    for (int k = 0; k < kHalo; ++k) expected += in[i + k];
    expected /= kHalo;
    if (std::fabs(out[i] - expected) > 1e-4f) {
      std::printf("pipeline_tiles: FAILED: element %d is %g, expected %g\n", i, out[i], expected);
      return 1;
    }
  }
  std::printf("pipeline_tiles: ok\n");
  return 0;
}
