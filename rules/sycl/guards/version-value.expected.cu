#include "port.hpp"

#include <cstdio>
#include <iostream>

// ok: sycl/guards/version-value
#if (CUDART_VERSION >= 12000 || defined(SYCL_LANGUAGE_VERSION))
#define GRAPHS 1
#endif
// ok: sycl/guards/version-value
#define HAS_GRAPHS (CUDART_VERSION >= 10020)

int main() {
    // expect: sycl/guards/version-value
    if (port::cuda_version < 11000) return 1;
    // ok: sycl/guards/version-value
#if (CUDART_VERSION >= 11000 || defined(SYCL_LANGUAGE_VERSION))
    // expect: sycl/guards/version-value
    std::printf("built for %d.%d\n", port::cuda_version / 1000, port::cuda_version % 1000 / 10);
#endif
    // expect: sycl/guards/version-value
    std::cout << "built for " << port::cuda_version << std::endl;
    return 0;
}
