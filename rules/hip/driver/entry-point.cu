#include <cuda.h>
#include <cuda_runtime.h>

struct Table {
    void* cudaGetDriverEntryPoint(const char* name);
};

void* find(const char* name, int version) {
    void* function = nullptr;
    // expect: hip/driver/entry-point
    cudaGetDriverEntryPoint(name, &function, cudaEnableDefault);
    cudaDriverEntryPointQueryResult outcome;
    // expect: hip/driver/entry-point
    cudaGetDriverEntryPoint(name, &function, cudaEnableDefault, &outcome);
    // expect: hip/driver/entry-point
    cuGetProcAddress(name, &function, version, 0);
    Table table;
    // ok: hip/driver/entry-point
    return table.cudaGetDriverEntryPoint(name);
}
