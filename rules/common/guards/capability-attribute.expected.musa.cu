#include <cstdio>
#include <musa.h>
#include <musa_runtime.h>
#include <string>

int generation() {
    int major, minor;
    // expect: cuda/guards/capability-attribute
    musaDeviceGetAttribute(&major, musaDevAttrComputeCapabilityMajor, 0);
    // expect: cuda/guards/capability-attribute
    musaDeviceGetAttribute(&minor, musaDevAttrComputeCapabilityMinor, 0);
    return major * 10 + minor;
}

struct Specs {
    int major;
};

bool fused(Specs* specs, MUdevice device) {
    int major = 0;
    // expect: cuda/guards/capability-attribute
    muDeviceGetAttribute(&major, MU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR, device);
    // expect: cuda/guards/capability-attribute
    musaDeviceGetAttribute(&specs->major, musaDevAttrComputeCapabilityMajor, 0);
    return major >= 7;
}

// Only shown: a remark.
std::string shown(int device) {
    int major = 0, minor = 0;
    // expect: cuda/guards/capability-attribute
    musaDeviceGetAttribute(&major, musaDevAttrComputeCapabilityMajor, device);
    // expect: cuda/guards/capability-attribute
    musaDeviceGetAttribute(&minor, musaDevAttrComputeCapabilityMinor, device);
    printf("device %d: %d.%d\n", device, major, minor);
    return std::to_string(major) + "." + std::to_string(minor);
}

void compile(const char* source, int major);

int others(const char* source, int device) {
    int major = 0, threads = 0;
    // expect: cuda/guards/capability-attribute
    musaDeviceGetAttribute(&major, musaDevAttrComputeCapabilityMajor, device);
    compile(source, major);
    // ok: cuda/guards/capability-attribute
    musaDeviceGetAttribute(&threads, musaDevAttrMaxThreadsPerBlock, device);
    return threads;
}

struct NppStreamContext { int nCudaDevAttrComputeCapabilityMajor; };

void context(NppStreamContext& npp, int device) {
    // expect: cuda/guards/capability-attribute
    musaDeviceGetAttribute(&npp.nCudaDevAttrComputeCapabilityMajor, musaDevAttrComputeCapabilityMajor, device);
}
