__device__ unsigned int hits;

void* address() {
    void* found = nullptr;
    // expect: sycl/memory/symbol-address
    cudaGetSymbolAddress(&found, hits);
    // expect: sycl/memory/symbol-address
    cudaGetSymbolAddress(&found, &hits);
    // expect: sycl/memory/symbol-address
    cudaGetSymbolAddress(&found, (const void*)&hits);
    size_t size = 0;
    // ok: sycl/memory/symbol-address
    cudaGetSymbolSize(&size, hits);
    return found;
}
