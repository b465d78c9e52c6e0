#include "port.hpp"
static port::global<unsigned int> hits;

void* address() {
    void* found = nullptr;
    // expect: sycl/memory/symbol-address
    port::symbol_address<hits>(&found);
    // expect: sycl/memory/symbol-address
    port::symbol_address<hits>(&found);
    // expect: sycl/memory/symbol-address
    port::symbol_address<hits>(&found);
    size_t size = 0;
    // ok: sycl/memory/symbol-address
    port::symbol_size(&size, hits);
    return found;
}
