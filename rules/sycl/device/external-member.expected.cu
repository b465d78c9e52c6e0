#include "port.hpp"
template <class T> T square(T x) { return x * x; }

class Point {
public:
  float x, y;
  // expect: sycl/device/external-member
  SYCL_EXTERNAL float length() const;
  // expect: sycl/device/external-member
  void move(float dx, float (*f)(float));
  // expect: sycl/device/external-member
  SYCL_EXTERNAL float
  distance(float to,
           float scale) const;
  // expect: sycl/device/external-member
  static SYCL_EXTERNAL Point origin();
  // expect: sycl/device/external-member
  SYCL_EXTERNAL Point &operator+=(const Point &other);
  // ok: sycl/device/external-member
  float sum() const {
    if (x < y) {
      return y;
    }
    return x + y;
  }
  // expect: sycl/device/external-member
  SYCL_EXTERNAL float area();
  // ok: sycl/device/external-member
  template <class T> T as() const;
};

template <class T> struct Box {
  T side;
  // ok: sycl/device/external-member
  T volume() const;
};
// ok: sycl/device/external-member
float near(float x) { return x; }
