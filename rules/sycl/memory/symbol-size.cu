__constant__ float weights[9];

template <typename Symbol, typename Value>
void upload(const Symbol& symbol, const Value& value) {
    // expect: sycl/memory/symbol-size
    static_assert(sizeof(Symbol) == sizeof(Value), "sizes differ");
    cudaMemcpyToSymbol(symbol, &value, sizeof(value));
}

template <typename Value>
size_t bytes(const Value& value) {
    // ok: sycl/memory/symbol-size
    return sizeof(Value);
}
