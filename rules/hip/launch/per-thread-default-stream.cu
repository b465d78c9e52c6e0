// expect: hip/launch/per-thread-default-stream
#define CUDA_API_PER_THREAD_DEFAULT_STREAM 1
#include <cuda_runtime.h>

void copy(float* to, const float* from, size_t bytes) {
    // ok: hip/launch/per-thread-default-stream
    cudaMemcpyAsync(to, from, bytes, cudaMemcpyDefault, cudaStreamPerThread);
}
