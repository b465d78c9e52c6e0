// Errors, devices, streams, memory, events, launches in all their forms, graphs.
#include "port.hpp"

#include <thread>

#include "check.hpp"

void add(const float* a, float* out, int n, float by) {
  const int i = int(port::block_idx().x * port::block_dim().x + port::thread_idx().x);
  if (i < n) out[i] = a[i] + by;
}
void fill(int* out, int value) { out[port::block_idx().x * port::block_dim().x + port::thread_idx().x] = value; }
void slow(int* out, int value) {
  int all = value;
  for (int n = 0; n < 3000000; ++n) all = all * 1664525 + 1013904223;
  out[0] = all == 42 ? 1 : value;
}
template <class T> void twice(T* out, T value) { out[port::thread_idx().x] = value * T(2); }
void overloaded(int* out) { out[0] = 1; }
void overloaded(float* out) { out[0] = 2; }
void scratch(int* out) { out[0] = *port::dynamic_shared<int>() = 5; }
static void local(int* out) { out[0] = 11; }
int other_unit(int* out);

struct Wrapped {
  float* p;
  operator float*() const { return p; }
};

// ---- errors and devices

void errors() {
  CHECK(port::last_error() == port::success && port::peek_error() == port::success);
  port::launch<fill>(0, 32)(nullptr, 1);
  CHECK(port::peek_error() == port::error_invalid_configuration);
  CHECK(port::last_error() == port::error_invalid_configuration && port::last_error() == port::success);
  int* p = nullptr;
  CHECK(port::malloc(&p, 4) == port::success);
  port::launch<fill>(1, 1 << 20)(p, 1);
  CHECK(port::last_error() != port::success);
  CHECK(port::error_string(port::error_unknown)[0] != 0 &&
        std::string(port::error_string(port::success)) == "no error");
  CHECK(std::string(port::error_name(port::error_not_ready)) == "cudaErrorNotReady");
  CHECK(port::set_device(1000) == port::error_invalid_device && port::last_error() == port::error_invalid_device);
  CHECK(port::attempt([] { throw std::bad_alloc(); }) == port::error_unknown &&
        port::last_error() == port::error_unknown);
  void* too_much = nullptr;
  CHECK(port::malloc(&too_much, size_t(1) << 60) == port::error_memory_allocation && port::last_error());
  port::free(p);
}
void devices() {
  int count = 0, device = 7, value = 0, version = 0;
  CHECK(port::device_count(&count) == port::success && count >= 1);
  CHECK(port::get_device(&device) == port::success && device == 0);
  CHECK(port::set_device(0) == port::success && port::set_device_flags(port::device_schedule_auto) == port::success);
  port::device_properties p;
  memset(&p, 0, sizeof p);  // C's, though the type is the header's
  CHECK(p.warpSize == 0);
  auto* const several = static_cast<port::event_t*>(malloc(2 * sizeof(port::event_t)));
  free(several);
  CHECK(port::get_properties(&p, 0) == port::success && p.name[0] && p.totalGlobalMem && p.warpSize == 32);
  using a = port::device_attribute;
  CHECK(port::get_attribute(&value, a::max_threads_per_block, 0) == port::success && value == p.maxThreadsPerBlock);
  CHECK(port::get_attribute(&value, a::multiprocessor_count, 0) == port::success && value > 0);
  CHECK(port::get_attribute(&value, a::cluster_launch, 0) == port::success && value == 0);
  value = -1;
  CHECK(port::get_attribute(&value, a::compute_mode, 0) == port::success && value == port::compute_mode_default);
  CHECK(port::compute_mode(p.computeMode) != port::compute_mode_prohibited);
  CHECK(port::get_properties(&p, 99) != port::success && port::last_error());
  CHECK(port::runtime_version(&version) == port::success && version >= 202000);
  CHECK(port::driver_version(&version) == port::success && version >= 202000);
  CHECK(port::cuda_version / 1000 == 12 && version > port::cuda_version);
  CHECK(port::can_access_peer(&value, 0, 0) == port::success && value == 0);
  size_t free = 0, total = 0;
  CHECK(port::mem_get_info(&free, &total) == port::success && free && free <= total);
}

