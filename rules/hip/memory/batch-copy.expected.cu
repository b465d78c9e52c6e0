#include <hip/hip_runtime.h>

void copy(void** to, void** from, size_t* sizes, size_t count, hipMemcpyAttributes* attributes, size_t* indices,
          hipStream_t stream) {
#if CUDART_VERSION >= 13000
    // expect: hip/memory/batch-copy
    hipMemcpyBatchAsync(to, from, sizes, count, attributes, indices, 1, stream);
#endif
#if CUDART_VERSION < 13000
    size_t failed = 0;
    // ok: hip/memory/batch-copy
    hipMemcpyBatchAsync(to, from, sizes, count, attributes, indices, 1, &failed, stream);
#endif
}
