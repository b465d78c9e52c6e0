#include "port.hpp"
void add(int* x) { x[port::thread_idx().x] += 1; }

void run(int* x, const void* any, port::stream_t stream) {
    void* arguments[] = {&x};
    // expect: sycl/launch/launch-call
    port::launch_kernel(port::entry<add>, dim3(1), dim3(32), arguments, 0, stream);
    // expect: sycl/launch/launch-call
    port::launch_cooperative(port::entry<add>, dim3(1), dim3(32), arguments);
    // expect: sycl/launch/launch-call
    port::launch_kernel(any, dim3(1), dim3(32), arguments, 0, stream);
    // ok: sycl/launch/launch-call
    port::launch_kernel(port::entry<add>, dim3(1), dim3(32), arguments, 0, stream);
}
