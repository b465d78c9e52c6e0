// Passes a pitched image around a ring of devices; each adds its number (plus one) to every pixel.
// With one device the ring has one station.

#include <hip/hip_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

#define CHECK(call)                                                                   \
  do {                                                                                \
    const hipError_t status = (call);                                                \
    if (status != hipSuccess) {                                                      \
      std::printf("peer_copy: FAILED: %s: %s\n", #call, hipGetErrorString(status));  \
      std::exit(1);                                                                   \
    }                                                                                 \
  } while (0)

struct Station {
  int device;
  hipStream_t stream;
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
  CHECK(hipDeviceCanAccessPeer(&reachable, from, to));
  if (!reachable) return;
  CHECK(hipSetDevice(from));
  const hipError_t enabled = hipDeviceEnablePeerAccess(to, 0);
  if (enabled == hipErrorPeerAccessAlreadyEnabled) {
    (void)hipGetLastError();
  } else {
    CHECK(enabled);
  }
}

int main() {
  constexpr int width = 1000, height = 50;
  const size_t row = width * sizeof(int);
  int devices = 0;
  CHECK(hipGetDeviceCount(&devices));

  std::vector<Station> ring(devices);
  for (int i = 0; i < devices; ++i) {
    if (devices > 1) enable_peer(i, (i + 1) % devices);
    Station& station = ring[i];
    station.device = i;
    CHECK(hipSetDevice(i));
    CHECK(hipStreamCreateWithFlags(&station.stream, hipStreamNonBlocking));
    CHECK(hipMallocPitch((void**)&station.image, &station.pitch, row, height));
  }

  std::vector<int> pixels(width * height), result(pixels.size());
  for (size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<int>(i);

  CHECK(hipSetDevice(0));
  CHECK(hipMemcpy2D(ring[0].image, ring[0].pitch, pixels.data(), row, row, height,
                     hipMemcpyHostToDevice));
  for (int i = 0; i < devices; ++i) {
    Station& here = ring[i];
    Station& next = ring[(i + 1) % devices];
    CHECK(hipSetDevice(here.device));
    add<<<dim3((width + 127) / 128, height), 128, 0, here.stream>>>(here.image, here.pitch, width,
                                                                   height, i + 1);
    CHECK(hipGetLastError());
    if (here.device != next.device) {
      for (int y = 0; y < height; ++y) {
        CHECK(hipMemcpyPeerAsync(next.image + y * next.pitch, next.device,
                                  here.image + y * here.pitch, here.device, row, here.stream));
      }
    }
    CHECK(hipStreamSynchronize(here.stream));
  }
  CHECK(hipSetDevice(0));
  CHECK(hipMemcpy2D(result.data(), row, ring[0].image, ring[0].pitch, row, height,
                     hipMemcpyDeviceToHost));

  for (Station& station : ring) {
    CHECK(hipSetDevice(station.device));
    CHECK(hipFree(station.image));
    CHECK(hipStreamDestroy(station.stream));
  }

  const int added = devices * (devices + 1) / 2;
  bool ok = devices > 0;
  for (size_t i = 0; i < pixels.size(); ++i) ok = ok && result[i] == pixels[i] + added;
  std::printf("peer_copy: %s\n", ok ? "ok" : "FAILED: wrong pixels");
  return ok ? 0 : 1;
}
