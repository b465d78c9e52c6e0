#include <cuda.h>

#define BYTES(n) ((n) * sizeof(double))

struct Stage {
    int cuMemcpy(void* to, void* from, size_t size);
};

void copy(CUdeviceptr to, CUdeviceptr from, size_t n, CUstream stream) {
    // expect: hip/memory/copy-kind
    cuMemcpy(to, from, BYTES(n));
    // expect: hip/memory/copy-kind
    cuMemcpyAsync(to, from,
                  BYTES(n),  // all of it
                  stream);
    Stage stage;
    // ok: hip/memory/copy-kind
    stage.cuMemcpy(nullptr, nullptr, n);
    // ok: hip/memory/copy-kind
    cuMemcpyDtoD(to, from, n);
}
