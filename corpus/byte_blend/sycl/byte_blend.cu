// Brightens an image of bytes, four of them in a word: saturating addition, a mask of the bytes
// that are dark, and the larger of two bytes, each in one call for all four.

#include "port.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>

#define CHECK(call)                                                             \
  do {                                                                          \
    const port::error_t status = (call);                                          \
    if (status != port::success) {                                                \
      std::printf("byte_blend: FAILED: %s: %s\n", #call, port::error_string(status));  \
      std::exit(1);                                                             \
    }                                                                           \
  } while (0)

void brighten(const unsigned int* in, unsigned int* out, unsigned int* done, int words) {
  const int i = port::block_idx().x * port::block_dim().x + port::thread_idx().x;
  if (i < words) {
    const unsigned int pixels = *(&in[i]);
    const unsigned int brighter = port::vaddus4(pixels, 0x10101010u);
    const unsigned int dark = port::vcmpltu4(pixels, 0x40404040u);
    *(&out[i]) = (port::vmaxu4((brighter & dark) | (pixels & ~dark), 0x08080808u));
  }
  sycl::atomic_fence(sycl::memory_order::acq_rel, sycl::memory_scope::device);
  sycl::group_barrier(port::block());
  if (port::thread_idx().x == 0) port::atomic(done).fetch_add(1u);
}

// Waits for all blocks of the other kernel, which runs in another stream.
void wait_for(unsigned int* done, unsigned int blocks) {
  while (port::atomic(done).fetch_add(0u) < blocks) {
#if (__CUDA_ARCH__ >= 700 || defined(__SYCL_DEVICE_ONLY__))
    (void)0;
#endif
  }
}

int main() {
  constexpr int words = 70'001, blocks = (words + 255) / 256;
  std::vector<std::uint8_t> in(4 * words), out(4 * words);
  for (std::size_t i = 0; i < in.size(); ++i) in[i] = static_cast<std::uint8_t>(i * 2654435761u >> 13);

  unsigned int *d_in, *d_out, *d_done;
  port::stream_t work, watch;
  CHECK(port::malloc(&d_in, in.size()));
  CHECK(port::malloc(&d_out, out.size()));
  CHECK(port::malloc(&d_done, sizeof(unsigned int)));
  CHECK(port::stream_create(&work));
  CHECK(port::stream_create(&watch));
  CHECK(port::memcpy(d_in, in.data(), in.size()));
  CHECK(port::memset(d_done, 0, sizeof(unsigned int)));
  CHECK(port::device_synchronize());
  port::launch<brighten>(blocks, 256, 0, work)(d_in, d_out, d_done, words);
  port::launch<wait_for>(1, 1, 0, watch)(d_done, blocks);
  CHECK(port::last_error());
  CHECK(port::device_synchronize());
  CHECK(port::memcpy(out.data(), d_out, out.size()));
  CHECK(port::stream_destroy(watch));
  CHECK(port::stream_destroy(work));
  CHECK(port::free(d_in));
  CHECK(port::free(d_out));
  CHECK(port::free(d_done));

  for (std::size_t i = 0; i < in.size(); ++i) {
    const int value = in[i] < 0x40 ? std::min(in[i] + 0x10, 255) : in[i];
    const int expected = std::max(value, 8);
    if (out[i] != expected) {
      std::printf("byte_blend: FAILED: byte %zu is %d, expected %d\n", i, out[i], expected);
      return 1;
    }
  }
  std::printf("byte_blend: ok\n");
  return 0;
}
