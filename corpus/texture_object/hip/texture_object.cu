// Halves an image: the texture unit averages four texels when it samples the corner between them,
// and the result goes out through a surface. Reads beyond the border are clamped by the hardware.
// (A comment here is Latin-1: Bildgröße.)

#include <hip/hip_runtime.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

#define CHECK(call)                                                                       \
  do {                                                                                    \
    if (const hipError_t error = (call)) {                                               \
      std::printf("texture_object: FAILED: %s: %s\n", #call, hipGetErrorString(error));  \
      std::exit(1);                                                                       \
    }                                                                                     \
  } while (0)

__global__ void halve(hipTextureObject_t image, hipSurfaceObject_t half, int width, int height) {
  const int x = blockIdx.x * blockDim.x + threadIdx.x;
  const int y = blockIdx.y * blockDim.y + threadIdx.y;
  if (x >= width || y >= height) return;
  const float mean = tex2D<float>(image, 2.0f * x + 1.0f, 2.0f * y + 1.0f);
  surf2Dwrite(mean, half, x * static_cast<int>(sizeof(float)), y);
}

__global__ void shift(hipTextureObject_t image, float* out, int width, int height, int by) {
  const int x = blockIdx.x * blockDim.x + threadIdx.x;
  const int y = blockIdx.y * blockDim.y + threadIdx.y;
  if (x < width && y < height) out[y * width + x] = tex2D<float>(image, x + by + 0.5f, y + 0.5f);
}

hipTextureObject_t make_texture(hipArray_t array, hipTextureFilterMode filter) {
  hipResourceDesc resource = {};
  resource.resType = hipResourceTypeArray;
  resource.res.array.array = array;

  hipTextureDesc texture = {};
  texture.addressMode[0] = hipAddressModeClamp;
  texture.addressMode[1] = hipAddressModeClamp;
  texture.filterMode = filter;
  texture.readMode = hipReadModeElementType;
  texture.normalizedCoords = 0;

  hipTextureObject_t object = 0;
  CHECK(hipCreateTextureObject(&object, &resource, &texture, nullptr));
  return object;
}

int main() {
  constexpr int width = 128, height = 64, by = 3;
  const size_t row = width * sizeof(float);
  std::vector<float> image(width * height), half(image.size() / 4), shifted(image.size());
  for (size_t i = 0; i < image.size(); ++i) image[i] = static_cast<float>(i * 31 % 255);

  const hipChannelFormatDesc format = hipCreateChannelDesc<float>();
  hipArray_t full_array = nullptr, half_array = nullptr;
  CHECK(hipMallocArray(&full_array, &format, width, height));
  CHECK(hipMallocArray(&half_array, &format, width / 2, height / 2, hipArraySurfaceLoadStore));
  CHECK(hipMemcpy2DToArray(full_array, 0, 0, image.data(), row, row, height,
                            hipMemcpyHostToDevice));

  hipResourceDesc target = {};
  target.resType = hipResourceTypeArray;
  target.res.array.array = half_array;
  hipSurfaceObject_t surface = 0;
  CHECK(hipCreateSurfaceObject(&surface, &target));
  const hipTextureObject_t smooth = make_texture(full_array, hipFilterModeLinear);
  const hipTextureObject_t sharp = make_texture(full_array, hipFilterModePoint);

  float* d_shifted = nullptr;
  CHECK(hipMalloc(&d_shifted, image.size() * sizeof(float)));
  const dim3 threads(16, 8);
  halve<<<dim3(width / 32, height / 16), threads>>>(smooth, surface, width / 2, height / 2);
  CHECK(hipGetLastError());
  shift<<<dim3(width / 16, height / 8), threads>>>(sharp, d_shifted, width, height, by);
  CHECK(hipGetLastError());
  CHECK(hipMemcpy2DFromArray(half.data(), row / 2, half_array, 0, 0, row / 2, height / 2,
                              hipMemcpyDeviceToHost));
  CHECK(
      hipMemcpy(shifted.data(), d_shifted, image.size() * sizeof(float), hipMemcpyDeviceToHost));

  CHECK(hipDestroyTextureObject(smooth));
  CHECK(hipDestroyTextureObject(sharp));
  CHECK(hipDestroySurfaceObject(surface));
  CHECK(hipFreeArray(full_array));
  CHECK(hipFreeArray(half_array));
  CHECK(hipFree(d_shifted));

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
