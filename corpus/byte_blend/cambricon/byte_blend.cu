// Brightens an image of bytes, four of them in a word: saturating addition, a mask of the bytes
// that are dark, and the larger of two bytes, each in one call for all four.

#include <cnrt.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>

#define CHECK(call)                                                             \
  do {                                                                          \
    const cnrtRet_t status = (call);                                          \
    if (status != cnrtSuccess) {                                                \
      std::printf("byte_blend: FAILED: %s: %s\n", #call, cnrtGetErrorStr(status));  \
      std::exit(1);                                                             \
    }                                                                           \
  } while (0)

__global__ void brighten(const unsigned int* in, unsigned int* out, unsigned int* done, int words) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < words) {
    const unsigned int pixels = __ldcs(&in[i]);
    const unsigned int brighter = __vaddus4(pixels, 0x10101010u);
    const unsigned int dark = __vcmpltu4(pixels, 0x40404040u);
    __stcs(&out[i], __vmaxu4((brighter & dark) | (pixels & ~dark), 0x08080808u));
  }
  __threadfence();
  __syncthreads();
  if (threadIdx.x == 0) atomicAdd(done, 1u);
}

// Waits for all blocks of the other kernel, which runs in another stream.
__global__ void wait_for(unsigned int* done, unsigned int blocks) {
  while (atomicAdd(done, 0u) < blocks) {
#if __CUDA_ARCH__ >= 700
    __nanosleep(200);
#endif
  }
}

int main() {
  constexpr int words = 70'001, blocks = (words + 255) / 256;
  std::vector<std::uint8_t> in(4 * words), out(4 * words);
  for (std::size_t i = 0; i < in.size(); ++i) in[i] = static_cast<std::uint8_t>(i * 2654435761u >> 13);

  unsigned int *d_in, *d_out, *d_done;
  cnrtQueue_t work, watch;
  CHECK(cnrtMalloc((void**)(&d_in), in.size()));
  CHECK(cnrtMalloc((void**)(&d_out), out.size()));
  CHECK(cnrtMalloc((void**)(&d_done), sizeof(unsigned int)));
  CHECK(cnrtQueueCreate(&work));
  CHECK(cnrtQueueCreate(&watch));
  CHECK(cnrtMemcpy(d_in, (void*)(in.data()), in.size(), cnrtMemcpyHostToDev));
  CHECK(cnrtMemset(d_done, 0, sizeof(unsigned int)));
  CHECK(cnrtSyncDevice());
  brighten<<<blocks, 256, 0, work>>>(d_in, d_out, d_done, words);
  wait_for<<<1, 1, 0, watch>>>(d_done, blocks);
  CHECK(cnrtGetLastError());
  CHECK(cnrtSyncDevice());
  CHECK(cnrtMemcpy(out.data(), (void*)(d_out), out.size(), cnrtMemcpyDevToHost));
  CHECK(cnrtQueueDestroy(watch));
  CHECK(cnrtQueueDestroy(work));
  CHECK(cnrtFree(d_in));
  CHECK(cnrtFree(d_out));
  CHECK(cnrtFree(d_done));

  for (std::size_t i = 0; i < in.size(); ++i) {
    const int value = in[i] < 0x40 ? std::min(in[i] + 0x10, 255) : in[i];
    const int expected = std::max(value, 8);
    if (out[i] != expected) {
      std::printf("byte_blend: FAILED: byte %zu is %d, expected %d\n", i, out[i], expected);
      return 1;
    }
  }
  std::printf("byte_blend: ok\n");
  return 0;
}
