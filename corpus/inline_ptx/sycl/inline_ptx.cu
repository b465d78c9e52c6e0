// Three instructions written in PTX: the lane's number, a bit-field extract and a byte permutation.

#include "port.hpp"
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>

#define CHECK(call)                                                                    \
  do {                                                                                 \
    const port::error_t status = (call);                                                 \
    if (status != port::success) {                                                       \
      std::printf("inline_ptx: FAILED: %s: %s\n", #call, port::error_string(status));  \
      std::exit(1);                                                                    \
    }                                                                                  \
  } while (0)

inline __attribute__((always_inline)) unsigned int lane_id() {
  unsigned int lane;
  lane = port::lane();
  return lane;
}

inline __attribute__((always_inline)) uint32_t extract_bits(uint32_t value, uint32_t start, uint32_t length) {
  uint32_t bits;
  bits = (unsigned)((unsigned long long)(unsigned)value >> port::min((unsigned)start & 0xffu, 32u) & ((1ull << port::min((unsigned)length & 0xffu, 32u)) - 1ull));
  return bits;
}

inline __attribute__((always_inline)) uint32_t swap_bytes(uint32_t value) {
  uint32_t swapped;
  swapped = port::byte_perm((unsigned)value, (unsigned)0, 0x0123);
  return swapped;
}

void decode(const uint32_t* words, uint32_t* out, int count) {
  const int i = port::block_idx().x * port::block_dim().x + port::thread_idx().x;
  if (i >= count) return;
  const uint32_t word = swap_bytes(words[i]);
  out[i] = extract_bits(word, 4, 12) + (lane_id() << 16);
}

int main() {
  constexpr int count = 1 << 12;
  std::vector<uint32_t> words(count), out(count);
  for (int i = 0; i < count; ++i) words[i] = 2654435761u * static_cast<uint32_t>(i);

  uint32_t *d_words, *d_out;
  CHECK(port::malloc(&d_words, count * sizeof(uint32_t)));
  CHECK(port::malloc(&d_out, count * sizeof(uint32_t)));
  CHECK(port::memcpy(d_words, words.data(), count * sizeof(uint32_t)));
  port::launch<decode>(count / 128, 128)(d_words, d_out, count);
  CHECK(port::last_error());
  CHECK(port::memcpy(out.data(), d_out, count * sizeof(uint32_t)));
  CHECK(port::free(d_words));
  CHECK(port::free(d_out));

  for (int i = 0; i < count; ++i) {
    const uint32_t w = words[i];
    const uint32_t word = w >> 24 | (w >> 8 & 0xff00u) | (w << 8 & 0xff0000u) | w << 24;
    const uint32_t expected = (word >> 4 & 0xfffu) + (static_cast<uint32_t>(i % 32) << 16);
    if (out[i] != expected) {
      std::printf("inline_ptx: FAILED at %d: %08x, expected %08x\n", i, out[i], expected);
      return 1;
    }
  }
  std::printf("inline_ptx: ok\n");
  return 0;
}
