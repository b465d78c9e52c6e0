#include "port.hpp"
static port::global<float[9]> weights;

template <typename Symbol, typename Value>
void upload(const Symbol& symbol, const Value& value) {
    // expect: sycl/memory/symbol-size
    static_assert(sizeof(typename Symbol::element_type) == sizeof(Value), "sizes differ");
    port::memcpy_to_symbol(symbol, &value, sizeof(value));
}

template <typename Value>
size_t bytes(const Value& value) {
    // ok: sycl/memory/symbol-size
    return sizeof(Value);
}
