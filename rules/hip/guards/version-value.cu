#include <cuda_runtime.h>

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
    if (CUDART_VERSION < 11000) return 1;
    // expect: hip/guards/version-value
    bool both = CUDART_VERSION >= 9000 && CUDART_VERSION > atoi("12000");
    // expect: hip/guards/version-value
    std::printf("built for %d.%d, %d\n", CUDART_VERSION / 1000, CUDART_VERSION % 1000 / 10, both);
    // expect: hip/guards/version-value
    std::cout << "built for " << CUDART_VERSION << std::endl;
    // expect: hip/guards/version-value
    static_assert(CUDART_VERSION >= 11000, "too old");
    // expect: hip/guards/version-value
    FP4_ERROR("needs CUDA 12.8, built with ", CUDART_VERSION);
    // expect: hip/guards/version-value
    log_if(both, CUDART_VERSION >= 12000);
    return 0;
}

// expect: hip/guards/version-value
#define HAS_GRAPHS (CUDART_VERSION >= 10020)
#define TO_STRING(x) #x
// expect: hip/guards/version-value
const char* built = "built for " TO_STRING(CUDART_VERSION);

void built(StringInfo* text) {
    // expect: hip/guards/version-value
    appendStringInfo(text, "built for %u.%u", (CUDA_VERSION / 1000), (CUDA_VERSION % 1000) / 10);
}

bool driver_is_old() {
    int driver = 0, runtime = 0, wanted = 11000;
    cudaDriverGetVersion(&driver);
    if (cudaRuntimeGetVersion(&runtime) != cudaSuccess) return true;
    // expect: hip/guards/version-value
    if (driver < CUDART_VERSION) return true;
    // expect: hip/guards/version-value
    if (CUDART_VERSION != runtime) return true;
    // expect: hip/guards/version-value
    return wanted < CUDART_VERSION;
}
