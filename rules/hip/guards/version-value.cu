#include <cuda_runtime.h>

#include <cstdio>

// ok: hip/guards/version-value
#if CUDART_VERSION >= 12000
#define GRAPHS 1
#endif

int main() {
    // expect: hip/guards/version-value
    if (CUDART_VERSION < 11000) return 1;
    // expect: hip/guards/version-value
    std::printf("built for %d.%d\n", CUDART_VERSION / 1000, CUDART_VERSION % 1000 / 10);
    return 0;
}
