// expect: hip/launch/per-thread-default-stream
#define HIP_API_PER_THREAD_DEFAULT_STREAM 1
#include <hip/hip_runtime.h>

void copy(float* to, const float* from, size_t bytes) {
    // ok: hip/launch/per-thread-default-stream
    hipMemcpyAsync(to, from, bytes, hipMemcpyDefault, hipStreamPerThread);
}
