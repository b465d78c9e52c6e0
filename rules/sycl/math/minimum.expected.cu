#include "port.hpp"
void clamp(int* x, unsigned int n) {
    // expect: sycl/math/minimum
    x[port::thread_idx().x] = ::port::min(port::max(x[port::thread_idx().x], 0), n);
}

struct Range {
    int min() const { return 0; }
};

// ok: sycl/math/minimum
int least(const Range& range) { return range.min(); }
