#ifndef IMAGING_IMAGE_CUH_
#define IMAGING_IMAGE_CUH_

#include <cnrt.h>
#include <vector>

#include "pool.h"

namespace imaging {

// What kernels receive: a pointer with a shape, by value.
template <typename Pixel>
struct View {
  Pixel* data;
  int width, height;

  IMAGING_HD Pixel& operator()(int x, int y) const { return data[y * width + x]; }
  IMAGING_HD Pixel clamped(int x, int y) const {
    x = x < 0 ? 0 : (x < width ? x : width - 1);
    y = y < 0 ? 0 : (y < height ? y : height - 1);
    return data[y * width + x];
  }
};

// An image in device memory, from the pool.
template <typename Pixel>
class Image {
 public:
  Image(int width, int height)
      : view_{static_cast<Pixel*>(pool::cudaMalloc(sizeof(Pixel) * width * height)), width,
              height} {}
  Image(const Image&) = delete;
  Image& operator=(const Image&) = delete;
  ~Image() { pool::cudaFree(view_.data, bytes()); }

  View<Pixel> view() const { return view_; }
  std::size_t bytes() const { return sizeof(Pixel) * view_.width * view_.height; }

  void upload(const std::vector<Pixel>& pixels, stream_t stream) {
    CHECK(cnrtMemcpyAsync_V3(view_.data, (void*)(pixels.data()), bytes(), stream, cnrtMemcpyHostToDev));
  }
  std::vector<Pixel> download(stream_t stream) const {
    std::vector<Pixel> pixels(static_cast<std::size_t>(view_.width) * view_.height);
    CHECK(cnrtMemcpyAsync_V3(pixels.data(), (void*)(view_.data), bytes(), stream, cnrtMemcpyDevToHost));
    CHECK(cnrtQueueSync(stream));
    return pixels;
  }

 private:
  View<Pixel> view_;
};

}  // namespace imaging

#endif
