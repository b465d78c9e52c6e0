// Passes a pitched image around a ring of devices; each adds its number (plus one) to every pixel.
// With one device the ring has one station.

#include <cnrt.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

#define CHECK(call)                                                                   \
  do {                                                                                \
    const cnrtRet_t status = (call);                                                \
    if (status != cnrtSuccess) {                                                      \
      std::printf("peer_copy: FAILED: %s: %s\n", #call, cnrtGetErrorStr(status));  \
      std::exit(1);                                                                   \
    }                                                                                 \
  } while (0)

struct Station {
  int device;
  cnrtQueue_t stream;
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
  CHECK(cnrtGetPeerAccessibility((unsigned int*)(&reachable), from, to));
  if (!reachable) return;
  CHECK(cnrtSetDevice(from));
  const cnrtRet_t enabled = cudaDeviceEnablePeerAccess(to, 0);
  if (enabled == cudaErrorPeerAccessAlreadyEnabled) {
    (void)cnrtGetLastError();
  } else {
    CHECK(enabled);
  }
}

int main() {
  constexpr int width = 1000, height = 50;
  const size_t row = width * sizeof(int);
  int devices = 0;
  CHECK(cnrtGetDeviceCount((unsigned int*)(&devices)));

  std::vector<Station> ring(devices);
  for (int i = 0; i < devices; ++i) {
    if (devices > 1) enable_peer(i, (i + 1) % devices);
    Station& station = ring[i];
    station.device = i;
    CHECK(cnrtSetDevice(i));
    CHECK(cnrtQueueCreate(&station.stream));
    CHECK(cudaMallocPitch((void**)&station.image, &station.pitch, row, height));
  }

  std::vector<int> pixels(width * height), result(pixels.size());
  for (size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<int>(i);

  CHECK(cnrtSetDevice(0));
  CHECK(cnrtMemcpy2D(ring[0].image, ring[0].pitch, (void*)(pixels.data()), row, row, height,
                     cnrtMemcpyHostToDev));
  for (int i = 0; i < devices; ++i) {
    Station& here = ring[i];
    Station& next = ring[(i + 1) % devices];
    CHECK(cnrtSetDevice(here.device));
    add<<<dim3((width + 127) / 128, height), 128, 0, here.stream>>>(here.image, here.pitch, width,
                                                                   height, i + 1);
    CHECK(cnrtGetLastError());
    if (here.device != next.device) {
      for (int y = 0; y < height; ++y) {
        CHECK(cnrtMemcpyPeerAsync(next.image + y * next.pitch, next.device,
                                  (void*)(here.image + y * here.pitch), here.device, row, here.stream));
      }
    }
    CHECK(cnrtQueueSync(here.stream));
  }
  CHECK(cnrtSetDevice(0));
  CHECK(cnrtMemcpy2D(result.data(), row, (void*)(ring[0].image), ring[0].pitch, row, height,
                     cnrtMemcpyDevToHost));

  for (Station& station : ring) {
    CHECK(cnrtSetDevice(station.device));
    CHECK(cnrtFree(station.image));
    CHECK(cnrtQueueDestroy(station.stream));
  }

  const int added = devices * (devices + 1) / 2;
  bool ok = devices > 0;
  for (size_t i = 0; i < pixels.size(); ++i) ok = ok && result[i] == pixels[i] + added;
  std::printf("peer_copy: %s\n", ok ? "ok" : "FAILED: wrong pixels");
  return ok ? 0 : 1;
}
