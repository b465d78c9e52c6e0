#include <cuda.h>
#include <cuda_runtime.h>

#define CHECK(call)                      \
    do {                                 \
        if ((call) != cudaSuccess) {     \
            return -1;                   \
        }                                \
    } while (0)

int ask(int device, CUdevice handle) {
    int clusters = 0;
    int window = 0;
    int multicast = 0;
    int shared = 0;
    // expect: hip/device/absent-attribute
    CHECK(cudaDeviceGetAttribute(&clusters, cudaDevAttrClusterLaunch, device));
    // expect: hip/device/absent-attribute
    cudaDeviceGetAttribute(&window, cudaDevAttrMaxAccessPolicyWindowSize, device);
    // ok: hip/device/absent-attribute
    CHECK(cudaDeviceGetAttribute(&shared, cudaDevAttrMaxSharedMemoryPerBlock, device));
    // expect: hip/device/absent-attribute
    if (cuDeviceGetAttribute(&multicast, CU_DEVICE_ATTRIBUTE_MULTICAST_SUPPORTED, handle) != CUDA_SUCCESS) {
        return -1;
    }
    return clusters + window + multicast + shared;
}
