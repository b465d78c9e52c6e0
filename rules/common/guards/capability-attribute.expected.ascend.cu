#include "acl_port.hpp"
#include <cstdio>
#include <string>

int generation() {
    int major, minor;
    // expect: cuda/guards/capability-attribute
    acl_port::device_attribute(&major, cudaDevAttrComputeCapabilityMajor, 0);
    // expect: cuda/guards/capability-attribute
    acl_port::device_attribute(&minor, cudaDevAttrComputeCapabilityMinor, 0);
    return major * 10 + minor;
}

struct Specs {
    int major;
};

bool fused(Specs* specs, CUdevice device) {
    int major = 0;
    // expect: cuda/guards/capability-attribute
    cuDeviceGetAttribute(&major, CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR, device);
    // expect: cuda/guards/capability-attribute
    acl_port::device_attribute(&specs->major, cudaDevAttrComputeCapabilityMajor, 0);
    return major >= 7;
}

// Only shown: a remark.
std::string shown(int device) {
    int major = 0, minor = 0;
    // expect: cuda/guards/capability-attribute
    acl_port::device_attribute(&major, cudaDevAttrComputeCapabilityMajor, device);
    // expect: cuda/guards/capability-attribute
    acl_port::device_attribute(&minor, cudaDevAttrComputeCapabilityMinor, device);
    printf("device %d: %d.%d\n", device, major, minor);
    return std::to_string(major) + "." + std::to_string(minor);
}

void compile(const char* source, int major);

int others(const char* source, int device) {
    int major = 0, threads = 0;
    // expect: cuda/guards/capability-attribute
    acl_port::device_attribute(&major, cudaDevAttrComputeCapabilityMajor, device);
    compile(source, major);
    // ok: cuda/guards/capability-attribute
    acl_port::device_attribute(&threads, ACL_DEV_ATTR_MAX_THREADS_PER_BLOCK, device);
    return threads;
}

struct NppStreamContext { int nCudaDevAttrComputeCapabilityMajor; };

void context(NppStreamContext& npp, int device) {
    // expect: cuda/guards/capability-attribute
    acl_port::device_attribute(&npp.nCudaDevAttrComputeCapabilityMajor, cudaDevAttrComputeCapabilityMajor, device);
}
