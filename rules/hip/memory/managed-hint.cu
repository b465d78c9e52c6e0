#include <cuda_runtime.h>

void place(float* data, size_t bytes, cudaMemLocation location, cudaStream_t stream) {
    // expect: hip/memory/managed-hint
    cudaMemPrefetchAsync(data, bytes, location, 0, stream);
    // expect: hip/memory/managed-hint
    cudaMemAdvise(data, bytes, cudaMemAdviseSetReadMostly, location);
    // expect: hip/memory/managed-hint
    cudaMemAdvise(data, bytes, cudaMemAdviseSetAccessedBy, location);
    // ok: hip/memory/managed-hint
    cudaMemsetAsync(data, 0, bytes, stream);
}
