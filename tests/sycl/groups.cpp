// Groups of lanes that are told by what they vote, label or branch on; barriers and pipelines of libcu++.
#include "port.hpp"

#include "check.hpp"

#include <vector>

namespace cg = port::cg;

constexpr unsigned answers = 24;

// What a kernel finds, and what the threads of a block of so many should find.
struct numbers {
  unsigned of[answers];
};

void branches(const int* values, numbers* out) {
  const auto block = cg::this_thread_block();
  const unsigned t = block.thread_rank();
  unsigned* const mine = out[t].of;
  const int v = values[t];
  if (v % 3 == 0) {
    const cg::coalesced_group g = cg::coalesced_threads();
    mine[0] = g.size();
    mine[1] = g.thread_rank();
    mine[2] = g.shfl(t, 1);
    mine[3] = g.shfl_up(t, 2);
    mine[4] = g.shfl_down(t, 2);
    mine[5] = g.ballot(v % 2 == 0);
    mine[6] = unsigned(g.any(v == values[0])) * 2 + unsigned(g.all(v % 3 == 0));
    mine[7] = unsigned(cg::reduce(g, v, cg::plus<int>()));
    mine[8] = unsigned(cg::inclusive_scan(g, v)) * 1000 + unsigned(cg::exclusive_scan(g, v));
    mine[9] = g.match_any(v);
    int same = 7;
    mine[10] = g.match_all(v, same) * 2 + unsigned(same);
    const auto pairs = cg::tiled_partition(g, 2);
    mine[11] = pairs.size() * 100 + pairs.meta_group_rank() * 10 + pairs.thread_rank();
    mine[12] = unsigned(cg::reduce(cg::binary_partition(g, v % 2 == 0), 1, cg::plus<int>()));
    mine[13] = cg::invoke_one_broadcast(g, [](unsigned a) { return a + 5; }, t);
    g.sync();
  } else {
    mine[0] = 1000 + cg::coalesced_threads().num_threads();
  }
}

void partitions(const int* values, numbers* out) {
  const auto block = cg::this_thread_block();
  const auto tile = cg::tiled_partition<16>(block);
  const auto quad = cg::tiled_partition<4>(tile);
  const cg::thread_block_tile<4> erased = quad;
  const unsigned t = block.thread_rank();
  unsigned* const mine = out[t].of;
  const int v = values[t];
  mine[0] = quad.meta_group_rank() * 100 + erased.meta_group_size() * 10 + tile.meta_group_rank();
  const auto labels = cg::labeled_partition(tile, v);
  mine[1] = labels.size() * 10000 + labels.meta_group_rank() * 100 + labels.meta_group_size();
  mine[2] = labels.thread_rank();
  const auto halves = cg::binary_partition(tile, v % 2 == 0);
  mine[3] = halves.size() * 100 + halves.meta_group_rank() * 10 + halves.meta_group_size();
  int same = 0;
  mine[4] = quad.match_all(int(t / 4), same) * 2 + unsigned(same);
  mine[5] = 0;
  cg::invoke_one(tile, [&] { mine[5] = t + 1; });
  cg::thread_group run_time = cg::tiled_partition(cg::thread_group(block), 8);
  mine[6] = run_time.size() * 10 + run_time.thread_rank();
  run_time.sync();
  mine[7] = cg::labeled_partition(tile, v % 2 == 0).size();
  block.barrier_wait(block.barrier_arrive());
}

// A sum in stages of the block: what is copied is read when it has been waited for.
void stages(const int* values, int count, numbers* out) {
  namespace libcu = port::cuda;
  const auto block = cg::this_thread_block();
  auto& state = PORT_SHARED(libcu::pipeline_shared_state<libcu::thread_scope_block, 2>);
  auto& bar = PORT_SHARED(libcu::barrier<libcu::thread_scope_block>);
  auto& tile = PORT_SHARED(int[2][64]);
  auto pipe = libcu::make_pipeline(block, &state);
  const unsigned t = block.thread_rank();
  if (t == 0) init(&bar, block.size());
  block.sync();
  unsigned sum = 0;
  for (int from = 0; from < count; from += 64) {
    auto& now = tile[from / 64 % 2];
    pipe.producer_acquire();
    libcu::memcpy_async(block, now, values + from, libcu::aligned_size_t<4>(sizeof now), pipe);
    pipe.producer_commit();
    pipe.consumer_wait();
    for (int i : now) sum += unsigned(i);
    pipe.consumer_release();
  }
  unsigned* const mine = out[t].of;
  mine[0] = sum;
  libcu::memcpy_async(block, tile[0], values, sizeof tile[0], bar);
  bar.wait(bar.arrive());
  mine[1] = unsigned(tile[0][63 - t % 64]);
  bar.arrive_and_wait();
  libcu::pipeline<libcu::thread_scope_thread> own = libcu::make_pipeline();
  if (t < 64) libcu::memcpy_async(&tile[1][t], &values[63 - t], sizeof(int), own);
  own.producer_commit();
  libcu::pipeline_consumer_wait_prior<0>(own);
  block.sync();
  mine[2] = unsigned(tile[1][(t + 1) % 64]);
  block.sync();
  cg::memcpy_async(block, tile[0], 32, values + 64, 64);
  cg::wait_prior<0>(block);
  mine[3] = unsigned(tile[0][t % 32] + tile[0][32 + t % 32]);
}

