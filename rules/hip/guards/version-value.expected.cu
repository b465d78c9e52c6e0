#include <hip/hip_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <iostream>

// ok: hip/guards/version-value
#if CUDART_VERSION >= 12000
#define GRAPHS 1
#endif

#define FP4_ERROR(...) std::abort()
void log_if(bool, bool);

int main() {
    // expect: hip/guards/version-value
    if (HIP_VERSION < 11000) return 1;
    // expect: hip/guards/version-value
    bool both = HIP_VERSION >= 9000 && HIP_VERSION > atoi("12000");
    // expect: hip/guards/version-value
    std::printf("built for %d.%d, %d\n", HIP_VERSION_MAJOR, HIP_VERSION_MINOR, both);
    // expect: hip/guards/version-value
    std::cout << "built for " << HIP_VERSION << std::endl;
    // expect: hip/guards/version-value
    static_assert(HIP_VERSION >= 11000, "too old");
    // expect: hip/guards/version-value
    FP4_ERROR("needs CUDA 12.8, built with ", HIP_VERSION);
    // expect: hip/guards/version-value
    log_if(both, HIP_VERSION >= 12000);
    return 0;
}

// expect: hip/guards/version-value
#define HAS_GRAPHS (HIP_VERSION >= 10020)
#define TO_STRING(x) #x
// expect: hip/guards/version-value
const char* built = "built for " TO_STRING(HIP_VERSION);

void built(StringInfo* text) {
    // expect: hip/guards/version-value
    appendStringInfo(text, "built for %u.%u", (HIP_VERSION_MAJOR), HIP_VERSION_MINOR);
}

bool driver_is_old() {
    int driver = 0, runtime = 0, wanted = 11000;
    hipDriverGetVersion(&driver);
    if (hipRuntimeGetVersion(&runtime) != hipSuccess) return true;
    // expect: hip/guards/version-value
    if (driver < HIP_VERSION) return true;
    // expect: hip/guards/version-value
    if (HIP_VERSION != runtime) return true;
    // expect: hip/guards/version-value
    return wanted < HIP_VERSION;
}
