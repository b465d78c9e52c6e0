#include <hip/hip_runtime.h>

struct Table {
    void* cudaGetDriverEntryPoint(const char* name);
};

void* find(const char* name, int version) {
    void* function = nullptr;
    // expect: hip/driver/entry-point
    hipGetDriverEntryPoint(name, &function, hipEnableDefault, nullptr);
    hipDriverEntryPointQueryResult outcome;
    // expect: hip/driver/entry-point
    hipGetDriverEntryPoint(name, &function, hipEnableDefault, &outcome);
    // expect: hip/driver/entry-point
    hipGetProcAddress(name, &function, version, 0, nullptr);
    Table table;
    // ok: hip/driver/entry-point
    return table.cudaGetDriverEntryPoint(name);
}
