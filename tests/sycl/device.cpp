// Positions, shared memory, variables of the device, barriers, warps, atomic operations, cooperative groups.
#include "port.hpp"

#include "check.hpp"
#include "device_other.hpp"

template <class T> T* shared(size_t n) {
  T* p = nullptr;
  port::malloc_managed(&p, n * sizeof(T));
  std::memset(static_cast<void*>(p), 0, n * sizeof(T));
  return p;
}
bool done() {
  const port::error_t code = port::device_synchronize(), last = port::peek_error();
  if (last != port::success) std::printf("%s: %s\n", port::error_name(last), port::error_string(last));
  return port::last_error() == port::success && code == port::success;
}

// ---- positions

struct Place {
  uint3 thread, block;
  dim3 of_block, of_grid;
  unsigned lane, linear;
};
void where(Place* out) {
  const auto t = port::thread_idx(), b = port::block_idx();
  const auto d = port::block_dim(), g = port::grid_dim();
  const unsigned in_block = t.x + d.x * (t.y + d.y * t.z), block = b.x + g.x * (b.y + g.y * b.z);
  out[block * d.x * d.y * d.z + in_block] = {t, b, d, g, port::lane(), in_block};
}
bool places_hold(dim3 grid, dim3 block) {
  const unsigned threads = block.x * block.y * block.z, blocks = grid.x * grid.y * grid.z;
  auto* out = shared<Place>(threads * blocks);
  port::launch<where>(grid, block)(out);
  bool good = done();
  for (unsigned n = 0; n < threads * blocks; ++n) {
    const unsigned t = n % threads, b = n / threads;
    const auto& o = out[n];
    good =
        good && o.thread.x == t % block.x && o.thread.y == t / block.x % block.y && o.thread.z == t / block.x / block.y;
    good = good && o.block.x == b % grid.x && o.block.y == b / grid.x % grid.y && o.block.z == b / grid.x / grid.y;
    good = good && o.of_block.x == block.x && o.of_block.y == block.y && o.of_block.z == block.z;
    good = good && o.of_grid.x == grid.x && o.of_grid.y == grid.y && o.of_grid.z == grid.z;
    good = good && o.lane == t % port::warp_size && o.linear == t;
  }
  port::free(out);
  return good;
}
void positions() {
  CHECK(places_hold(3, 64));
  CHECK(places_hold({2, 3, 2}, {32, 2, 2}));
  CHECK(places_hold({2, 3, 2}, {16, 16}));
  CHECK(places_hold(2, {8, 8, 4}));
  CHECK(places_hold(2, {10, 10}));
  CHECK(places_hold(1, {1, 64}));
  CHECK(places_hold(1, {3, 7}));
  CHECK(places_hold(5, 33));
}

// ---- memory of a block, variables of the device

struct constructed {
  constructed() {}
  constructed(const constructed& other) : value(other.value) {}
  int value;
};

