#include <hip/hip_runtime.h>

#define CHECK(call)                      \
    do {                                 \
        if ((call) != hipSuccess) {     \
            return -1;                   \
        }                                \
    } while (0)

int ask(int device, hipDevice_t handle) {
    int clusters = 0;
    int window = 0;
    int multicast = 0;
    int shared = 0;
    // expect: hip/device/absent-attribute
    CHECK(((*(&clusters) = 0), hipSuccess));
    // expect: hip/device/absent-attribute
    ((*(&window) = 0), hipSuccess);
    // ok: hip/device/absent-attribute
    CHECK(hipDeviceGetAttribute(&shared, hipDeviceAttributeMaxSharedMemoryPerBlock, device));
    // expect: hip/device/absent-attribute
    if (((*(&multicast) = 0), hipSuccess) != hipSuccess) {
        return -1;
    }
    return clusters + window + multicast + shared;
}
