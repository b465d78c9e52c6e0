#include "port.hpp"
int sum(int value, unsigned int some) {
    // expect: sycl/warp/shuffle
    for (int d = 16; d > 0; d /= 2) value += port::shfl_down(value, d);
    // expect: sycl/warp/shuffle
    value = port::shfl(value, 0);
    // expect: sycl/warp/shuffle
    if (sycl::any_of_group(port::warp(), bool(value > 3))) value += port::popc(port::ballot(value & 1));
    // expect: sycl/warp/shuffle
    sycl::group_barrier(port::warp());
    // ok: sycl/warp/shuffle
    return value;
}
