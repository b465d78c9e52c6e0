// Passes a pitched image around a ring of devices; each adds its number (plus one) to every pixel.
// With one device the ring has one station.

#include "acl_port.hpp"
#include <simt_api/asc_simt.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

#define CHECK(call)                                                                   \
  do {                                                                                \
    const aclError status = (call);                                                \
    if (status != ACL_SUCCESS) {                                                      \
      std::printf("peer_copy: FAILED: %s: %s\n", #call, acl_port::error_string(status));  \
      std::exit(1);                                                                   \
    }                                                                                 \
  } while (0)

struct Station {
  int device;
  aclrtStream stream;
  char* image;
  size_t pitch;
};

__global__ void add(char* image, size_t pitch, int width, int height, int value) {
  const int x = blockIdx.x * blockDim.x + threadIdx.x;
  const int y = blockIdx.y;
  if (x < width && y < height) reinterpret_cast<int*>(image + y * pitch)[x] += value;
}

static void enable_peer(int from, int to) {
  int reachable = 0;
  CHECK(aclrtDeviceCanAccessPeer(&reachable, from, to));
  if (!reachable) return;
  CHECK(aclrtSetDevice(from));
  const aclError enabled = aclrtDeviceEnablePeerAccess(to, 0);
  if (enabled == cudaErrorPeerAccessAlreadyEnabled) {
    (void)aclrtGetLastError(ACL_RT_THREAD_LEVEL);
  } else {
    CHECK(enabled);
  }
}

int main() {
  const acl_port::Session session;
  constexpr int width = 1000, height = 50;
  const size_t row = width * sizeof(int);
  int devices = 0;
  CHECK(acl_port::device_count(&devices));

  std::vector<Station> ring(devices);
  for (int i = 0; i < devices; ++i) {
    if (devices > 1) enable_peer(i, (i + 1) % devices);
    Station& station = ring[i];
    station.device = i;
    CHECK(aclrtSetDevice(i));
    CHECK(aclrtCreateStreamWithConfig(&station.stream, 0, 0));
    CHECK(acl_port::malloc_pitch((void**)&station.image, &station.pitch, row, height));
  }

  std::vector<int> pixels(width * height), result(pixels.size());
  for (size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<int>(i);

  CHECK(aclrtSetDevice(0));
  CHECK((aclrtSynchronizeDevice(), aclrtMemcpy2d(ring[0].image, ring[0].pitch, pixels.data(), row, row, height,
                     ACL_MEMCPY_HOST_TO_DEVICE)));
  for (int i = 0; i < devices; ++i) {
    Station& here = ring[i];
    Station& next = ring[(i + 1) % devices];
    CHECK(aclrtSetDevice(here.device));
    add<<<dim3((width + 127) / 128, height), 128, 0, here.stream>>>(here.image, here.pitch, width,
                                                                   height, i + 1);
    CHECK(aclrtGetLastError(ACL_RT_THREAD_LEVEL));
    if (here.device != next.device) {
      for (int y = 0; y < height; ++y) {
        CHECK(aclrtMemcpyAsync(next.image + y * next.pitch, row, here.image + y * here.pitch, row, ACL_MEMCPY_DEVICE_TO_DEVICE, here.stream));
      }
    }
    CHECK(aclrtSynchronizeStream(here.stream));
  }
  CHECK(aclrtSetDevice(0));
  CHECK((aclrtSynchronizeDevice(), aclrtMemcpy2d(result.data(), row, ring[0].image, ring[0].pitch, row, height,
                     ACL_MEMCPY_DEVICE_TO_HOST)));

  for (Station& station : ring) {
    CHECK(aclrtSetDevice(station.device));
    CHECK(aclrtFreeWithDevSync(station.image));
    CHECK(acl_port::stream_destroy(station.stream));
  }

  const int added = devices * (devices + 1) / 2;
  bool ok = devices > 0;
  for (size_t i = 0; i < pixels.size(); ++i) ok = ok && result[i] == pixels[i] + added;
  std::printf("peer_copy: %s\n", ok ? "ok" : "FAILED: wrong pixels");
  return ok ? 0 : 1;
}