template <int N> void reversed(const int* in, int* out) {
  auto& line = PORT_SHARED(constructed[N]);
  auto& sum = PORT_SHARED(int);
  const unsigned t = port::thread_idx().x;
  line[t].value = in[t];
  port::nanosleep(100);
  if (in[t] < 0) port::trap();
  if (t == 0) sum = 1000;
  port::sync_threads();
  out[t] = line[N - 1 - t].value + sum;
}
void dynamic(int* out) {
  int* const all = port::dynamic_shared<int>();
  const unsigned t = port::thread_idx().x, n = port::block_dim().x;
  all[t] = int(t * t);
  port::sync_threads();
  out[t] = all[n - 1 - t];
}
constexpr port::dynamic_shared_array<int> everywhere{};
constexpr port::shared_array<int[2][64], struct first_memory> of_file{};
constexpr port::shared_array<int[2][64], struct second_memory> of_file_too{};
int turned(unsigned t) { return of_file[1][t] + of_file_too[1][t] + everywhere[t]; }
void arrays_of_file(int* out) {
  const unsigned t = port::thread_idx().x, n = port::block_dim().x;
  everywhere[t] = int(t);
  ((unsigned*)everywhere)[t] += 1;
  of_file[1][n - 1 - t] = int(10 * t);
  ((int*)of_file_too)[n + t] = 1000;
  port::sync_threads();
  out[t] = turned(t);
}
port::global<int[4]> factors;
static port::global<unsigned> counter;
PORT_MANAGED(int, both, 5);
PORT_MANAGED(int[3], several, {1, 2, 3});
static int first_begun[] = {7, 8};
static port::global<decltype(first_begun)> begun;
static const port::first_value value_of_begun(begun, first_begun);
port::global<volatile int> turn;
struct Constructed {
  float x, y;
  Constructed() {}
  Constructed(float a, float b) : x(a), y(b) {}
};
static port::global<Constructed[2]> corners;
static port::global<dim3> extent;
static port::global<Constructed> written;
static Constructed first_pair[1] = {{3, 4}};
static port::global<decltype(first_pair)> pair;
static const port::first_value value_of_pair(pair, first_pair);
void constructed(float* out) {
  out[0] = corners.get()[1].y;
  out[1] = float(extent.get().z);
  out[2] = pair.get()[0].x;
  out[3] = written.get().x;
  written.get() = Constructed(8, 9);
}
void constructed_symbols() {
  auto* out = shared<float>(4);
  const Constructed given[2] = {{1, 2}, {5, 6}};
  CHECK(!port::memcpy_to_symbol(corners, given, sizeof given));
  size_t bytes = 0;
  CHECK(!port::symbol_size(&bytes, corners) && bytes == sizeof given);
  port::launch<constructed>(1, 1)(out);
  CHECK(done() && out[0] == 6 && out[1] == 1 && out[2] == 3 && out[3] == 0);
  Constructed last(0, 0);
  CHECK(!port::memcpy_from_symbol(&last, written, sizeof last) && last.y == 9);
}
void symbols(int* out) {
  const unsigned t = port::thread_idx().x;
  out[t] = factors.get()[t] * 10;
  port::atomic(&counter.get()).fetch_add(t);
  if (t == 0) turn.get() = begun.get()[1];
  if (t == 0) *both_on_device.get() += 1, (*several_on_device.get())[2] = 30;
}
void through_pointer(int* p) { p[1] = 77; }
void memory() {
  auto *in = shared<int>(64), *out = shared<int>(64);
  for (int n = 0; n < 64; ++n) in[n] = n;
  port::launch<reversed<64>>(1, 64)(in, out);
  CHECK(done() && out[0] == 1063 && out[63] == 1000);
  port::launch<reversed<32>>(1, 32)(in, out);
  CHECK(done() && out[0] == 1031);
  port::launch<dynamic>(1, 64, 64 * sizeof(int))(out);
  CHECK(done() && out[0] == 63 * 63 && out[63] == 0);
  port::launch<dynamic>(1, dim3(8, 4), 32 * sizeof(int))(out);
  CHECK(done());
  port::launch<arrays_of_file>(1, 64, 64 * sizeof(int))(out);
  CHECK(done() && out[0] == 1631 && out[63] == 1064);

  const int values[4] = {1, 2, 3, 4};
  CHECK(sizeof(port::value_of<factors>) == sizeof values && sizeof(port::value_of<factors>[0]) == sizeof(int));
  CHECK((std::is_same_v<decltype(port::value_of<factors>), int[sizeof values / sizeof(int)]>));
  CHECK(port::memcpy_to_symbol(factors, values, sizeof values) == port::success);
  const int last = 40;
  CHECK(port::memcpy_to_symbol_async(factors, &last, sizeof last, 3 * sizeof(int)) == port::success);
  port::launch<symbols>(1, 4)(out);
  CHECK(done() && out[0] == 10 && out[3] == 400);
  unsigned counted = 0;
  CHECK(port::memcpy_from_symbol(&counted, counter, sizeof counted) == port::success && counted == 6);
  int third = 0;
  CHECK(port::memcpy_from_symbol_async(&third, factors, sizeof third, 2 * sizeof(int)) == port::success && third == 3);
  CHECK(port::memcpy_from_symbol(&third, turn, sizeof third) == port::success && third == 8);
  size_t bytes = 0;
  CHECK(port::symbol_size(&bytes, factors) == port::success && bytes == 16);
  CHECK(both == 6 && several[0] == 1 && several[2] == 30);
  CHECK(port::memset(factors, 0, sizeof values) == port::error_invalid_value);
  const void* const by_address = &factors;  // as a function that takes any symbol has it
  const int ninth = 9;
  CHECK(port::memcpy_to_symbol(by_address, &ninth, sizeof ninth, 2 * sizeof(int)) == port::success);
  CHECK(port::memcpy_from_symbol(&third, by_address, sizeof third, 2 * sizeof(int)) == port::success && third == 9);
  CHECK(port::memcpy_to_symbol_async(by_address, &values[2], sizeof third, 2 * sizeof(int)) == port::success);
  CHECK(port::memcpy_from_symbol_async(&third, by_address, sizeof third, 2 * sizeof(int)) == port::success);
  CHECK(port::device_synchronize() == port::success && third == values[2]);
  CHECK(port::memcpy_to_symbol("factors", values, sizeof values) == port::error_invalid_symbol);
  CHECK(port::memcpy_from_symbol(&third, "factors", sizeof third) == port::error_invalid_symbol && port::last_error());
  CHECK(port::memcpy(factors, values, sizeof values) == port::error_invalid_value);
  CHECK(port::memcpy(out, factors, sizeof values) == port::last_error() && port::last_error() == port::success);
  int* address = nullptr;
  CHECK(port::symbol_address<factors>(&address) == port::success);
  port::launch<through_pointer>(1, 1)(address);
  CHECK(done());
  CHECK(port::memcpy_from_symbol(&third, factors, sizeof third, sizeof(int)) == port::success && third == 77);
  port::free(in);
  port::free(out);
}

