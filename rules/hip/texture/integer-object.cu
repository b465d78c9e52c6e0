#include <cuda.h>
#include <cuda_runtime.h>

#include <cstdint>
#include <cstdio>

struct Image {
  // expect: hip/texture/integer-object
  cudaTextureObject_t texture = ~0ull;
  // expect: hip/texture/integer-object
  cudaSurfaceObject_t surface = 0;
};

void show(const Image& image) {
  std::printf("%llu\n", image.surface);
  // expect: hip/texture/integer-object
  CUtexObject object = 0;
  std::uint64_t id = object;
  // ok: hip/texture/integer-object
  CUsurfObject none = 0;
  if (none != 0 || id == 0) return;
}
