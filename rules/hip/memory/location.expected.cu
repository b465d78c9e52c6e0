#include <hip/hip_runtime.h>

template <class T, class U>
T first(T a, U) { return a; }

void place(float* data, size_t bytes, int device, int blockDevice, hipStream_t stream) {
    hipMemLocation location = {hipMemLocationTypeDevice, device};
    // expect: hip/memory/location
    hipMemPrefetchAsync_v2(data, bytes, location, 0, stream);
    // expect: hip/memory/location
    hipMemPrefetchAsync_v2(data, first<size_t, int>(bytes, 0), {hipMemLocationTypeHost, 0}, 0, 0);
    // expect: hip/memory/location
    hipMemAdvise_v2(data, bytes, hipMemAdviseSetReadMostly, location);
    hipMemLocation host = {hipMemLocationTypeHost, 0};
    // expect: hip/memory/location
    hipMemAdvise_v2(data, bytes, hipMemAdviseSetReadMostly, host);
#if CUDART_VERSION < 13000
    // ok: hip/memory/location
    hipMemPrefetchAsync(data, bytes, device, stream);
    // ok: hip/memory/location
    hipMemAdvise(data, bytes, hipMemAdviseSetPreferredLocation, blockDevice);
#endif
}