// ---- streams

void streams() {
  port::stream_t s = nullptr, t = nullptr, apart = nullptr;
  int least = 1, greatest = 1, priority = 1;
  unsigned flags = 9;
  CHECK(port::stream_create(&s) == port::success && port::stream_create(&t, port::stream_default) == port::success);
  CHECK(port::stream_create(&apart, port::stream_non_blocking, -1) == port::success);
  CHECK(port::stream_get_flags(apart, &flags) == port::success && flags == port::stream_non_blocking);
  CHECK(port::stream_get_flags(s, &flags) == port::success && flags == port::stream_default);
  const port::stream_t as_a_stream = port::stream_default;
  CHECK(as_a_stream == nullptr && port::stream_synchronize(port::stream_default) == port::success);
  CHECK(port::stream_priority_range(&least, &greatest) == port::success && least == 0 && greatest == 0);
  CHECK(port::stream_get_priority(s, &priority) == port::success && priority == 0);

  int* p = nullptr;
  CHECK(port::malloc_managed(&p, 64) == port::success);
  // The default stream's work comes before that of s, and that of s before what the default stream gets next.
  for (int n = 0; n < 5; ++n) {
    port::launch<slow>(1, 1)(p, 1);
    port::launch<fill>(1, 1, 0, s)(p, 2);
    CHECK(port::stream_synchronize(s) == port::success && p[0] == 2);
    port::launch<slow>(1, 1, 0, s)(p, 3);
    port::launch<fill>(1, 1)(p, 4);
    CHECK(port::device_synchronize() == port::success && p[0] == 4);
  }
  port::launch<fill>(1, 1, 0, apart)(p + 1, 6);
  CHECK(port::stream_synchronize(apart) == port::success && p[1] == 6);

  port::event_t event = nullptr;
  CHECK(port::event_create(&event, port::event_disable_timing) == port::success);
  CHECK(port::event_query(event) == port::success && port::stream_wait_event(t, event) == port::success);
  port::launch<slow>(1, 1, 0, s)(p, 5);
  CHECK(port::event_record(event, s) == port::success && port::stream_wait_event(t, event, 0) == port::success);
  port::launch<fill>(1, 1, 0, t)(p, 7);
  CHECK(port::stream_synchronize(t) == port::success && p[0] == 7);
  CHECK(port::event_synchronize(event) == port::success && port::event_query(event) == port::success);
  CHECK(port::stream_query(t) == port::success && port::stream_query(nullptr) == port::success);
  port::launch<slow>(1, 1, 0, s)(p, 5);
  const auto state = port::stream_query(s);
  CHECK((state == port::error_not_ready || state == port::success) && port::last_error() == port::success);
  CHECK(port::event_destroy(event) == port::success);

  port::event_t from = nullptr, to = nullptr;
  float milliseconds = -1;
  port::event_create(&from), port::event_create(&to);
  CHECK(port::event_elapsed(&milliseconds, from, to) == port::error_invalid_resource_handle && port::last_error());
  port::event_record(from);
  port::launch<slow>(1, 1)(p, 1);
  port::event_record(to);
  CHECK(port::event_synchronize(to) == port::success);
  CHECK(port::event_elapsed(&milliseconds, from, to) == port::success && milliseconds > 0 && milliseconds < 60000);
  port::event_destroy(from), port::event_destroy(to);

  static int called = 0;
  int by = 3;
  CHECK(port::launch_host_func(s, [](void* data) { called += *static_cast<int*>(data); }, &by) == port::success);
  CHECK(port::stream_add_callback(
            s, [](port::stream_t, port::error_t e, void*) { called += e == port::success; }, nullptr, 0) ==
        port::success);
  CHECK(port::stream_synchronize(s) == port::success && called == 4);
  CHECK(port::stream_destroy(s) == port::success && port::stream_destroy(t) == port::success);
  CHECK(port::stream_destroy(apart) == port::success);
  CHECK(port::stream_destroy(nullptr) == port::error_invalid_resource_handle && port::last_error());
  CHECK(port::stream_per_thread == nullptr && port::stream_legacy == nullptr);
  CHECK(port::free(p) == port::success);
}

