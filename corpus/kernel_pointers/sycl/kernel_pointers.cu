// Kernels as values: asked for their attributes, given more shared memory, sized by the occupancy
// calculator and launched through pointers, with and without the chevrons.

#include "port.hpp"

#include <cstdio>
#include <cstdlib>
#include <functional>
#include <vector>

#define CHECK(...)                                                                             \
  do {                                                                                         \
    const port::error_t status = (__VA_ARGS__);                                                  \
    if (status != port::success) {                                                               \
      std::printf("kernel_pointers: FAILED: line %d: %s\n", __LINE__, port::error_string(status)); \
      std::exit(1);                                                                            \
    }                                                                                          \
  } while (0)

struct Plus {
  template <typename T>
  T operator()(T a, T b) const { return a + b; }
};
struct Times {
  template <typename T>
  T operator()(T a, T b) const { return a * b; }
};

// Combines each value with those `Reach` to its right, through shared memory.
template <typename T, int Reach, typename Operation>
void combine(const T* in, T* out, int count) {
  auto* const memory = port::dynamic_shared<unsigned char>();
  T* const window = reinterpret_cast<T*>(memory);
  const int i = port::block_idx().x * port::block_dim().x + port::thread_idx().x;
  for (int k = port::thread_idx().x; k < port::block_dim().x + Reach; k += port::block_dim().x) {
    const int from = port::block_idx().x * port::block_dim().x + k;
    window[k] = from < count ? in[from] : T(1);
  }
  sycl::group_barrier(port::block());
  if (i >= count) return;
  T value = window[port::thread_idx().x];
  for (int k = 1; k <= Reach; ++k) value = Operation()(value, window[port::thread_idx().x + k]);
  out[i] = value;
}

template <typename T>
using Kernel = void (*)(const T*, T*, int);

template <typename T>
struct Named {
  const char* name;
  Kernel<T> kernel;
  int reach;
  std::function<T(T, T)> operation;
};

template <typename T>
std::vector<T> expected(const Named<T>& entry, const std::vector<T>& in) {
  std::vector<T> out(in);
  for (size_t i = 0; i < in.size(); ++i) {
    for (int k = 1; k <= entry.reach; ++k) {
      out[i] = entry.operation(out[i], i + k < in.size() ? in[i + k] : T(1));
    }
  }
  return out;
}

// Launches one kernel in three ways and says whether each gave the right answer.
template <typename T>
bool run(const Named<T>& entry, const T* d_in, T* d_out, const std::vector<T>& in, int threads) {
  int count = static_cast<int>(in.size());
  const int blocks = (count + threads - 1) / threads;
  const size_t shared = (threads + entry.reach) * sizeof(T);
  void* arguments[] = {&d_in, &d_out, &count};
  const std::vector<T> answer = expected(entry, in);
  std::vector<T> out(in.size());

  for (int way = 0; way < 3; ++way) {
    CHECK(port::memset(d_out, 0, count * sizeof(T)));
    if (way == 0) port::launch(entry.kernel, blocks, threads, shared)(d_in, d_out, count);
    if (way == 1) {
      CHECK(port::launch_kernel(entry.kernel, dim3(blocks), dim3(threads), arguments,
                             shared, 0));
    }
    if (way == 2) {
      CHECK(port::launch_kernel(entry.kernel, dim3(blocks), dim3(threads), arguments, shared,
                             port::stream_per_thread));
    }
    CHECK(port::last_error());
    CHECK(port::memcpy(out.data(), d_out, count * sizeof(T)));
    if (out != answer) {
      std::printf("kernel_pointers: FAILED: %s, way %d\n", entry.name, way);
      return false;
    }
  }
  return true;
}

int main() {
  std::vector<int> in(30'000);
  for (size_t i = 0; i < in.size(); ++i) in[i] = static_cast<int>(i % 3) + 1;

  // Templates with commas as arguments of functions and of a macro.
  port::function_attributes attributes;
  CHECK(port::get_attributes(&attributes, port::entry<combine<int, 4, Plus>>));
  CHECK(port::success);
  CHECK(port::success);
  CHECK(port::success);

  int least_blocks = 0, threads = 0, resident = 0;
  CHECK(port::max_potential_block_size(&least_blocks, &threads, port::entry<combine<int, 4, Plus>>, 0, 0));
  if (threads > attributes.maxThreadsPerBlock) threads = attributes.maxThreadsPerBlock;
  CHECK(port::max_active_blocks(&resident, port::entry<combine<int, 4, Plus>>, threads,
                                                      (threads + 4) * sizeof(int)));

  const Named<int> table[] = {
      {"sums of five", port::entry<combine<int, 4, Plus>>, 4, [](int a, int b) { return a + b; }},
      {"products of nine", port::entry<combine<int, 8, Times>>, 8, [](int a, int b) { return a * b; }},
  };
  int *d_in, *d_out;
  CHECK(port::malloc(&d_in, in.size() * sizeof(int)));
  CHECK(port::malloc(&d_out, in.size() * sizeof(int)));
  CHECK(port::memcpy(d_in, in.data(), in.size() * sizeof(int)));
  bool ok = resident > 0;
  for (const auto& entry : table) ok = run(entry, d_in, d_out, in, threads) && ok;
  CHECK(port::free(d_in));
  CHECK(port::free(d_out));
  if (ok) std::printf("kernel_pointers: ok\n");
  return ok ? 0 : 1;
}