// ---- barriers and fences

void barriers(int* out) {
  const unsigned t = port::thread_idx().x;
  const int count = port::sync_threads_count(t % 3 == 0), all = port::sync_threads_and(t < 64),
            any = port::sync_threads_or(t == 9);
  port::sync_warp();
  port::thread_fence_block();
  port::thread_fence();
  port::thread_fence_system();
  if (t == 0) out[0] = count, out[1] = all, out[2] = any;
}
void fences() {
  auto* out = shared<int>(3);
  port::launch<barriers>(1, 64)(out);
  CHECK(done() && out[0] == 22 && out[1] == 1 && out[2] == 1);
  port::free(out);
}

// ---- warps

void shuffles(int* out) {
  const int t = int(port::thread_idx().x);
  int* mine = out + t * 12;
  mine[0] = port::shfl(t, 5);
  mine[1] = port::shfl(t, 3, 8);
  mine[2] = port::shfl_up(t, 2);
  mine[3] = port::shfl_up(t, 2, 8);
  mine[4] = port::shfl_down(t, 4);
  mine[5] = port::shfl_down(t, 4, 16);
  mine[6] = port::shfl_xor(t, 1);
  mine[7] = port::shfl_xor(t, 8, 8);
  mine[8] = int(port::ballot(t % 2 == 0));
  mine[9] = int(port::match_any(t % 4));
  mine[10] = port::any(t == 7) + 2 * port::all(t < 64) + 4 * port::all(t < 3);
  int same = 0;
  mine[11] = int(port::match_all(t / 32, &same)) == -1 && same;
}
void reductions(unsigned* out) {
  const unsigned t = port::thread_idx().x;
  const unsigned all[] = {
      port::reduce_add(t), port::reduce_min(t + 3),   port::reduce_max(t), port::reduce_and(t | 64u),
      port::reduce_or(t),  port::reduce_xor(1u << t), port::active_mask(), port::shfl(sycl::half(2) * t, 3) == 6};
  if (t == 0)
    for (int n = 0; n < 8; ++n) out[n] = all[n];
}
void warps() {
  auto* out = shared<int>(64 * 12);
  port::launch<shuffles>(1, 64)(out);
  CHECK(done());
  bool good = true;
  for (int t = 0; t < 64; ++t) {
    const int *o = out + t * 12, base = t / 32 * 32, lane = t % 32;
    good = good && o[0] == base + 5 && o[1] == t / 8 * 8 + 3;
    good = good && o[2] == (lane < 2 ? t : t - 2) && o[3] == (t % 8 < 2 ? t : t - 2);
    good = good && o[4] == (lane + 4 > 31 ? t : t + 4) && o[5] == (t % 16 + 4 > 15 ? t : t + 4);
    good = good && o[6] == (t ^ 1) && o[7] == ((t ^ 8) > (t | 7) ? t : t ^ 8);
    good = good && o[8] == 0x55555555 && unsigned(o[9]) == 0x11111111u << t % 4;
    good = good && o[10] == (t < 32 ? 3 : 2) && o[11] == 1;
  }
  CHECK(good);
  auto* sums = shared<unsigned>(8);
  port::launch<reductions>(1, 32)(sums);
  CHECK(done() && sums[0] == 496 && sums[1] == 3 && sums[2] == 31 && sums[3] == 64);
  CHECK(sums[4] == 31 && sums[5] == ~0u && sums[6] == ~0u && sums[7] == 1);
  port::free(out);
  port::free(sums);
}

