// Hashes words with instructions written in PTX, and checks them against plain C++ on the host.

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "ptx.cuh"

#define CHECK(call)                                                                        \
  do {                                                                                     \
    const cnrtRet_t status = (call);                                                     \
    if (status != cnrtSuccess) {                                                           \
      std::printf("ptx_intrinsics: FAILED: %s: %s\n", #call, cnrtGetErrorStr(status));  \
      std::exit(1);                                                                        \
    }                                                                                      \
  } while (0)

__global__ void hash(const uint32_t* words, uint32_t* out, uint32_t* total, int count) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= count) return;
  const ptx::Words group = ptx::load_words(words + 4 * i);
  unsigned high, low, turned;
  ptx::multiply(group.x, group.y, high, low);
  PTX_ROTATE(turned, high + low, group.z & 31);
  const unsigned mixed = ptx::logic3<0x96>(turned, group.w, ptx::load_if(words + i, i % 2 == 0));
  const unsigned start = i % 40, length = i % 37;
  const unsigned inserted = ptx::insert(ptx::field(mixed, start, length), mixed);
  const unsigned result = ptx::distance(inserted, group.x, ptx::shift_left(i, i % 48));
  ptx::store_once(out + i, result);
  ptx::fence();
  atomicAdd(total, result);
}

static uint32_t expected(const std::vector<uint32_t>& words, int i) {
  const uint32_t* group = &words[4 * i];
  const uint64_t product = uint64_t(group[0]) * group[1];
  const uint32_t sum = uint32_t(product >> 32) + uint32_t(product);
  const uint32_t n = group[2] & 31;
  const uint32_t turned = n ? sum << n | sum >> (32 - n) : sum;
  const uint32_t mixed = turned ^ group[3] ^ (i % 2 == 0 ? words[i] : 0);
  const uint32_t start = i % 40, length = i % 37;
  const uint64_t mask = length >= 32 ? 0xffffffffull : (1ull << length) - 1;
  const uint32_t field = start >= 32 ? 0 : uint32_t((mixed >> start) & mask);
  const uint32_t inserted = (mixed & ~0xff00u) | (field & 0xff) << 8;
  const uint32_t distance = inserted > group[0] ? inserted - group[0] : group[0] - inserted;
  return distance + (i % 48 < 32 ? uint32_t(i) << (i % 48) : 0);
}

int main() {
  constexpr int count = 1 << 12;
  std::vector<uint32_t> words(4 * count), out(count);
  for (size_t i = 0; i < words.size(); ++i) words[i] = 2654435761u * uint32_t(i + 1);

  uint32_t *d_words, *d_out, *d_total, total = 0;
  CHECK(cnrtMalloc((void**)(&d_words), words.size() * sizeof(uint32_t)));
  CHECK(cnrtMalloc((void**)(&d_out), count * sizeof(uint32_t)));
  CHECK(cnrtMalloc((void**)(&d_total), sizeof(uint32_t)));
  CHECK(cnrtMemcpy(d_words, (void*)(words.data()), words.size() * sizeof(uint32_t), cnrtMemcpyHostToDev));
  CHECK(cnrtMemset(d_total, 0, sizeof(uint32_t)));
  hash<<<count / 128, 128>>>(d_words, d_out, d_total, count);
  CHECK(cnrtGetLastError());
  CHECK(cnrtMemcpy(out.data(), (void*)(d_out), count * sizeof(uint32_t), cnrtMemcpyDevToHost));
  CHECK(cnrtMemcpy(&total, (void*)(d_total), sizeof(uint32_t), cnrtMemcpyDevToHost));
  CHECK(cnrtFree(d_words));
  CHECK(cnrtFree(d_out));
  CHECK(cnrtFree(d_total));

  uint32_t sum = 0;
  for (int i = 0; i < count; ++i) {
    sum += expected(words, i);
    if (out[i] != expected(words, i)) {
      std::printf("ptx_intrinsics: FAILED at %d: %08x, expected %08x\n", i, out[i], expected(words, i));
      return 1;
    }
  }
  if (sum != total) {
    std::printf("ptx_intrinsics: FAILED: total %08x, expected %08x\n", total, sum);
    return 1;
  }
  std::printf("ptx_intrinsics: ok\n");
  return 0;
}
