#include <hip/hip_runtime.h>

#include <cstdint>
#include <cstdio>

struct Image {
  // expect: hip/texture/integer-object
  hipTextureObject_t texture = ~0ull;
  // expect: hip/texture/integer-object
  hipSurfaceObject_t surface = 0;
};

void show(const Image& image) {
  std::printf("%llu\n", image.surface);
  // expect: hip/texture/integer-object
  hipTextureObject_t object = 0;
  std::uint64_t id = object;
  // ok: hip/texture/integer-object
  hipSurfaceObject_t none = 0;
  if (none != 0 || id == 0) return;
}
