// Halves an image: the texture unit averages four texels when it samples the corner between them,
// and the result goes out through a surface. Reads beyond the border are clamped by the hardware.
// (A comment here is Latin-1: Bildgröße.)

#include <cuda_runtime.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

#define CHECK(call)                                                                       \
  do {                                                                                    \
    if (const cudaError_t error = (call)) {                                               \
      std::printf("texture_object: FAILED: %s: %s\n", #call, cudaGetErrorString(error));  \
      std::exit(1);                                                                       \
    }                                                                                     \
  } while (0)

__global__ void halve(cudaTextureObject_t image, cudaSurfaceObject_t half, int width, int height) {
  const int x = blockIdx.x * blockDim.x + threadIdx.x;
  const int y = blockIdx.y * blockDim.y + threadIdx.y;
  if (x >= width || y >= height) return;
  const float mean = tex2D<float>(image, 2.0f * x + 1.0f, 2.0f * y + 1.0f);
  surf2Dwrite(mean, half, x * static_cast<int>(sizeof(float)), y);
}

__global__ void shift(cudaTextureObject_t image, float* out, int width, int height, int by) {
  const int x = blockIdx.x * blockDim.x + threadIdx.x;
  const int y = blockIdx.y * blockDim.y + threadIdx.y;
  if (x < width && y < height) out[y * width + x] = tex2D<float>(image, x + by + 0.5f, y + 0.5f);
}

cudaTextureObject_t make_texture(cudaArray_t array, cudaTextureFilterMode filter) {
  cudaResourceDesc resource = {};
  resource.resType = cudaResourceTypeArray;
  resource.res.array.array = array;

  cudaTextureDesc texture = {};
  texture.addressMode[0] = cudaAddressModeClamp;
  texture.addressMode[1] = cudaAddressModeClamp;
  texture.filterMode = filter;
  texture.readMode = cudaReadModeElementType;
  texture.normalizedCoords = 0;

  cudaTextureObject_t object = 0;
  CHECK(cudaCreateTextureObject(&object, &resource, &texture, nullptr));
  return object;
}

int main() {
  constexpr int width = 128, height = 64, by = 3;
  const size_t row = width * sizeof(float);
  std::vector<float> image(width * height), half(image.size() / 4), shifted(image.size());
  for (size_t i = 0; i < image.size(); ++i) image[i] = static_cast<float>(i * 31 % 255);

  const cudaChannelFormatDesc format = cudaCreateChannelDesc<float>();
  cudaArray_t full_array = nullptr, half_array = nullptr;
  CHECK(cudaMallocArray(&full_array, &format, width, height));
  CHECK(cudaMallocArray(&half_array, &format, width / 2, height / 2, cudaArraySurfaceLoadStore));
  CHECK(cudaMemcpy2DToArray(full_array, 0, 0, image.data(), row, row, height,
                            cudaMemcpyHostToDevice));

  cudaResourceDesc target = {};
  target.resType = cudaResourceTypeArray;
  target.res.array.array = half_array;
  cudaSurfaceObject_t surface = 0;
  CHECK(cudaCreateSurfaceObject(&surface, &target));
  const cudaTextureObject_t smooth = make_texture(full_array, cudaFilterModeLinear);
  const cudaTextureObject_t sharp = make_texture(full_array, cudaFilterModePoint);

  float* d_shifted = nullptr;
  CHECK(cudaMalloc(&d_shifted, image.size() * sizeof(float)));
  const dim3 threads(16, 8);
  halve<<<dim3(width / 32, height / 16), threads>>>(smooth, surface, width / 2, height / 2);
  CHECK(cudaGetLastError());
  shift<<<dim3(width / 16, height / 8), threads>>>(sharp, d_shifted, width, height, by);
  CHECK(cudaGetLastError());
  CHECK(cudaMemcpy2DFromArray(half.data(), row / 2, half_array, 0, 0, row / 2, height / 2,
                              cudaMemcpyDeviceToHost));
  CHECK(
      cudaMemcpy(shifted.data(), d_shifted, image.size() * sizeof(float), cudaMemcpyDeviceToHost));

  CHECK(cudaDestroyTextureObject(smooth));
  CHECK(cudaDestroyTextureObject(sharp));
  CHECK(cudaDestroySurfaceObject(surface));
  CHECK(cudaFreeArray(full_array));
  CHECK(cudaFreeArray(half_array));
  CHECK(cudaFree(d_shifted));

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
