// expect: sycl/device/shared-variable
#include "port.hpp"
constexpr port::dynamic_shared_array<float> everywhere{};

namespace sums {
namespace {
// expect: sycl/device/shared-variable
constexpr port::dynamic_shared_array<double> partial{};
}  // namespace
}  // namespace sums

// expect: sycl/device/shared-variable
constexpr port::shared_array<int[4][4], struct lines_memory> lines{}; constexpr port::shared_array<int[2], struct ends_memory> ends{};
// expect: sycl/device/shared-variable
extern __shared__ float seen[];
unsigned* bits() { return reinterpret_cast<unsigned*>(seen); }

template <class T, int N>
// expect: sycl/device/shared-variable
__shared__ int counted;

void transpose(const T* from, T* to) {
    // expect: sycl/device/shared-variable
    auto& tile = PORT_SHARED(T[N][N + 1]);
    // expect: sycl/device/shared-variable
    volatile auto& count = PORT_SHARED(unsigned int); volatile auto& last = PORT_SHARED(unsigned int*);
    // expect: sycl/device/shared-variable
    auto* const more = port::dynamic_shared<unsigned char>();
    // expect: sycl/device/shared-variable
    auto* const raw = port::dynamic_shared<unsigned char>();
    // expect: sycl/device/shared-variable
    auto* const counts = port::dynamic_shared<int>();
    // expect: sycl/device/shared-variable
    union both_type { T value; int bits; }; auto& both = PORT_SHARED(both_type);
    // expect: sycl/device/shared-variable
    auto& bytes = PORT_SHARED(char[4 * sizeof(T)]);
    // expect: sycl/device/shared-variable
    auto& rows = PORT_SHARED(const T*[N]);
    tile[port::thread_idx().y][port::thread_idx().x] = from[port::thread_idx().x];
    sycl::group_barrier(port::block());
    // ok: sycl/device/shared-variable
    to[port::thread_idx().x] = tile[port::thread_idx().x][port::thread_idx().y] + more[0] + both.value;
}

void rows(float *x) {
    // expect: sycl/device/shared-variable
    auto* const tile = port::dynamic_shared<std::remove_extent_t<float[][33]>>();
    // expect: sycl/device/shared-variable
    auto* const same = port::dynamic_shared<std::remove_extent_t<float[][33]>>();
    tile[port::thread_idx().y][port::thread_idx().x] = x[port::thread_idx().x] + same[0][0];
}
