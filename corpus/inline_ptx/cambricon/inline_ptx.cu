// Three instructions written in PTX: the lane's number, a bit-field extract and a byte permutation.

#include <cnrt.h>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>

#define CHECK(call)                                                                    \
  do {                                                                                 \
    const cnrtRet_t status = (call);                                                 \
    if (status != cnrtSuccess) {                                                       \
      std::printf("inline_ptx: FAILED: %s: %s\n", #call, cnrtGetErrorStr(status));  \
      std::exit(1);                                                                    \
    }                                                                                  \
  } while (0)

__device__ __forceinline__ unsigned int lane_id() {
  unsigned int lane;
  asm("mov.u32 %0, %%laneid;" : "=r"(lane));
  return lane;
}

__device__ __forceinline__ uint32_t extract_bits(uint32_t value, uint32_t start, uint32_t length) {
  uint32_t bits;
  asm("bfe.u32 %0, %1, %2, %3;" : "=r"(bits) : "r"(value), "r"(start), "r"(length));
  return bits;
}

__device__ __forceinline__ uint32_t swap_bytes(uint32_t value) {
  uint32_t swapped;
  asm volatile("{\n\t"
               "  prmt.b32 %0, %1, 0, 0x0123;\n\t"
               "}"
               : "=r"(swapped)
               : "r"(value));
  return swapped;
}

__global__ void decode(const uint32_t* words, uint32_t* out, int count) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= count) return;
  const uint32_t word = swap_bytes(words[i]);
  out[i] = extract_bits(word, 4, 12) + (lane_id() << 16);
}

int main() {
  constexpr int count = 1 << 12;
  std::vector<uint32_t> words(count), out(count);
  for (int i = 0; i < count; ++i) words[i] = 2654435761u * static_cast<uint32_t>(i);

  uint32_t *d_words, *d_out;
  CHECK(cnrtMalloc((void**)(&d_words), count * sizeof(uint32_t)));
  CHECK(cnrtMalloc((void**)(&d_out), count * sizeof(uint32_t)));
  CHECK(cnrtMemcpy(d_words, (void*)(words.data()), count * sizeof(uint32_t), cnrtMemcpyHostToDev));
  decode<<<count / 128, 128>>>(d_words, d_out, count);
  CHECK(cnrtGetLastError());
  CHECK(cnrtMemcpy(out.data(), (void*)(d_out), count * sizeof(uint32_t), cnrtMemcpyDevToHost));
  CHECK(cnrtFree(d_words));
  CHECK(cnrtFree(d_out));

  for (int i = 0; i < count; ++i) {
    const uint32_t w = words[i];
    const uint32_t word = w >> 24 | (w >> 8 & 0xff00u) | (w << 8 & 0xff0000u) | w << 24;
    const uint32_t expected = (word >> 4 & 0xfffu) + (static_cast<uint32_t>(i % 32) << 16);
    if (out[i] != expected) {
      std::printf("inline_ptx: FAILED at %d: %08x, expected %08x\n", i, out[i], expected);
      return 1;
    }
  }
  std::printf("inline_ptx: ok\n");
  return 0;
}
