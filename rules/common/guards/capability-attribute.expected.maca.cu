#include <cstdio>
#include <mcr/maca.h>
#include <mcr/mc_runtime.h>
#include <string>

int generation() {
    int major, minor;
    // expect: cuda/guards/capability-attribute
    mcDeviceGetAttribute(&major, mcDeviceAttributeComputeCapabilityMajor, 0);
    // expect: cuda/guards/capability-attribute
    mcDeviceGetAttribute(&minor, mcDeviceAttributeComputeCapabilityMinor, 0);
    return major * 10 + minor;
}

struct Specs {
    int major;
};

bool fused(Specs* specs, MCdevice device) {
    int major = 0;
    // expect: cuda/guards/capability-attribute
    mcDeviceGetAttribute(&major, mcDeviceAttributeComputeCapabilityMajor, device);
    // expect: cuda/guards/capability-attribute
    mcDeviceGetAttribute(&specs->major, mcDeviceAttributeComputeCapabilityMajor, 0);
    return major >= 7;
}

// Only shown: a remark.
std::string shown(int device) {
    int major = 0, minor = 0;
    // expect: cuda/guards/capability-attribute
    mcDeviceGetAttribute(&major, mcDeviceAttributeComputeCapabilityMajor, device);
    // expect: cuda/guards/capability-attribute
    mcDeviceGetAttribute(&minor, mcDeviceAttributeComputeCapabilityMinor, device);
    printf("device %d: %d.%d\n", device, major, minor);
    return std::to_string(major) + "." + std::to_string(minor);
}

void compile(const char* source, int major);

int others(const char* source, int device) {
    int major = 0, threads = 0;
    // expect: cuda/guards/capability-attribute
    mcDeviceGetAttribute(&major, mcDeviceAttributeComputeCapabilityMajor, device);
    compile(source, major);
    // ok: cuda/guards/capability-attribute
    mcDeviceGetAttribute(&threads, mcDeviceAttributeMaxThreadsPerBlock, device);
    return threads;
}

struct NppStreamContext { int nCudaDevAttrComputeCapabilityMajor; };

void context(NppStreamContext& npp, int device) {
    // expect: cuda/guards/capability-attribute
    mcDeviceGetAttribute(&npp.nCudaDevAttrComputeCapabilityMajor, mcDeviceAttributeComputeCapabilityMajor, device);
}
