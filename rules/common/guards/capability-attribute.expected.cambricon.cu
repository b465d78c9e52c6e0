#include <cstdio>
#include <cn_api.h>
#include <cnrt.h>
#include <string>

int generation() {
    int major, minor;
    // expect: cuda/guards/capability-attribute
    cnrtDeviceGetAttribute(&major, cnrtAttrComputeCapabilityMajor, 0);
    // expect: cuda/guards/capability-attribute
    cnrtDeviceGetAttribute(&minor, cnrtAttrComputeCapabilityMinor, 0);
    return major * 10 + minor;
}

struct Specs {
    int major;
};

bool fused(Specs* specs, CUdevice device) {
    int major = 0;
    // expect: cuda/guards/capability-attribute
    cnDeviceGetAttribute(&major, CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR, device);
    // expect: cuda/guards/capability-attribute
    cnrtDeviceGetAttribute(&specs->major, cnrtAttrComputeCapabilityMajor, 0);
    return major >= 7;
}

// Only shown: a remark.
std::string shown(int device) {
    int major = 0, minor = 0;
    // expect: cuda/guards/capability-attribute
    cnrtDeviceGetAttribute(&major, cnrtAttrComputeCapabilityMajor, device);
    // expect: cuda/guards/capability-attribute
    cnrtDeviceGetAttribute(&minor, cnrtAttrComputeCapabilityMinor, device);
    printf("device %d: %d.%d\n", device, major, minor);
    return std::to_string(major) + "." + std::to_string(minor);
}

void compile(const char* source, int major);

int others(const char* source, int device) {
    int major = 0, threads = 0;
    // expect: cuda/guards/capability-attribute
    cnrtDeviceGetAttribute(&major, cnrtAttrComputeCapabilityMajor, device);
    compile(source, major);
    // ok: cuda/guards/capability-attribute
    cnrtDeviceGetAttribute(&threads, cudaDevAttrMaxThreadsPerBlock, device);
    return threads;
}

struct NppStreamContext { int nCudaDevAttrComputeCapabilityMajor; };

void context(NppStreamContext& npp, int device) {
    // expect: cuda/guards/capability-attribute
    cnrtDeviceGetAttribute(&npp.nCudaDevAttrComputeCapabilityMajor, cnrtAttrComputeCapabilityMajor, device);
}