// ---- atomic operations

// A program's own: of float3, which CUDA has none for.
void atomicAdd(float3* to, float3 v) {
  port::atomic(&to->x).fetch_add(v.x);
  port::atomic(&to->z).fetch_add(v.z);
}
struct Cells {
  float3 point;
  port::half2 both;
  int i;
  unsigned u, inc, dec, exchanged, swapped, bits;
  unsigned long long wide;
  float f;
  double d;
  int low, high;
  sycl::half h[3];
  port::bfloat16 b;
  short s;
};
void atomics(Cells* c) {
  const unsigned t = port::thread_idx().x;
  port::atomic(&c->i).fetch_add(int(t));
  port::atomic(&c->u).fetch_sub(1u);
  port::atomic(&c->wide).fetch_add(1ull << 33);
  port::atomic<sycl::memory_scope::work_group>(&c->f).fetch_add(0.5f);
  port::atomic<sycl::memory_scope::system>(&c->d).fetch_add(0.25);
  port::atomic(&c->low).fetch_min(-int(t));
  port::atomic(&c->high).fetch_max(int(t));
  port::atomic(&c->bits).fetch_or(1u << t % 32);
  port::atomic_inc(&c->inc, 9);
  port::atomic_dec(&c->dec, 9);
  if (port::atomic(&c->exchanged).exchange(1u) == 0) port::atomic(&c->swapped).fetch_add(1u);
  port::atomic(&c->h[1]).fetch_add(sycl::half(1));
  port::atomic(&c->both).fetch_add(port::half2(1.0f, 2.0f));
  port::atomic(&c->point).fetch_add(float3{1, 0, float(t)});
  port::atomic(&c->b).fetch_max(port::bfloat16(float(t)));
  port::atomic(const_cast<volatile short*>(&c->s)).fetch_add(short(2));
  for (int old = c->low, seen;; old = seen) {
    seen = port::atomic_cas(&c->low, old, old);
    if (seen == old) break;
  }
}
void one_of_each(unsigned* u, unsigned short* s) {
  u[0] = port::atomic_cas(u + 1, 5u, 6u);
  u[2] = port::atomic_cas(u + 1, 5u, 7u);
  s[0] = port::atomic_cas(s + 1, 3, 4);
  port::atomic(u + 3).fetch_and(6u);
  port::atomic(u + 4).fetch_xor(6u);
  port::atomic(u + 5).store(8u);
  u[6] = port::atomic(u + 5).load();
}
void by_name(int* v, unsigned short* s) {
  v[8] = port::atomic_add(v, 2l) + port::atomic_sub(v + 1, 2) + port::atomic_min(v + 2, 2) + port::atomic_max(v + 3, 2);
  v[9] = port::atomic_and(v + 4, 6) + port::atomic_or(v + 5, 6) + port::atomic_xor(v + 6, 6) +
         port::atomic_exchange(v + 7, 6);
  port::atomic_add(s, 3);
  port::copy_bytes<8>(v + 10, v);
}
void counters() {
  auto* c = shared<Cells>(1);
  c->dec = 9;
  port::launch<atomics>(2, 64)(c);
  CHECK(done());
  CHECK(c->i == 2 * 2016 && c->u == unsigned(-128) && c->wide == 128ull << 33);
  CHECK(c->f == 64 && c->d == 32 && c->low == -63 && c->high == 63 && c->bits == ~0u);
  CHECK(c->inc == 128 % 10 && c->dec == (9 + 10 * 20 - 128) % 10 && c->swapped == 1);
  CHECK(float(c->h[1]) == 128 && float(c->h[0]) == 0 && float(c->h[2]) == 0);
  CHECK(float(c->b) == 63 && c->s == 256);
  CHECK(float(c->both.x) == 128 && float(c->both.y) == 256 && c->point.x == 128 && c->point.z == 2 * 2016);
  port::free(c);
  auto* u = shared<unsigned>(7);
  auto* s = shared<unsigned short>(2);
  u[1] = 5, s[1] = 3, u[3] = 3, u[4] = 3;
  port::launch<one_of_each>(1, 1)(u, s);
  CHECK(done() && u[0] == 5 && u[1] == 6 && u[2] == 6 && s[0] == 3 && s[1] == 4 && u[3] == 2 && u[4] == 5 && u[6] == 8);
  auto* v = shared<int>(12);
  for (int n = 0; n < 8; ++n) v[n] = 3;
  port::launch<by_name>(1, 1)(v, s);
  CHECK(done() && v[0] == 5 && v[1] == 1 && v[2] == 2 && v[3] == 3 && v[4] == 2 && v[5] == 7 && v[6] == 5 && v[7] == 6);
  CHECK(v[8] == 12 && v[9] == 12 && s[0] == 6 && v[10] == 5 && v[11] == 1);
  port::free(u);
  port::free(s);
  port::free(v);
}

