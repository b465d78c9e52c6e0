#include "port.hpp"
void copy(const float4* from, float4* to) {
    // expect: sycl/device/cached-access
    const float4 value = *(from + port::thread_idx().x);
    // expect: sycl/device/cached-access
    *(&to[port::thread_idx().x]) = (value);
    // ok: sycl/device/cached-access
    to[port::thread_idx().x] = value;
}