// ---- memory

void memory() {
  int *d = nullptr, *h = nullptr, *m = nullptr, *seen = nullptr;
  CHECK(port::malloc((void**)&d, 4096) == port::success && port::malloc_managed(&m, 4096) == port::success);
  CHECK(port::malloc_host(&h, 4096, port::host_alloc_mapped) == port::success);
  CHECK(port::device_pointer(&seen, h, 0) == port::success && seen == h);
  CHECK(reinterpret_cast<std::uintptr_t>(d) % 256 == 0);
  std::vector<int> in(1024), out(1024);
  for (int n = 0; n < 1024; ++n) in[size_t(n)] = n;
  CHECK(port::memcpy(d, in.data(), 4096) == port::success &&
        port::memcpy(out.data(), d, 4096, port::memcpy_default) == port::success);
  CHECK(out == in);
  // Pageable memory may be changed at once.
  for (int round = 0; round < 20; ++round) {
    int value = round;
    CHECK(port::memcpy_async(d + round, &value, sizeof value) == port::success);
    value = -1;
  }
  CHECK(port::memcpy_async(h, d, 4096) == port::success && port::stream_synchronize(nullptr) == port::success &&
        h[19] == 19);
  CHECK(port::memset(d, 1, 8) == port::success && port::memset_async(d + 2, 0, 8) == port::success);
  CHECK(port::memcpy_peer(out.data(), 0, d, 0, 16) == port::success && out[0] == 0x01010101 && out[2] == 0);
  CHECK(port::memcpy_peer_async(out.data(), 0, d, 0, 16) == port::success);

  size_t pitch = 0;
  char* rows = nullptr;
  CHECK(port::malloc_pitch(&rows, &pitch, 100, 8) == port::success && pitch == 256);
  std::vector<char> flat(800, 'x'), back(800, 0);
  CHECK(port::memset_2d(rows, pitch, 'a', 100, 8) == port::success);
  CHECK(port::memcpy_2d(rows + pitch, pitch, flat.data(), 100, 100, 2) == port::success);
  CHECK(port::memset_2d_async(rows + 7 * pitch, pitch, 'z', 50, 1) == port::success);
  CHECK(port::memcpy_2d_async(back.data(), 100, rows, pitch, 100, 8) == port::success);
  CHECK(port::stream_synchronize(nullptr) == port::success);
  CHECK(back[0] == 'a' && back[100] == 'x' && back[299] == 'x' && back[300] == 'a' && back[700] == 'z' &&
        back[750] == 'a');

  // A box of 3 x 2 x 2 in a volume of 10 x 4 x 3.
  port::pitched_ptr volume;
  const port::extent all = port::make_extent(10, 4, 3);
  CHECK(port::malloc_3d(&volume, all) == port::success && volume.pitch == 256 && volume.ysize == 4);
  CHECK(port::memset_3d(volume, 'a', all) == port::success);
  CHECK(port::memset_3d_async(volume, 'b', port::make_extent(10, 4, 1)) == port::success);
  port::volume_copy box = {};
  box.srcPtr = port::make_pitched_ptr(flat.data(), 3, 3, 2);
  box.dstPtr = volume;
  const port::position corner = port::make_position(1, 2, 1);
  box.dstPos = corner;
  box.extent = port::make_extent(3, 2, 2);
  box.kind = port::memcpy_host_to_device;
  CHECK(port::memcpy_3d(&box) == port::success);
  box = {nullptr, {0, 0, 0}, volume, nullptr, {0, 0, 0}, port::make_pitched_ptr(back.data(), 10, 10, 4), all,
         port::memcpy_default};
  CHECK(port::memcpy_3d_async(&box) == port::success && port::stream_synchronize(nullptr) == port::success);
  CHECK(std::string(back.data(), 40) == std::string(40, 'b') && std::string(&back[60], 10) == "axxxaaaaaa" &&
        std::string(&back[110], 10) == "axxxaaaaaa" && std::string(&back[100], 10) == "axxxaaaaaa");
  CHECK(std::string(&back[40], 20) == std::string(20, 'a') && std::count(&back[0], &back[120], 'x') == 12);
  CHECK(port::free(volume.ptr) == port::success);
  CHECK(port::memcpy_2d(rows, 50, flat.data(), 100, 100, 2) == port::error_invalid_pitch_value && port::last_error());

  port::pointer_attributes a;
  CHECK(port::pointer_get_attributes(&a, d) == port::success && a.type == port::memory_type_device && a.device == 0 &&
        !a.hostPointer);
  CHECK(port::pointer_get_attributes(&a, h) == port::success && a.type == port::memory_type_host && a.hostPointer == h);
  CHECK(port::pointer_get_attributes(&a, m) == port::success && a.type == port::memory_type_managed &&
        a.devicePointer == m);
  CHECK(port::pointer_get_attributes(&a, &a) == port::success && a.type == port::memory_type_unregistered);
  CHECK(port::mem_prefetch_async(m, 4096, 0) == port::success &&
        port::mem_prefetch_async(m, 4096, port::cpu_device) == port::success);
  CHECK(port::mem_prefetch_async(m, 64, port::mem_location{port::mem_location_host, 0}, 0) == port::success);
  CHECK(port::mem_advise(m, 4096, port::mem_advise_set_read_mostly, 0) == port::success);

  port::mem_pool_t pool = &a;
  std::uint64_t threshold = 1;
  CHECK(port::default_mem_pool(&pool, 0) == port::success && port::set_mem_pool(0, pool) == port::success);
  CHECK(port::mem_pool_set_attribute(pool, port::mem_pool_release_threshold, &threshold) == port::success);
  CHECK(port::mem_pool_get_attribute(pool, port::mem_pool_release_threshold, &threshold) == port::success &&
        threshold == 0);
  CHECK(port::mem_pool_trim_to(pool, 0) == port::success);
  int* stream_ordered = nullptr;
  CHECK(port::malloc_async(&stream_ordered, 64, pool, nullptr) == port::success && port::free(stream_ordered) == port::success);
  CHECK(port::malloc_from_pool_async(&stream_ordered, 64, pool) == port::success &&
        port::free_async(stream_ordered) == port::success);
  CHECK(port::malloc_async(&stream_ordered, 64, nullptr) == port::success);
  port::launch<slow>(1, 1)(stream_ordered, 1);
  CHECK(port::free_async(stream_ordered, nullptr) == port::success);
  CHECK(port::host_register(in.data(), 4096) == port::success && port::host_unregister(in.data()) == port::success);
  CHECK(port::free(d) == port::success && port::free(m) == port::success && port::free(rows) == port::success);
  CHECK(port::free_host(h) == port::success && port::free(nullptr) == port::success);
}

