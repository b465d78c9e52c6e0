#include <hip/hip_runtime.h>

#include <cstdio>

// ok: hip/guards/version-value
#if CUDART_VERSION >= 12000
#define GRAPHS 1
#endif

int main() {
    // expect: hip/guards/version-value
    if (HIP_VERSION < 11000) return 1;
    // expect: hip/guards/version-value
    std::printf("built for %d.%d\n", HIP_VERSION / 1000, HIP_VERSION % 1000 / 10);
    return 0;
}
