#include <cuda_runtime.h>

__constant__ float filter[8];

void upload(const float* host) {
    // expect: hip/memory/symbol-name
    cudaMemcpyToSymbol("filter", host, sizeof(filter));
    // ok: hip/memory/symbol-name
    cudaMemcpyToSymbol(filter, host, sizeof(filter));
    void* address;
    // expect: hip/memory/symbol-name
    cudaGetSymbolAddress(&address, "filter");
}
