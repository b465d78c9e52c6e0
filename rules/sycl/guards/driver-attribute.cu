#include <cuda.h>
#include <cuda_runtime.h>
#include <stdio.h>

void show(CUdevice device) {
    int minor;
    // expect: sycl/guards/driver-attribute
    cuDeviceGetAttribute(&minor, CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR, device);
    printf("%d\n", minor);
    // ok: sycl/guards/driver-attribute
    cudaDeviceGetAttribute(&minor, cudaDevAttrComputeCapabilityMinor, 0);
    printf("%d\n", minor);
}
