// Blurs and thresholds a test image with the library in imaging/, and compares with the same done
// on the CPU.

#include <cnrt.h>
#include <cmath>
#include <cstdio>

#include "imaging/filters.cuh"

using imaging::Image;
using imaging::View;

static std::vector<float> blurred(std::vector<float> pixels, int width, int height, int radius) {
  for (const bool across : {true, false}) {
    const std::vector<float> before = pixels;
    const View<const float> in{before.data(), width, height};
    for (int y = 0; y < height; ++y) {
      for (int x = 0; x < width; ++x) {
        float sum = 0.0f;
        for (int i = -radius; i <= radius; ++i) {
          sum += across ? in.clamped(x + i, y) : in.clamped(x, y + i);
        }
        pixels[y * width + x] = sum / (2 * radius + 1);
      }
    }
  }
  return pixels;
}

static bool run(imaging::stream_t stream) {
  constexpr int width = 200, height = 117;
  std::vector<float> pixels(width * height);
  for (int i = 0; i < width * height; ++i) pixels[i] = (i * 37 % 256) / 255.0f;

  Image<float> in(width, height), scratch(width, height), out(width, height);
  Image<unsigned char> mask(width, height);
  in.upload(pixels, stream);

  bool ok = true;
  for (const int radius : {1, 3}) {
    if (radius == 1) {
      imaging::blur<1>(in, scratch, out, stream);
    } else {
      imaging::blur<3>(in, scratch, out, stream);
    }
    const std::vector<float> got = out.download(stream);
    const std::vector<float> want = blurred(pixels, width, height, radius);
    for (size_t i = 0; i < got.size(); ++i) ok = ok && std::fabs(got[i] - want[i]) < 1e-5f;

    const int above = imaging::threshold(out, mask, 0.5f, stream);
    const std::vector<unsigned char> set = mask.download(stream);
    int expected = 0;
    for (size_t i = 0; i < got.size(); ++i) {
      expected += got[i] >= 0.5f;
      ok = ok && set[i] == (got[i] >= 0.5f);
    }
    ok = ok && above == expected;
  }
  return ok && imaging::pool::statistics().reuses > 0;
}

int main() {
  try {
    imaging::stream_t stream = nullptr;
    CHECK(cnrtQueueCreate(&stream));
    imaging::pool::statistics().cudaReset();
    const bool ok = run(stream);
    CHECK(cnrtQueueDestroy(stream));
    imaging::pool::trim();
    std::printf("imaging_lib: %s\n", ok ? "ok" : "FAILED: wrong pixels");
    return ok ? 0 : 1;
  } catch (const imaging::error& error) {
    std::printf("imaging_lib: FAILED: %s (code %d)\n", error.what(),
                static_cast<int>(error.code()));
    return 1;
  }
}