// ---- launches

struct View {  // with constructors of its own, which CUDA does not call for a kernel's argument
  int *data, count;
  View(int* data, int count) : data(data), count(count) {}
  View(const View& other) : data(other.data), count(other.count) {}
};
void viewed(View v) { v.data[port::thread_idx().x] = v.count + 1; }
void either(int* p, const float* none) { *p = none ? 2 : 3; }

void launches() {
  float *a = nullptr, *out = nullptr;
  int* p = nullptr;
  port::malloc_managed(&a, 256), port::malloc_managed(&out, 256), port::malloc_managed(&p, 256);
  for (int n = 0; n < 64; ++n) a[n] = float(n);
  port::launch<add>(2, 32)(Wrapped{a}, out, 64ul, 1);  // converted as CUDA converts
  CHECK(port::device_synchronize() == port::success && out[63] == 64);
  port::launch(PORT_KERNEL(twice), 1, 4)(out, 4.0f);
  CHECK(port::device_synchronize() == port::success && out[3] == 8);
  port::launch<twice<int>>(1, 4)(p, 21);
  port::launch<static_cast<void (*)(float*)>(overloaded)>(1, 1)(out);
  CHECK(port::device_synchronize() == port::success && p[3] == 42 && out[0] == 2);
  port::launch(PORT_KERNEL(overloaded), dim3(1), dim3(1))(p);
  CHECK(port::device_synchronize() == port::success && p[0] == 1);
  port::launch(PORT_KERNEL(either), 1, 1)(p, nullptr);
  port::launch<viewed>(1, 4)(View(p + 8, 4));
  CHECK(port::device_synchronize() == port::success && p[0] == 3 && p[8] == 5 && p[11] == 5);

  void (*const table[])(int*, int) = {port::entry<fill>, port::entry<slow>};
  port::launch(table[0], 2, 4)(p, 9);
  CHECK(port::device_synchronize() == port::success && p[7] == 9);
  port::entry<fill>->*port::launching(1, 4)(p, 10);
  CHECK(port::device_synchronize() == port::success && p[3] == 10);
  int value = 12;
  void* arguments[] = {&p, &value};
  CHECK(port::launch_kernel(table[0], 1, 4, arguments) == port::success);
  CHECK(port::device_synchronize() == port::success && p[0] == 12);
  CHECK(port::launch_kernel(table[0], 1, 0, arguments) == port::error_invalid_configuration && port::last_error());
  port::launch<scratch>(1, 1, 64)(p);
  CHECK(port::device_synchronize() == port::success && p[0] == 5);
  port::launch<local>(1, 1)(p);
  CHECK(port::device_synchronize() == port::success && p[0] == 11 && other_unit(p) == 22);

  std::thread([&] { port::launch<fill>(1, 1)(p, 33), port::device_synchronize(); }).join();
  CHECK(p[0] == 33);

  int blocks = 0, threads = 0;
  CHECK(port::max_active_blocks(&blocks, port::entry<fill>, 256, 0) == port::success && blocks == 4);
  CHECK(port::max_potential_block_size(&blocks, &threads, port::entry<fill>, 0, 128) == port::success &&
        threads == 128);
  port::function_attributes attributes;
  CHECK(port::get_attributes(&attributes, port::entry<fill>) == port::success && attributes.maxThreadsPerBlock >= 128);
  port::free(a), port::free(out), port::free(p);
  CHECK(port::device_reset() == port::success && port::last_error() == port::success);
}

