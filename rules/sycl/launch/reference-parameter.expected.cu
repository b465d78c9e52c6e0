#include "port.hpp"
struct Sizes { int n; };

// expect: sycl/launch/reference-parameter
void fill(const Sizes& sizes, int* x) { if (port::thread_idx().x < sizes.n) x[port::thread_idx().x] = sizes.n & 1; }

// ok: sycl/launch/reference-parameter
void clear(Sizes sizes, int* x) { if ((port::thread_idx().x & 1) < sizes.n) x[port::thread_idx().x] = 0; }
