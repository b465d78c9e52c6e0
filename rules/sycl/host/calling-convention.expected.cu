#include "port.hpp"

struct Operator {
    void run();
    // expect: sycl/host/calling-convention
    void callback(port::stream_t stream, port::error_t status, void* data);
};

void Operator::callback(port::stream_t stream, port::error_t status, void* data) { run(); }

// ok: sycl/host/calling-convention
void plain(port::stream_t stream) {}
