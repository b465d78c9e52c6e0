#include <cuda_runtime.h>
__global__ void k(float* p) {}

void test(float* host, float* memory, size_t pitch, size_t width) {
  k<<<1, 1>>>(memory);
  // expect: ascend/memory/copy-rows
  cudaMemcpy2D(host, width, memory, pitch, width, 4, cudaMemcpyDeviceToHost);
  cudaDeviceSynchronize();
  // expect: ascend/memory/copy-rows
  cudaMemcpy2D(host, width, memory, pitch, width, 4, cudaMemcpyDeviceToHost);
  // expect: ascend/memory/copy-rows
  cudaMemcpy2DAsync(host, width, memory, pitch, width, 4, cudaMemcpyDeviceToHost);
  // ok: ascend/memory/copy-rows
  cudaMemcpy2DAsync(host, width, memory, pitch, width, 4, cudaMemcpyDeviceToHost, nullptr);
}
