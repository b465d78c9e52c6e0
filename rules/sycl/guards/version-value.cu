#include <cuda_runtime.h>

#include <cstdio>
#include <iostream>

// ok: sycl/guards/version-value
#if CUDART_VERSION >= 12000
#define GRAPHS 1
#endif
// ok: sycl/guards/version-value
#define HAS_GRAPHS (CUDART_VERSION >= 10020)

int main() {
    // expect: sycl/guards/version-value
    if (CUDART_VERSION < 11000) return 1;
    // ok: sycl/guards/version-value
#if CUDART_VERSION >= 11000
    // expect: sycl/guards/version-value
    std::printf("built for %d.%d\n", CUDART_VERSION / 1000, CUDART_VERSION % 1000 / 10);
#endif
    // expect: sycl/guards/version-value
    std::cout << "built for " << CUDART_VERSION << std::endl;
    return 0;
}
