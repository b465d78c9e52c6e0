// Halves an image: the texture unit averages four texels when it samples the corner between them,
// and the result goes out through a surface. Reads beyond the border are clamped by the hardware.
// (A comment here is Latin-1: Bildgröße.)

#include "port.hpp"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

#define CHECK(call)                                                                       \
  do {                                                                                    \
    if (const port::error_t error = (call)) {                                               \
      std::printf("texture_object: FAILED: %s: %s\n", #call, port::error_string(error));  \
      std::exit(1);                                                                       \
    }                                                                                     \
  } while (0)

void halve(port::texture_t image, port::surface_t half, int width, int height) {
  const int x = port::block_idx().x * port::block_dim().x + port::thread_idx().x;
  const int y = port::block_idx().y * port::block_dim().y + port::thread_idx().y;
  if (x >= width || y >= height) return;
  const float mean = port::tex_2d<float>(image, 2.0f * x + 1.0f, 2.0f * y + 1.0f);
  port::surf_2d_write(mean, half, x * static_cast<int>(sizeof(float)), y);
}

void shift(port::texture_t image, float* out, int width, int height, int by) {
  const int x = port::block_idx().x * port::block_dim().x + port::thread_idx().x;
  const int y = port::block_idx().y * port::block_dim().y + port::thread_idx().y;
  if (x < width && y < height) out[y * width + x] = port::tex_2d<float>(image, x + by + 0.5f, y + 0.5f);
}

port::texture_t make_texture(port::array_t array, port::filter_mode filter) {
  port::resource_description resource = {};
  resource.resType = port::resource_array;
  resource.res.array.array = array;

  port::texture_description texture = {};
  texture.addressMode[0] = port::address_clamp;
  texture.addressMode[1] = port::address_clamp;
  texture.filterMode = filter;
  texture.readMode = port::read_element;
  texture.normalizedCoords = 0;

  port::texture_t object = 0;
  CHECK(port::create_texture(&object, &resource, &texture, nullptr));
  return object;
}

int main() {
  constexpr int width = 128, height = 64, by = 3;
  const size_t row = width * sizeof(float);
  std::vector<float> image(width * height), half(image.size() / 4), shifted(image.size());
  for (size_t i = 0; i < image.size(); ++i) image[i] = static_cast<float>(i * 31 % 255);

  const port::channel_format format = port::make_channel_format<float>();
  port::array_t full_array = nullptr, half_array = nullptr;
  CHECK(port::malloc_array(&full_array, &format, width, height));
  CHECK(port::malloc_array(&half_array, &format, width / 2, height / 2, port::array_surface_load_store));
  CHECK(port::memcpy_2d_to_array(full_array, 0, 0, image.data(), row, row, height,
                            port::memcpy_host_to_device));

  port::resource_description target = {};
  target.resType = port::resource_array;
  target.res.array.array = half_array;
  port::surface_t surface = 0;
  CHECK(port::create_surface(&surface, &target));
  const port::texture_t smooth = make_texture(full_array, port::filter_linear);
  const port::texture_t sharp = make_texture(full_array, port::filter_point);

  float* d_shifted = nullptr;
  CHECK(port::malloc(&d_shifted, image.size() * sizeof(float)));
  const dim3 threads(16, 8);
  port::launch<halve>(dim3(width / 32, height / 16), threads)(smooth, surface, width / 2, height / 2);
  CHECK(port::last_error());
  port::launch<shift>(dim3(width / 16, height / 8), threads)(sharp, d_shifted, width, height, by);
  CHECK(port::last_error());
  CHECK(port::memcpy_2d_from_array(half.data(), row / 2, half_array, 0, 0, row / 2, height / 2,
                              port::memcpy_device_to_host));
  CHECK(
      port::memcpy(shifted.data(), d_shifted, image.size() * sizeof(float)));

  CHECK(port::destroy_texture(smooth));
  CHECK(port::destroy_texture(sharp));
  CHECK(port::destroy_surface(surface));
  CHECK(port::free_array(full_array));
  CHECK(port::free_array(half_array));
  CHECK(port::free(d_shifted));

  const auto at = [&](int x, int y) { return image[y * width + (x < width ? x : width - 1)]; };
  bool ok = true;
  for (int y = 0; y < height / 2; ++y) {
    for (int x = 0; x < width / 2; ++x) {
      const float sum = at(2 * x, 2 * y) + at(2 * x + 1, 2 * y) + at(2 * x, 2 * y + 1) +
                        at(2 * x + 1, 2 * y + 1);
      ok = ok && std::fabs(half[y * (width / 2) + x] - 0.25f * sum) < 0.01f;
    }
  }
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) ok = ok && shifted[y * width + x] == at(x + by, y);
  }
  std::printf("texture_object: %s\n", ok ? "ok" : "FAILED: wrong pixels");
  return ok ? 0 : 1;
}
