// expect: sycl/device/device-variable
#include "port.hpp"
static port::global<float[9]> weights;
// expect: sycl/device/device-variable
static port::global<unsigned int> hits; static port::global<unsigned int> misses;
// expect: sycl/device/device-variable
static int first_first = 3; static port::global<decltype(first_first)> first; static const port::first_value value_of_first(first, first_first);
// expect: sycl/device/device-variable
static int first_table[2] = {1, 2}; static port::global<decltype(first_table)> table; static const port::first_value value_of_table(table, first_table);
// expect: sycl/device/device-variable
static float first_unsized[] = {1, 2}; static port::global<decltype(first_unsized)> unsized; static const port::first_value value_of_unsized(unsized, first_unsized); static float first_half = 0.5f; static port::global<decltype(first_half)> half; static const port::first_value value_of_half(half, first_half);
// expect: sycl/device/device-variable
static port::global<int> zero;
// expect: sycl/device/device-variable
static int first_both[2] = {1, 2}; static port::global<decltype(first_both)> both; static const port::first_value value_of_both(both, first_both);
// expect: sycl/device/device-variable
static port::global<volatile int> lock;
// expect: sycl/device/device-variable
struct grid_type { int nx, ny; }; static port::global<grid_type> grid;
// expect: sycl/device/device-variable
struct bodies_type { float mass; int cells[2]; }; static bodies_type first_bodies[2] = {{1.5f, {2, 3}}}; static port::global<decltype(first_bodies)> bodies; static const port::first_value value_of_bodies(bodies, first_bodies);
// expect: sycl/device/device-variable
static port::global<volatile int[2]> turns;
// expect: sycl/device/device-variable
int mixed = 1, plain;
// expect: sycl/device/device-variable
const int never_changes[2] = {1, 2};
// expect: sycl/device/device-variable
inline port::global<float> scale;
// expect: sycl/device/device-variable
static float first_scale = 2; static const port::first_value value_of_scale(scale, first_scale);
// expect: sycl/device/device-variable
extern __constant__ const float never;
// expect: sycl/device/device-variable
PORT_MANAGED(int, total, 0);
// expect: sycl/device/device-variable
PORT_MANAGED(int[4], counts);
// expect: sycl/device/device-variable
PORT_MANAGED(int, seen, 0);
template <class T>
// expect: sycl/device/device-variable
T smallest = T(1);
// ok: sycl/device/device-variable
constexpr int width = 4;
// ok: sycl/device/device-variable
float square(float x) { return x * x; }
// expect: sycl/device/device-variable
int in_parentheses(3);