// ---- graphs

void graphs() {
  int* p = nullptr;
  port::stream_t s = nullptr;
  port::malloc_managed(&p, 64), port::stream_create(&s);
  p[0] = p[1] = 0;
  CHECK(port::stream_begin_capture(s) == port::success);
  port::capture_status status = port::capture_status_none;
  CHECK(port::stream_is_capturing(s, &status) == port::success && status == port::capture_status_active);
  port::launch<fill>(1, 1, 0, s)(p, 3);
  CHECK(port::memcpy_async(p + 1, p, sizeof(int), s) == port::success);
  port::graph_t graph = nullptr;
  port::graph_exec_t exec = nullptr;
  CHECK(port::stream_end_capture(s, &graph) == port::success && p[0] == 0);
  CHECK(port::graph_instantiate(&exec, graph, 0) == port::success);
  CHECK(port::graph_launch(exec, s) == port::success && port::stream_synchronize(s) == port::success && p[1] == 3);
  p[1] = 0;
  CHECK(port::graph_launch(exec, s) == port::success && port::stream_synchronize(s) == port::success && p[1] == 3);
  CHECK(port::stream_begin_capture(nullptr) == port::error_stream_capture_unsupported && port::last_error());
  CHECK(port::graph_exec_destroy(exec) == port::success && port::graph_destroy(graph) == port::success);
  port::stream_destroy(s), port::free(p);
  if (port::peek_error()) std::printf("%s\n", port::error_string(port::last_error()));
}

// ---- values

void values() {
  CHECK(sizeof(float3) == 12 && alignof(float4) == 16 && alignof(float2) == 8 && sizeof(uchar4) == 4 &&
        alignof(double2) == 16);
  CHECK(make_float4(1, 2, 3, 4).w == 4 && make_uint3(1, 2, 3).z == 3 && make_longlong2(1, 2).y == 2);
  const dim3 d = make_uint3(4, 5, 6), e = 7;
  const uint3 back = d;
  CHECK(back.y == 5 && e.x == 7 && e.y == 1 && e.z == 1);
}

int main() {
  values();
  errors();
  devices();
  streams();
  memory();
  launches();
  graphs();
  return finished();
}
