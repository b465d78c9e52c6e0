// expect: sycl/device/device-variable
#include "port.hpp"
port::global<float[9]> weights;
// expect: sycl/device/device-variable
static port::global<unsigned int> hits; static port::global<unsigned int> misses;
// expect: sycl/device/device-variable
port::global<int> first{3};
// expect: sycl/device/device-variable
port::global<int[2]> table{1, 2};
// expect: sycl/device/device-variable
extern __constant__ float scale;
// expect: sycl/device/device-variable
PORT_MANAGED(int, total, 0);
// expect: sycl/device/device-variable
PORT_MANAGED(int[4], counts);
// ok: sycl/device/device-variable
constexpr int width = 4;
// ok: sycl/device/device-variable
float square(float x) { return x * x; }
