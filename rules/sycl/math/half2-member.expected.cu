#include "port.hpp"
void swap(sycl::half2* pairs, const sycl::half2* from, float2* floats) {
  sycl::half2 pair = pairs[port::thread_idx().x];
  // expect: sycl/math/half2-member
  sycl::half first = pair[0];
  // expect: sycl/math/half2-member
  pair[0] = pair[1];
  // expect: sycl/math/half2-member
  pairs[port::thread_idx().x][1] = first;
  // expect: sycl/math/half2-member
  (*pairs)[0] = (*from)[1];
  // ok: sycl/math/half2-member
  floats[port::thread_idx().x].x = floats[port::thread_idx().x].y;
  pairs[port::thread_idx().x + 1] = pair;
}