void check_branches(const int* values, const numbers* out, unsigned n) {
  for (unsigned t = 0; t < n; ++t) {
    std::vector<unsigned> group, others;
    for (unsigned i = t / 32 * 32; i < n && i < t / 32 * 32 + 32; ++i) (values[i] % 3 ? others : group).push_back(i);
    const unsigned* const found = out[t].of;
    if (values[t] % 3) {
      CHECK(found[0] == 1000 + others.size());
      continue;
    }
    unsigned rank = 0, even = 0, sum = 0, before = 0, alike = 0, halves = 0;
    bool any = false;
    for (unsigned i = 0; i < group.size(); ++i) {
      const int v = values[group[i]];
      if (group[i] == t) rank = i, before = sum;
      sum += unsigned(v);
      even |= unsigned(v % 2 == 0) << i;
      alike |= unsigned(v == values[t]) << i;
      halves += v % 2 == values[t] % 2;
      any |= v == values[0];
    }
    const unsigned size = unsigned(group.size());
    CHECK(found[0] == size && found[1] == rank);
    CHECK(size < 2 || found[2] == group[1]);
    CHECK(found[3] == (rank < 2 ? t : group[rank - 2]) && found[4] == (rank + 2 < size ? group[rank + 2] : t));
    CHECK(found[5] == even && found[6] == unsigned(any) * 2 + 1 && found[7] == sum);
    CHECK(found[8] == (before + unsigned(values[t])) * 1000 + before);
    CHECK(found[9] == alike);
    const unsigned everyone = unsigned((1ull << size) - 1);
    CHECK(found[10] == (alike == everyone ? everyone * 2 + 1 : 0));
    CHECK(found[11] == (rank / 2 * 2 + 1 < size ? 200 : 100) + rank / 2 * 10 + rank % 2);
    CHECK(found[12] == halves && found[13] == group[0] + 5);
  }
}

void check_partitions(const int* values, const numbers* out, unsigned n) {
  for (unsigned t = 0; t < n; ++t) {
    const unsigned begin = t / 16 * 16, end = begin + 16 < n ? begin + 16 : n;
    unsigned size = 0, before = 0, groups = 0, rank = 0, halves = 0;
    for (unsigned i = begin; i < end; ++i) {
      bool first = true;
      for (unsigned j = begin; j < i; ++j) first &= values[j] != values[i];
      groups += first;
      size += values[i] == values[t];
      before += i < t && values[i] == values[t];
      halves += values[i] % 2 == values[t] % 2;
    }
    for (unsigned i = begin; values[i] != values[t]; ++i) {
      bool first = true;
      for (unsigned j = begin; j < i; ++j) first &= values[j] != values[i];
      rank += first;
    }
    const unsigned* const found = out[t].of;
    CHECK(found[0] == t % 16 / 4 * 100 + 40 + t / 16);
    CHECK(found[1] == size * 10000 + rank * 100 + groups && found[2] == before);
    const bool one = halves == end - begin;
    CHECK(found[3] == halves * 100 + (one ? 1 : unsigned(values[t] % 2 == 0) * 10 + 2));
    CHECK(found[4] == 15 * 2 + 1);
    CHECK(found[5] == (t % 16 ? 0 : t + 1));
    CHECK(found[6] == (t / 8 * 8 + 8 <= n ? 80 : n % 8 * 10) + t % 8);
    CHECK(found[7] == halves);
  }
}

int main() {
  const unsigned most = 256;
  int* values = nullptr;
  numbers* out = nullptr;
  CHECK(port::malloc_managed(&values, most * sizeof *values) == port::success);
  CHECK(port::malloc_managed(&out, most * sizeof *out) == port::success);
  unsigned sum = 0;
  for (unsigned i = 0; i < most; ++i) sum += unsigned(values[i] = int(i * 7 % 11 + i / 40));
  for (const dim3 block : {dim3(256), dim3(40), dim3(100), dim3(20, 3), dim3(12, 2, 4), dim3(4)}) {
    const unsigned n = block.x * block.y * block.z;
    port::launch<branches>(1, block)(values, out);
    CHECK(port::device_synchronize() == port::success);
    check_branches(values, out, n);
    port::launch<partitions>(1, block)(values, out);
    CHECK(port::device_synchronize() == port::success);
    check_partitions(values, out, n);
    if (n < 64) continue;
    port::launch<stages>(1, block)(values, int(most), out);
    CHECK(port::device_synchronize() == port::success);
    for (unsigned t = 0; t < n; ++t) {
      const unsigned* const found = out[t].of;
      CHECK(found[0] == sum && found[1] == unsigned(values[63 - t % 64]));
      CHECK(found[2] == unsigned(values[63 - (t + 1) % 64]));
      CHECK(found[3] == unsigned(values[64 + t % 32] + values[32 + t % 32]));
    }
  }
  return finished();
}
