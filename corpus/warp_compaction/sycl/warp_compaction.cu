// Copies the elements that pass a test to the front of another array. The lanes of a warp find
// their places from one vote, and one lane reserves room for all.

#include "port.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <vector>

#define CHECK(call)                                                                         \
  do {                                                                                      \
    const port::error_t status = (call);                                                      \
    if (status != port::success) {                                                            \
      std::printf("warp_compaction: FAILED: %s: %s\n", #call, port::error_string(status));  \
      std::exit(1);                                                                         \
    }                                                                                       \
  } while (0)

int reserve(int* counter, bool wanted) {
  const unsigned int active = port::active_mask();
  const unsigned int votes = port::ballot(wanted);
  if (!sycl::any_of_group(port::warp(), bool(wanted))) return -1;

  const unsigned int lane = port::thread_idx().x % port::warp_size;
  const int leader = port::ffs(votes) - 1;
  int base = 0;
  if (lane == static_cast<unsigned int>(leader)) base = port::atomic(counter).fetch_add(port::popc(votes));
  base = port::shfl(base, leader);
  return wanted ? base + port::popc(votes & ((1u << lane) - 1u)) : -1;
}

void compact(const int* in, int count, int* out, int* kept) {
  const int i = port::block_idx().x * port::block_dim().x + port::thread_idx().x;
  if (i >= count) return;
  const int place = reserve(kept, in[i] % 3 == 0);
  if (place >= 0) out[place] = in[i];
}

int main() {
  constexpr int count = 100'003;
  std::vector<int> in(count), out(count), expected;
  for (int i = 0; i < count; ++i) {
    in[i] = static_cast<int>(i * 48271LL % 65537);
    if (in[i] % 3 == 0) expected.push_back(in[i]);
  }

  int *d_in, *d_out, *d_kept, kept = 0;
  CHECK(port::malloc(&d_in, count * sizeof(int)));
  CHECK(port::malloc(&d_out, count * sizeof(int)));
  CHECK(port::malloc(&d_kept, sizeof(int)));
  CHECK(port::memcpy(d_in, in.data(), count * sizeof(int)));
  CHECK(port::memset(d_kept, 0, sizeof(int)));
  port::launch<compact>((count + 127) / 128, 128)(d_in, count, d_out, d_kept);
  CHECK(port::last_error());
  CHECK(port::memcpy(&kept, d_kept, sizeof kept));
  CHECK(port::memcpy(out.data(), d_out, count * sizeof(int)));
  CHECK(port::free(d_in));
  CHECK(port::free(d_out));
  CHECK(port::free(d_kept));

  out.resize(std::min(std::max(kept, 0), count));
  std::sort(out.begin(), out.end());  // warps arrive in any order
  std::sort(expected.begin(), expected.end());
  const bool ok = out == expected;
  std::printf("warp_compaction: %s\n", ok ? "ok" : "FAILED: wrong elements");
  return ok ? 0 : 1;
}
