#include <cuda_runtime.h>
#include <thread>
void work(float* memory, size_t bytes) {
  // expect: ascend/host/thread
  cudaMemset(memory, 0, bytes);
}

void prepared(float* memory, size_t bytes, int device) {
  // ok: ascend/host/thread
  cudaSetDevice(device);
  cudaMemset(memory, 0, bytes);
}

int main() {
  float* memory;
  // ok: ascend/host/thread
  cudaMalloc(&memory, 4);
  std::thread other(work, memory, 4);
  other.join();
  std::thread third([&] {
    // expect: ascend/host/thread
    cudaDeviceSynchronize();
  });
  third.join();
}
