#include "port.hpp"
struct Point {
  float x, y;
  // expect: sycl/device/external-member
  SYCL_EXTERNAL float length() const;
  // expect: sycl/device/external-member
  void move(float dx, float (*f)(float));
  // ok: sycl/device/external-member
  float sum() const { return x + y; }
};
// ok: sycl/device/external-member
float near(float x) { return x; }
