#include "port.hpp"
void allocate(float** memory, float** device, size_t n) {
    // expect: sycl/memory/allocation-flags
    port::malloc_managed(memory, n);
    // expect: sycl/memory/allocation-flags
    port::malloc_host((void**)memory, n);
    // expect: sycl/memory/allocation-flags
    port::device_pointer(device, *memory);
    // ok: sycl/memory/allocation-flags
    port::malloc_managed(memory, n);
}
