#include "port.hpp"
struct pair {
    float x, y;
    // expect: sycl/device/alignment
} __attribute__((aligned(8)));
// ok: sycl/device/alignment
struct alignas(16) quad {
    float x, y, z, w;
};
