#include "port.hpp"
struct Shape {
    // expect: sycl/device/virtual-call
    virtual float area() const { return 0; }
    // expect: sycl/device/virtual-call
    virtual float edge() const = 0;
    // ok: sycl/device/virtual-call
    float height() const { return 1; }
};
