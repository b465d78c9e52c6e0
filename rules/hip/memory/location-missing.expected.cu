#include <hip/hip_runtime.h>

template <class T, class U>
T first(T a, U) { return a; }

void place(float* data, size_t bytes, int device, int blockDevice, hipStream_t stream) {
    hipMemLocation location = {hipMemLocationTypeDevice, device};
    // expect: hip/memory/location-missing
    hipMemPrefetchAsync(data, bytes, location, 0, stream);
    // expect: hip/memory/location-missing
    hipMemPrefetchAsync(data, first<size_t, int>(bytes, 0), {cudaMemLocationTypeHost, 0}, 0);
    // expect: hip/memory/location-missing
    hipMemAdvise(data, bytes, hipMemAdviseSetReadMostly, location);
    hipMemLocation host = {cudaMemLocationTypeHost, 0};
    // expect: hip/memory/location-missing
    hipMemAdvise(data, bytes, hipMemAdviseSetReadMostly, host);
#if CUDART_VERSION < 13000
    // ok: hip/memory/location-missing
    hipMemPrefetchAsync(data, bytes, device, stream);
    // ok: hip/memory/location-missing
    hipMemAdvise(data, bytes, hipMemAdviseSetPreferredLocation, blockDevice);
#endif
}