// ---- cooperative groups

namespace cg = port::cg;
void groups(int* out) {
  const auto block = cg::this_thread_block();
  const auto tile = cg::tiled_partition<8>(block);
  const auto warp = cg::tiled_partition<32>(block);
  const int t = int(block.thread_rank());
  int* mine = out + t * 12;
  mine[0] = cg::reduce(tile, t, cg::plus<int>());
  mine[1] = cg::reduce(warp, t, cg::greater<int>()) - cg::reduce(warp, t, cg::less<int>());
  mine[2] = cg::inclusive_scan(tile, 1) * 100 + cg::exclusive_scan(tile, 1);
  mine[3] = int(tile.ballot(t % 2)) + 1000 * tile.any(t == 3) + 10000 * tile.all(t < 8);
  mine[4] = tile.shfl(t, 2) + 100 * tile.shfl_up(t, 1) + 10000 * tile.shfl_down(t, 1);
  mine[5] = tile.shfl_xor(t, 7);
  mine[6] = int(tile.meta_group_rank()) * 100 + int(tile.meta_group_size());
  mine[7] = int(tile.match_any(t / 4));
  mine[8] = int(cg::thread_rank(block)) - int(cg::group_size(tile)) + int(block.size()) + int(tile.num_threads());
  mine[9] = int(block.thread_index().y * 100 + block.group_dim().x + block.group_index().x + block.dim_threads().y);
  mine[10] = cg::reduce(tile, 1 << t % 8, cg::bit_or<int>()) + cg::reduce(tile, 3, cg::bit_and<int>()) +
             cg::reduce(tile, 1, cg::bit_xor<int>());
  auto& copied = PORT_SHARED(int[64]);
  cg::memcpy_async(block, copied, mine, 0);
  cg::memcpy_async(block, copied, out, sizeof(int));
  cg::wait(block);
  cg::sync(tile);
  block.barrier_arrive();
  block.barrier_wait();
  mine[11] = 1;
}
int ranks(cg::thread_group group) {
  group.sync();
  return int(group.thread_rank()) + 100 * int(group.size()) + 10000 * int(group.num_threads() == cg::group_size(group));
}
void any_groups(int* out) {
  const auto block = cg::this_thread_block();
  int* mine = out + block.thread_rank() * 3;
  mine[0] = ranks(block);
  mine[1] = ranks(cg::tiled_partition<8>(block));
  const cg::thread_group tile = cg::tiled_partition(block, 16);
  mine[2] = ranks(tile) + 100000 * tile.is_valid();
}
void whole_grid(int* sums, int* out) {
  const auto grid = cg::this_grid();
  sums[grid.thread_rank()] = 1;
  grid.sync();
  int sum = 0;
  for (unsigned n = 0; n < grid.size(); ++n) sum += sums[n];
  out[grid.thread_rank()] =
      sum * 10 + int(grid.block_rank()) + int(grid.num_blocks() * grid.dim_blocks().x) * 10000 +
      (grid.is_valid() && grid.num_threads() == grid.size() && grid.group_dim().x && !grid.block_index().y);
}
void cooperative() {
  auto* out = shared<int>(64 * 12);
  port::launch<groups>(1, dim3(16, 4))(out);
  CHECK(done());
  bool good = true;
  for (int t = 0; t < 64; ++t) {
    const int *o = out + t * 12, base = t / 8 * 8, r = t % 8;
    good = good && o[0] == base * 8 + 28 && o[1] == 31 && o[2] == (r + 1) * 100 + r;
    good = good && o[3] == 0xaa + 1000 * (base == 0) + 10000 * (base == 0);
    good = good && o[4] == base + 2 + 100 * (r ? t - 1 : t) + 10000 * (r == 7 ? t : t + 1) && o[5] == base + (r ^ 7);
    good = good && o[6] == t / 8 * 100 + 8 && o[7] == (r < 4 ? 0x0f : 0xf0) && o[8] == t + 64;
    good = good && o[9] == t / 16 * 100 + 16 + 4 && o[10] == 255 + 3 && o[11] == 1;
  }
  CHECK(good);
  port::launch<any_groups>(1, dim3(16, 4))(out);
  CHECK(done());
  good = true;
  for (int t = 0; t < 64; ++t) {
    const int* o = out + t * 3;
    good = good && o[0] == t + 16400 && o[1] == t % 8 + 10800 && o[2] == t % 16 + 111600;
  }
  CHECK(good);
  auto* sums = shared<int>(64);
  int *p = sums, *q = out;
  void* arguments[] = {&p, &q};
  CHECK(port::launch_cooperative(port::entry<whole_grid>, 2, 32, arguments) == port::success);
  CHECK(done() && out[0] == 640 + 40000 + 1 && out[63] == 641 + 40000 + 1);
  port::free(out);
  port::free(sums);
}

