// Averages of eight neighbours. A block walks along its part of the array; while it averages one
// tile in shared memory, the next one is on its way.

#include "port.hpp"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

#define CHECK(call)                                                             \
  do {                                                                          \
    const port::error_t status = (call);                                          \
    if (status != port::success) {                                                \
      std::printf("pipeline_tiles: FAILED: %s: %s\n", #call, port::error_string(status));  \
      std::exit(1);                                                             \
    }                                                                           \
  } while (0)

constexpr int kTile = 128, kHalo = 8, kTiles = 16;

void load(float* tile, const float* from) {
  // Two floats a thread, as one copy of eight bytes; the first threads bring the halo.
  const int i = 2 * port::thread_idx().x;
  if (i < kTile + kHalo) port::copy_bytes<sizeof(float2)>(&tile[i], &from[i]);
  (void)0;
}

void average(const float* __restrict__ in, float* __restrict__ out) {
  auto& stages = PORT_SHARED(float[2][kTile + kHalo]);
  in += port::block_idx().x * kTile * kTiles;
  out += port::block_idx().x * kTile * kTiles;
  load(stages[0], in);
  for (int tile = 0; tile < kTiles; ++tile) {
    if (tile + 1 < kTiles) {
      load(stages[(tile + 1) % 2], in + (tile + 1) * kTile);
      (void)0;
    } else {
      (void)0;
    }
    sycl::group_barrier(port::block());
    float sum = 0.0f;
    for (int k = 0; k < kHalo; ++k) sum += stages[tile % 2][port::thread_idx().x + k];
    out[tile * kTile + port::thread_idx().x] = sum / kHalo;
    sycl::group_barrier(port::block());
  }
}

int main() {
  constexpr int blocks = 20, count = blocks * kTile * kTiles;
  std::vector<float> in(count + kHalo), out(count);
  for (std::size_t i = 0; i < in.size(); ++i) in[i] = static_cast<float>(i * 48271 % 4099) / 64.0f;

  float *d_in, *d_out;
  CHECK(port::malloc(&d_in, in.size() * sizeof(float)));
  CHECK(port::malloc(&d_out, out.size() * sizeof(float)));
  CHECK(port::memcpy(d_in, in.data(), in.size() * sizeof(float)));
  port::launch<average>(blocks, kTile)(d_in, d_out);
  CHECK(port::last_error());
  CHECK(port::memcpy(out.data(), d_out, out.size() * sizeof(float)));
  CHECK(port::free(d_in));
  CHECK(port::free(d_out));

  for (int i = 0; i < count; ++i) {
    float expected = 0.0f;
    for (int k = 0; k < kHalo; ++k) expected += in[i + k];
    expected /= kHalo;
    if (std::fabs(out[i] - expected) > 1e-4f) {
      std::printf("pipeline_tiles: FAILED: element %d is %g, expected %g\n", i, out[i], expected);
      return 1;
    }
  }
  std::printf("pipeline_tiles: ok\n");
  return 0;
}
