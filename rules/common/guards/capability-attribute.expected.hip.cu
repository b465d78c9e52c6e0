#include <cstdio>
#include <hip/hip_runtime.h>
#include <string>

int generation() {
    int major, minor;
    // expect: cuda/guards/capability-attribute
    hipDeviceGetAttribute(&major, hipDeviceAttributeComputeCapabilityMajor, 0);
    // expect: cuda/guards/capability-attribute
    hipDeviceGetAttribute(&minor, hipDeviceAttributeComputeCapabilityMinor, 0);
    return major * 10 + minor;
}

struct Specs {
    int major;
};

bool fused(Specs* specs, hipDevice_t device) {
    int major = 0;
    // expect: cuda/guards/capability-attribute
    hipDeviceGetAttribute(&major, hipDeviceAttributeComputeCapabilityMajor, device);
    // expect: cuda/guards/capability-attribute
    hipDeviceGetAttribute(&specs->major, hipDeviceAttributeComputeCapabilityMajor, 0);
    return major >= 7;
}

// Only shown: a remark.
std::string shown(int device) {
    int major = 0, minor = 0;
    // expect: cuda/guards/capability-attribute
    hipDeviceGetAttribute(&major, hipDeviceAttributeComputeCapabilityMajor, device);
    // expect: cuda/guards/capability-attribute
    hipDeviceGetAttribute(&minor, hipDeviceAttributeComputeCapabilityMinor, device);
    printf("device %d: %d.%d\n", device, major, minor);
    return std::to_string(major) + "." + std::to_string(minor);
}

void compile(const char* source, int major);

int others(const char* source, int device) {
    int major = 0, threads = 0;
    // expect: cuda/guards/capability-attribute
    hipDeviceGetAttribute(&major, hipDeviceAttributeComputeCapabilityMajor, device);
    compile(source, major);
    // ok: cuda/guards/capability-attribute
    hipDeviceGetAttribute(&threads, hipDeviceAttributeMaxThreadsPerBlock, device);
    return threads;
}

struct NppStreamContext { int nCudaDevAttrComputeCapabilityMajor; };

void context(NppStreamContext& npp, int device) {
    // expect: cuda/guards/capability-attribute
    hipDeviceGetAttribute(&npp.nCudaDevAttrComputeCapabilityMajor, hipDeviceAttributeComputeCapabilityMajor, device);
}