// ---- printing, time

void speaking(long long* out) {
  if (port::thread_idx().x == 0) port::printf("printed %d of %d\n", 1, 2);
  out[0] = 1;
}
void speech() {
  auto* out = shared<long long>(1);
  port::launch<speaking>(1, 32)(out);
  CHECK(done() && out[0] == 1);
  CHECK(port::printf("printed on the host\n") > 0);
  port::free(out);
}

// ---- arguments that are no expressions of their own

struct range {
  int from, to;
};
void ranges(range r, const int* none, int* out) { *out = none ? 0 : r.to - r.from; }
void braces() {
  auto* out = shared<int>(1);
  port::launch<ranges>(1, 1)({2, 5}, 0, out);
  CHECK(done() && *out == 3);
  void (*const p)(range, const int*, int*) = port::entry<ranges>;
  port::launch(p, 1, 1)({2, 9}, NULL, out);
  CHECK(done() && *out == 7);
  port::free(out);
}

// ---- functions of another unit

void elsewhere(int* out) { out[port::thread_idx().x] = twice(place{10}.offset()); }
static void counts() {
  port::atomic(&shared_by_units.get()).fetch_add(1);
  port::atomic(&own_of_each_unit.get()).fetch_add(1);
}
static int value_of(const port::global<int>& symbol) {
  int value = -1;
  port::memcpy_from_symbol(&value, symbol, sizeof value);
  return value;
}
void variables_of_units() {
  const int begin = 5;
  port::memcpy_to_symbol(shared_by_units, &begin, sizeof begin);
  port::launch<counts>(1, 8)();
  other_counts();
  CHECK(done() && value_of(shared_by_units) == 21 && value_of(own_of_each_unit) == 8);
  int* mine = nullptr;
  CHECK(port::symbol_address<own_of_each_unit>(&mine) == port::success);
  int values[2] = {};
  port::memcpy(&values[0], mine, sizeof(int));
  port::memcpy(&values[1], other_address(), sizeof(int));
  CHECK(values[0] == 8 && values[1] == 800);
}
void other_unit() {
  auto* out = shared<int>(8);
  port::launch<elsewhere>(1, 8)(out);
  CHECK(done() && out[0] == 20 && out[7] == 34);
  port::free(out);
}

