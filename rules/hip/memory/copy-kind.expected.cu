#include <hip/hip_runtime.h>

#define BYTES(n) ((n) * sizeof(double))

struct Stage {
    int cuMemcpy(void* to, void* from, size_t size);
};

void copy(hipDeviceptr_t to, hipDeviceptr_t from, size_t n, hipStream_t stream) {
    // expect: hip/memory/copy-kind
    hipMemcpy(to, from, BYTES(n), hipMemcpyDefault);
    // expect: hip/memory/copy-kind
    hipMemcpyAsync(to, from,
                  BYTES(n),  // all of it
                  hipMemcpyDefault, stream);
    Stage stage;
    // ok: hip/memory/copy-kind
    stage.cuMemcpy(nullptr, nullptr, n);
    // ok: hip/memory/copy-kind
    hipMemcpyDtoD(to, from, n);
}
