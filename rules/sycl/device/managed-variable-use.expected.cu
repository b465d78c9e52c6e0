#include "port.hpp"
PORT_MANAGED(unsigned int, evaluations, 0);

unsigned int seen() {
    // expect: sycl/device/managed-variable-use
    return evaluations;
}

void count() {
    // expect: sycl/device/managed-variable-use
    port::atomic(&(*evaluations_on_device.get())).fetch_add(1u);
}

int main() {
    port::launch<count>(1, 32)();
    port::device_synchronize();
    // ok: sycl/device/managed-variable-use
    return evaluations != 32;
}
