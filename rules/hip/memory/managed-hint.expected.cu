#include <hip/hip_runtime.h>

void place(float* data, size_t bytes, hipMemLocation location, hipStream_t stream) {
    // expect: hip/memory/managed-hint
    hipMemPrefetchAsync_v2(data, bytes, location, 0, stream);
    // expect: hip/memory/managed-hint
    hipMemAdvise_v2(data, bytes, hipMemAdviseSetReadMostly, location);
    // expect: hip/memory/managed-hint
    hipMemAdvise_v2(data, bytes, hipMemAdviseSetAccessedBy, location);
    // ok: hip/memory/managed-hint
    hipMemsetAsync(data, 0, bytes, stream);
}
