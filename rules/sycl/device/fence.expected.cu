#include "port.hpp"
void publish(volatile int* flag, int* value) {
    *value = 1;
    // expect: sycl/device/fence
    sycl::atomic_fence(sycl::memory_order::acq_rel, sycl::memory_scope::device);
    // expect: sycl/device/fence
    sycl::atomic_fence(sycl::memory_order::acq_rel, sycl::memory_scope::work_group);
    // expect: sycl/device/fence
    sycl::atomic_fence(sycl::memory_order::acq_rel, sycl::memory_scope::system);
    // ok: sycl/device/fence
    *flag = 1;
}
