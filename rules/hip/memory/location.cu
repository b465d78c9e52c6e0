#include <cuda_runtime.h>

template <class T, class U>
T first(T a, U) { return a; }

void place(float* data, size_t bytes, int device, int blockDevice, cudaStream_t stream) {
    cudaMemLocation location = {cudaMemLocationTypeDevice, device};
    // expect: hip/memory/location
    cudaMemPrefetchAsync(data, bytes, location, 0, stream);
    // expect: hip/memory/location
    cudaMemPrefetchAsync(data, first<size_t, int>(bytes, 0), {cudaMemLocationTypeHost, 0}, 0);
    // expect: hip/memory/location
    cudaMemAdvise(data, bytes, cudaMemAdviseSetReadMostly, location);
    cudaMemLocation host = {cudaMemLocationTypeHost, 0};
    // expect: hip/memory/location
    cudaMemAdvise(data, bytes, cudaMemAdviseSetReadMostly, host);
#if CUDART_VERSION < 13000
    // ok: hip/memory/location
    cudaMemPrefetchAsync(data, bytes, device, stream);
    // ok: hip/memory/location
    cudaMemAdvise(data, bytes, cudaMemAdviseSetPreferredLocation, blockDevice);
#endif
}
