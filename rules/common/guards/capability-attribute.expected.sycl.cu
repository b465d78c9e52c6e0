#include <cstdio>
#include "port.hpp"
#include <string>

int generation() {
    int major, minor;
    // expect: cuda/guards/capability-attribute
    port::get_attribute(&major, port::device_attribute::compute_capability_major, 0);
    // expect: cuda/guards/capability-attribute
    port::get_attribute(&minor, port::device_attribute::compute_capability_minor, 0);
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
    port::get_attribute(&specs->major, port::device_attribute::compute_capability_major, 0);
    return major >= 7;
}

// Only shown: a remark.
std::string shown(int device) {
    int major = 0, minor = 0;
    // expect: cuda/guards/capability-attribute
    port::get_attribute(&major, port::device_attribute::compute_capability_major, device);
    // expect: cuda/guards/capability-attribute
    port::get_attribute(&minor, port::device_attribute::compute_capability_minor, device);
    printf("device %d: %d.%d\n", device, major, minor);
    return std::to_string(major) + "." + std::to_string(minor);
}

void compile(const char* source, int major);

int others(const char* source, int device) {
    int major = 0, threads = 0;
    // expect: cuda/guards/capability-attribute
    port::get_attribute(&major, port::device_attribute::compute_capability_major, device);
    compile(source, major);
    // ok: cuda/guards/capability-attribute
    port::get_attribute(&threads, port::device_attribute::max_threads_per_block, device);
    return threads;
}

struct NppStreamContext { int nCudaDevAttrComputeCapabilityMajor; };

void context(NppStreamContext& npp, int device) {
    // expect: cuda/guards/capability-attribute
    port::get_attribute(&npp.nCudaDevAttrComputeCapabilityMajor, port::device_attribute::compute_capability_major, device);
}
