#include <cuda_runtime.h>

void copy(void** to, void** from, size_t* sizes, size_t count, cudaMemcpyAttributes* attributes, size_t* indices,
          cudaStream_t stream) {
#if CUDART_VERSION >= 13000
    // expect: hip/memory/batch-copy
    cudaMemcpyBatchAsync(to, from, sizes, count, attributes, indices, 1, stream);
#endif
#if CUDART_VERSION < 13000
    size_t failed = 0;
    // ok: hip/memory/batch-copy
    cudaMemcpyBatchAsync(to, from, sizes, count, attributes, indices, 1, &failed, stream);
#endif
}
