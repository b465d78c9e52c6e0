#include "port.hpp"
#include <cstdlib>

struct Link { Link* next; };

void chain(Link** lists, int n) {
    // expect: sycl/device/device-memory
    Link* link = static_cast<Link*>(malloc(sizeof(Link)));
    // expect: sycl/device/device-memory
    int* numbers = new int[n];
    // expect: sycl/device/device-memory
    Link* last = new Link;
    lists[port::thread_idx().x] = link;
    // expect: sycl/device/device-memory
    free(link);
    // expect: sycl/device/device-memory
    delete[] numbers;
    // expect: sycl/device/device-memory
    delete last;
}

void host(int n) {
    // ok: sycl/device/device-memory
    void* memory = malloc(n);
    // ok: sycl/device/device-memory
    free(memory);
    int* numbers = new int[n];
    // ok: sycl/device/device-memory
    delete[] numbers;
}
