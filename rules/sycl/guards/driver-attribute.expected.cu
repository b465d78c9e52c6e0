#include "port.hpp"
#include <stdio.h>

void show(CUdevice device) {
    int minor;
    // expect: sycl/guards/driver-attribute
    cuDeviceGetAttribute(&minor, CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR, device);
    printf("%d\n", minor);
    // ok: sycl/guards/driver-attribute
    port::get_attribute(&minor, port::device_attribute::compute_capability_minor, 0);
    printf("%d\n", minor);
}
