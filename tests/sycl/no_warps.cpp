// A port without warps, and without threads in step, as the headers beside port.hpp say it: blocks are launched as they
// are, in the sub-groups that the device chooses.
#define PORT_NO_WARPS
#define PORT_NO_STEPS
#include "port.hpp"

#include "check.hpp"

void places(uint3* out) {
  const auto t = port::thread_idx();
  const auto size = port::block_dim();
  auto& tile = PORT_SHARED(unsigned[1024]);
  const unsigned mine = (t.z * size.y + t.y) * size.x + t.x;
  tile[mine] = mine;
  port::sync_threads();
  const unsigned n = size.x * size.y * size.z, from = tile[n - 1 - mine];
  if (from == n - 1 - mine) out[port::block_idx().x * n + mine] = t;
}

int main() {
  uint3* found = nullptr;
  CHECK(port::malloc_managed(&found, 2 * 1024 * sizeof *found) == port::success);
  for (const dim3 block : {dim3(256), dim3(16, 16), dim3(20, 3, 2), dim3(1, 48)}) {
    port::memset(found, 0xff, 2 * 1024 * sizeof *found);
    port::launch<places>(2, block)(found);
    CHECK(port::device_synchronize() == port::success);
    const unsigned n = block.x * block.y * block.z;
    unsigned right = 0;
    for (unsigned i = 0; i < 2 * n; ++i) {
      const unsigned t = i % n;
      right += found[i].x == t % block.x && found[i].y == t / block.x % block.y && found[i].z == t / block.x / block.y;
    }
    CHECK(right == 2 * n);
  }
  return finished();
}
