#include <hip/hip_runtime.h>

__constant__ float filter[8];

void upload(const float* host) {
    // expect: hip/memory/symbol-name
    hipMemcpyToSymbol("filter", host, sizeof(filter));
    // ok: hip/memory/symbol-name
    hipMemcpyToSymbol(HIP_SYMBOL(filter), host, sizeof(filter));
    void* address;
    // expect: hip/memory/symbol-name
    hipGetSymbolAddress(&address, "filter");
}
