#include <cstdio>

#include <cnrt.h>

void fail(const char* text);
const char* formatString(const char* text, int major, int minor);

struct Version {
    int major, minor;
};

bool has_half_arithmetic(int device, Version version) {
    cnrtDeviceProp_t prop;
    cnrtGetDeviceProperties(&prop, device);
    // ok: cuda/guards/capability-number
    printf("device %d: %d.%d\n", device, prop.major, prop.minor);
    // ok: cuda/guards/capability-number
    if (prop.major <= 0) fail(formatString("no code for %d.%d", prop.major, prop.minor));
    // ok: cuda/guards/capability-number
    if (prop.major < 1) return false;
    // ok: cuda/guards/capability-number
    if (version.major < 2) return false;
    // ok(hip): cuda/guards/capability-number
    if (prop.major < 2) return false;
    // ok(hip): cuda/guards/capability-number
    bool doubles = prop.major >= 2 || 3 <= prop.major;
    // expect: cuda/guards/capability-number
    bool tensor_cores = prop.major >= 7 && doubles;
    // expect: cuda/guards/capability-number
    return prop.major > 5 || tensor_cores || prop.multiProcessorCount > 100;
}

struct LibraryContext {
    int nCudaDevAttrComputeCapabilityMajor;
};

void describe(LibraryContext* context, const cnrtDeviceProp_t& prop) {
    // ok: cuda/guards/capability-number
    context->nCudaDevAttrComputeCapabilityMajor = prop.major;
}

int newest(const cnrtDeviceProp_t& one, const cnrtDeviceProp_t& other) {
    // ok: cuda/guards/capability-number
    return one.major > other.major || (one.major == other.major && one.minor > other.minor);
}

bool enough(const cnrtDeviceProp_t& one, Version least) {
    // expect: cuda/guards/capability-number
    return one.major >= least.major;
}

bool thresholds(const cnrtDeviceProp_t* prop) {
    // ok(hip): cuda/guards/capability-number
    bool shuffles = (prop->major * 10 + prop->minor) >= 30;
    // ok(hip): cuda/guards/capability-number
    const int version = prop->major * 1000 + prop->minor * 10;
    return shuffles && version >= 5030;
}

bool more_thresholds(const cnrtDeviceProp_t* prop) {
    // expect: cuda/guards/capability-number
    bool tensors = prop->major * 10 + prop->minor >= 70;
    // expect: cuda/guards/capability-number
    const int version = prop->major * 10 + prop->minor;
    return tensors && version > 20 && version < 80;
}

// The least of all devices, and what is compared with a number then.
int least(int count) {
    int major = 9999;
    cnrtDeviceProp_t prop;
    for (int i = 0; i < count; ++i) {
        cnrtGetDeviceProperties(&prop, i);
        // ok: cuda/guards/capability-number
        if (major > prop.major) {
            // ok: cuda/guards/capability-number
            major = prop.major;
        }
    }
    printf("%d", major);
    return 0;
}

int newest(int count) {
    int best = 0;
    cnrtDeviceProp_t prop;
    for (int i = 0; i < count; ++i) {
        cnrtGetDeviceProperties(&prop, i);
        // expect: cuda/guards/capability-number
        if (best < prop.major) {
            // expect: cuda/guards/capability-number
            best = prop.major;
        }
    }
    return best;
}

int newest_of_all(int count) {
    int found = 0, best = 0;
    cnrtDeviceProp_t prop;
    for (int i = 0; i < count; ++i) {
        cnrtGetDeviceProperties(&prop, i);
        // ok: cuda/guards/capability-number
        if (prop.major > best) found = i;
        // ok: cuda/guards/capability-number
        if (best < prop.major) best = prop.major;
    }
    return found;
}

int cores_of(int major, int minor) { return major == 7 ? 64 : 128 + minor; }
const char* version_text(int major, int minor);

void list_cores(int i, const cnrtDeviceProp_t* device) {
    cnrtDeviceProp_t prop;
    cnrtGetDeviceProperties(&prop, i);
    // expect: cuda/guards/capability-number
    printf("%s: %d cores", prop.name, cores_of(prop.major, prop.minor));
    // expect: cuda/guards/capability-number
    printf("%d cores", cores_of(device->major, device->minor));
    // ok: cuda/guards/capability-number
    printf("%s", version_text(prop.major, prop.minor));
    // ok: cuda/guards/capability-number
    printf("%s (%d.%d)", prop.name, prop.major, prop.minor);
}