// ---- names of libcu++

template <class T> using tally = port::cuda::atomic<T, port::cuda::thread_scope_device>;
enum class progress : unsigned char { none, some };
struct number_pair {
  int a;
  float b;
};
static port::global<tally<int>> seen;
void atomic_values(tally<unsigned>* all, unsigned char* flags, progress* to, number_pair* pair, float* most) {
  auto& of_block = PORT_SHARED(port::cuda::atomic<int, port::cuda::thread_scope::thread_scope_block>);
  const unsigned t = port::thread_idx().x;
  if (t == 0) of_block.store(0, std::memory_order_relaxed);
  sycl::group_barrier(port::block());
  of_block.fetch_add(2, std::memory_order_relaxed);
  port::cuda::atomic_thread_fence(std::memory_order_acq_rel, port::cuda::thread_scope_device);
  sycl::group_barrier(port::block());
  if (t == 0) *all += of_block;
  ++seen.get();
  port::cuda::atomic_ref<unsigned char> flag(flags[t % 4]);
  flag.fetch_or(1 << t / 4 % 8);
  port::cuda::atomic_ref<progress>(*to).store(progress::some);
  port::cuda::atomic_ref<float>(*most).fetch_max(float(t));
  port::cuda::atomic_ref<number_pair> both_of(*pair);
  number_pair old = both_of.load();
  while (!both_of.compare_exchange_weak(old, number_pair{old.a + 1, old.b + 0.5f})) {}
}
static void seen_by(int* out) { *out = seen.get().load(); }
void names_of_libcu() {
  auto* all = shared<tally<unsigned>>(1);
  auto* flags = shared<unsigned char>(4);
  auto* to = shared<progress>(1);
  auto* pair = shared<number_pair>(1);
  auto* most = shared<float>(1);
  auto* out = shared<int>(1);
  port::launch<atomic_values>(port::cuda::ceil_div(61, 32), 32)(all, flags, to, pair, most);
  port::launch<seen_by>(1, 1)(out);
  CHECK(done() && all->load() == 128 && *out == 64 && *to == progress::some && pair->a == 64 && pair->b == 32);
  CHECK(flags[0] == 255 && flags[3] == 255 && *most == 31);
  CHECK(port::cuda::round_up(61, 32) == 64 && port::cuda::round_down(61, 32) == 32);
  CHECK(port::cuda::minimum<>{}(1, 2) == 1 && port::cuda::maximum<int>{}(1, 2) == 2);
}

int main() {
  positions();
  memory();
  constructed_symbols();
  fences();
  warps();
  counters();
  cooperative();
  speech();
  braces();
  other_unit();
  variables_of_units();
  names_of_libcu();
  return finished();
}
