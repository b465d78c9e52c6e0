// Arrays, texture objects, and each kind of read through them, by value.
#include "port.hpp"

#include <cstring>
#include <vector>

#include "check.hpp"

// ---- the parts of a test: memory, a description, a kernel that reads at given places

template <class T> T* on_device(const std::vector<T>& values) {
  T* p = nullptr;
  CHECK(port::malloc(&p, values.size() * sizeof(T)) == port::success);
  CHECK(port::memcpy(p, values.data(), values.size() * sizeof(T)) == port::success);
  return p;
}
template <class T> std::vector<T> from_device(const T* p, size_t count) {
  std::vector<T> values(count);
  CHECK(port::memcpy(values.data(), p, count * sizeof(T)) == port::success);
  return values;
}
port::texture_description plain() {
  port::texture_description how;
  memset(&how, 0, sizeof how);
  for (auto& mode : how.addressMode) mode = port::address_clamp;
  return how;
}
template <class T> port::resource_description linear(T* p, size_t count) {
  port::resource_description resource;
  memset(&resource, 0, sizeof resource);
  resource.resType = port::resource_linear;
  resource.res.linear.devPtr = p;
  resource.res.linear.desc = port::make_channel_format<T>();
  resource.res.linear.sizeInBytes = count * sizeof(T);
  return resource;
}
port::resource_description in_array(port::array_t a) {
  port::resource_description resource{};
  resource.resType = port::resource_array;
  resource.res.array.array = a;
  return resource;
}
port::texture_t made(const port::resource_description& resource, const port::texture_description& how) {
  port::texture_t texture = 0;
  CHECK(port::create_texture(&texture, &resource, &how, nullptr) == port::success && texture != 0);
  return texture;
}

template <class T> void fetch(port::texture_t t, T* out, int first) {
  const int i = int(port::thread_idx().x);
  out[i] = port::tex_1d_fetch<T>(t, first + i);
}
template <class T> void read_1d(port::texture_t t, T* out, const float* x) {
  const unsigned i = port::thread_idx().x;
  out[i] = port::tex_1d<T>(t, x[i]);
}
template <class T> void read_2d(port::texture_t t, T* out, const float2* at) {
  const unsigned i = port::thread_idx().x;
  out[i] = port::tex_2d<T>(t, at[i].x, at[i].y);
}
void read_3d(port::texture_t t, float* out, const float3* at) {
  const unsigned i = port::thread_idx().x;
  out[i] = port::tex_3d<float>(t, at[i].x, at[i].y, at[i].z);
}
void read_layers(port::texture_t line, port::texture_t plane, float* out) {
  const int i = int(port::thread_idx().x);
  out[2 * i] = port::tex_1d_layered<float>(line, 1.5f, i - 1);
  out[2 * i + 1] = port::tex_2d_layered<float>(plane, 0.5f, 1.5f, i - 1);
}
void other_forms(port::texture_t line, port::texture_t volume, port::texture_t layers, float* out) {
  port::tex_1d_fetch(&out[0], line, 2);
  port::tex_1d(&out[1], line, 2.5f);
  port::tex_2d(&out[2], volume, 1.5f, 1.5f);
  port::tex_3d(&out[3], volume, 1.5f, 1.5f, 1.5f);
  port::tex_1d_layered(&out[4], layers, 0.5f, 1);
  port::tex_2d_layered(&out[5], layers, 0.5f, 1.5f, 1);
  port::tex_1d_lod(&out[6], line, 2.5f, 0.0f);
  port::tex_2d_lod(&out[7], volume, 1.5f, 1.5f, 0.0f);
  port::tex_3d_lod(&out[8], volume, 1.5f, 1.5f, 1.5f, 0.0f);
}

template <class T> std::vector<T> fetched(port::texture_t t, int first, int count) {
  T* out = nullptr;
  port::malloc(&out, size_t(count) * sizeof(T));
  port::launch<fetch<T>>(1, unsigned(count))(t, out, first);
  const auto got = from_device(out, size_t(count));
  port::free(out);
  CHECK(port::destroy_texture(t) == port::success);
  return got;
}
template <class T> std::vector<T> at_1d(port::texture_t t, const std::vector<float>& x) {
  T* out = nullptr;
  float* const places = on_device(x);
  port::malloc(&out, x.size() * sizeof(T));
  port::launch<read_1d<T>>(1, unsigned(x.size()))(t, out, places);
  const auto got = from_device(out, x.size());
  port::free(out), port::free(places), port::destroy_texture(t);
  return got;
}
template <class T> std::vector<T> at_2d(port::texture_t t, const std::vector<float2>& at) {
  T* out = nullptr;
  float2* const places = on_device(at);
  port::malloc(&out, at.size() * sizeof(T));
  port::launch<read_2d<T>>(1, unsigned(at.size()))(t, out, places);
  const auto got = from_device(out, at.size());
  port::free(out), port::free(places), port::destroy_texture(t);
  return got;
}
bool same(const std::vector<float>& got, const std::vector<float>& wanted) {
  bool holds = got.size() == wanted.size();
  for (size_t n = 0; n < wanted.size() && holds; ++n) holds = near(got[n], wanted[n], 1e-6);
  if (!holds)
    for (const float v : got) std::printf("%g ", double(v));
  return holds;
}

// ---- formats and linear memory

void formats() {
  const auto four = port::make_channel_format<uchar4>();
  CHECK(four.x == 8 && four.y == 8 && four.z == 8 && four.w == 8 && four.f == port::channel_unsigned);
  const auto two = port::make_channel_format<float2>();
  CHECK(two.x == 32 && two.y == 32 && two.z == 0 && two.w == 0 && two.f == port::channel_float);
  const auto one = port::make_channel_format(16, 0, 0, 0, port::channel_signed);
  CHECK(one.bytes() == 2 && one.channels() == 1 && one.f == port::make_channel_format<short>().f);
  CHECK(port::make_channel_format_half().x == 16 && port::make_channel_format_half2().channels() == 2);
  CHECK(port::make_channel_format_half4().bytes() == 8 && port::make_channel_format<sycl::half>().f == two.f);
}

void linear_memory() {
  const auto numbers = on_device(std::vector<float>{1, 2, 3, 4});
  CHECK(same(fetched<float>(made(linear(numbers, 4), plain()), -1, 6), {0, 1, 2, 3, 4, 0}));
  const auto pairs = on_device(std::vector<int2>{{1, -2}, {3, 4}});
  const auto two = fetched<int2>(made(linear(pairs, 2), plain()), 0, 3);
  CHECK(two[0].y == -2 && two[1].x == 3 && two[2].x == 0);
  auto how = plain();
  how.readMode = port::read_normalized_float;
  const auto bytes = on_device(std::vector<uchar4>{{0, 51, 102, 255}});
  const auto shares = fetched<float4>(made(linear(bytes, 1), how), 0, 1);
  CHECK(near(shares[0].y, 0.2) && near(shares[0].z, 0.4) && shares[0].w == 1.0f && shares[0].x == 0.0f);
  CHECK(fetched<uchar4>(made(linear(bytes, 1), plain()), 0, 1)[0].z == 102);
  const auto shorts = on_device(std::vector<short>{-32768, 32767, 0});
  CHECK(same(fetched<float>(made(linear(shorts, 3), how), 0, 3), {-1, 1, 0}));
  CHECK(fetched<int>(made(linear(shorts, 3), plain()), 0, 1)[0] == -32768);
  const auto halves = on_device(std::vector<sycl::half>{1.5f, -2.25f});
  CHECK(same(fetched<float>(made(linear(halves, 2), plain()), 0, 2), {1.5, -2.25}));
  const auto unsigned_bytes = on_device(std::vector<unsigned char>{200, 255});
  CHECK(fetched<unsigned>(made(linear(unsigned_bytes, 2), plain()), 0, 2)[1] == 255);
  port::free(numbers), port::free(pairs), port::free(bytes), port::free(shorts), port::free(halves);
  port::free(unsigned_bytes);
}

void refused() {
  float* const p = on_device(std::vector<float>{1});
  int* const whole = on_device(std::vector<int>{1});
  port::texture_t texture = 0;
  auto how = plain();
  how.sRGB = 1;
  auto resource = linear(p, 1);
  CHECK(port::create_texture(&texture, &resource, &how, nullptr) == port::error_not_supported);
  how.sRGB = 0;
  CHECK(port::create_texture(&texture, &resource, &how, &how) == port::error_not_supported);
  resource.res.linear.desc.x = 10;
  CHECK(port::create_texture(&texture, &resource, &how, nullptr) == port::error_invalid_channel_descriptor);
  how.filterMode = port::filter_linear;
  resource = linear(whole, 1);
  CHECK(port::create_texture(&texture, &resource, &how, nullptr) == port::error_invalid_filter_setting);
  CHECK(port::last_error() != port::success && port::destroy_texture(0) == port::success);
  port::free(p), port::free(whole);
}

// ---- arrays of one, two and three dimensions

void lines() {
  const std::vector<float> values{10, 20, 30, 40};
  const auto format = port::make_channel_format<float>();
  port::array_t a = nullptr;
  CHECK(port::malloc_array(&a, &format, 4) == port::success);
  CHECK(port::memcpy_to_array(a, 0, 0, values.data(), 16, port::memcpy_host_to_device) == port::success);
  auto how = plain();
  CHECK(same(at_1d<float>(made(in_array(a), how), {-3, 0, 0.99f, 1, 3.5f, 4, 9}), {10, 10, 10, 20, 40, 40, 40}));
  how.filterMode = port::filter_linear;
  CHECK(same(at_1d<float>(made(in_array(a), how), {0.5f, 1, 1.25f, 2.5f, 0, 4}), {10, 15, 17.5f, 30, 10, 40}));
  // CUDA's fraction has 8 bits: 1/512 is rounded to 1/256, what is less to nothing.
  CHECK(same(at_1d<float>(made(in_array(a), how), {0.5f + 1.0f / 512, 0.5f + 1.0f / 1024, 1.4999f}),
             {10 + 10.0f / 256, 10, 20}));
  how.normalizedCoords = 1;
  CHECK(same(at_1d<float>(made(in_array(a), how), {0.125f, 0.25f, -1, 1}), {10, 15, 10, 40}));
  how.addressMode[0] = port::address_wrap;
  CHECK(same(at_1d<float>(made(in_array(a), how), {0, 1, 1.125f, -0.125f}), {25, 25, 10, 40}));
  how.filterMode = port::filter_point;
  CHECK(same(at_1d<float>(made(in_array(a), how), {-0.1f, 1, 1.3f, -1.9f}), {40, 10, 20, 10}));
  how.addressMode[0] = port::address_mirror;
  CHECK(same(at_1d<float>(made(in_array(a), how), {-0.1f, -0.3f, 1.1f, 1.9f, 2.3f}), {10, 20, 40, 10, 20}));
  how.addressMode[0] = port::address_border;
  CHECK(same(at_1d<float>(made(in_array(a), how), {-0.1f, 0.9f, 1}), {0, 40, 0}));
  how.borderColor[0] = 7;
  how.filterMode = port::filter_linear;
  CHECK(same(at_1d<float>(made(in_array(a), how), {-0.5f, 0}), {7, 8.5f}));
  how = plain();
  how.addressMode[0] = port::address_wrap;  // which asks for normalized coordinates
  CHECK(same(at_1d<float>(made(in_array(a), how), {-1, 5}), {10, 40}));
  CHECK(same(at_1d<float>(made(in_array(a), how), {NAN, INFINITY}), {10, 40}));
  CHECK(port::free_array(a) == port::success && port::free_array(nullptr) == port::success);
}

void planes() {
  const std::vector<float> values{0, 1, 2, 10, 11, 12};  // two rows of three
  const auto format = port::make_channel_format<float>();
  port::array_t a = nullptr;
  CHECK(port::malloc_array(&a, &format, 3, 2, port::array_default) == port::success);
  CHECK(port::memcpy_2d_to_array(a, 0, 0, values.data(), 12, 12, 2, port::memcpy_host_to_device) == port::success);
  auto how = plain();
  CHECK(same(at_2d<float>(made(in_array(a), how), {{0, 0}, {2.5f, 1.5f}, {9, 0}, {-1, 9}}), {0, 12, 2, 10}));
  how.filterMode = port::filter_linear;
  CHECK(same(at_2d<float>(made(in_array(a), how), {{1, 1}, {1.5f, 1}, {0.75f, 0.5f}}), {5.5f, 6, 0.25f}));
  std::vector<float> back(6);
  CHECK(port::memcpy_2d_from_array(back.data(), 8, a, 4, 0, 8, 2) == port::success);
  CHECK(same(back, {1, 2, 11, 12, 0, 0}));
  CHECK(port::memcpy_from_array(back.data(), a, 0, 0, 24) == port::success && back == values);
  port::array_t other = nullptr;
  port::malloc_array(&other, &format, 3, 2);
  CHECK(port::memcpy_array_to_array(other, 0, 0, a, 0, 0, 24) == port::success);
  CHECK(port::memcpy_2d_array_to_array(other, 0, 0, a, 4, 1, 8, 1) == port::success);
  CHECK(port::memcpy_2d_from_array_async(back.data(), 12, other, 0, 0, 12, 2) == port::success);
  CHECK(port::stream_synchronize(nullptr) == port::success && same(back, {11, 12, 2, 10, 11, 12}));
  CHECK(port::memcpy_2d_to_array_async(other, 4, 1, back.data(), 8, 8, 1) == port::success);
  CHECK(port::memcpy_to_array_async(other, 0, 0, back.data() + 2, 4) == port::success);
  CHECK(port::memcpy_from_array_async(back.data(), other, 0, 0, 24) == port::success);
  CHECK(port::stream_synchronize(nullptr) == port::success && same(back, {2, 12, 2, 10, 11, 12}));
  port::channel_format found{};
  port::extent size{};
  unsigned flags = 9;
  CHECK(port::array_get_info(&found, &size, &flags, a) == port::success && found.x == 32 && flags == 0);
  CHECK(size.width == 3 && size.height == 2 && size.depth == 0);
  CHECK(port::get_channel_format(&found, other) == port::success && found.f == port::channel_float);
  port::free_array(a), port::free_array(other);
}

void pitched() {
  size_t pitch = 0;
  unsigned char* p = nullptr;
  const std::vector<unsigned char> values{0, 255, 51, 102};
  CHECK(port::malloc_pitch(&p, &pitch, 2, 2) == port::success);
  CHECK(port::memcpy_2d(p, pitch, values.data(), 2, 2, 2) == port::success);
  port::resource_description resource{};
  resource.resType = port::resource_pitch_2d;
  resource.res.pitch2D.devPtr = p;
  resource.res.pitch2D.desc = port::make_channel_format<unsigned char>();
  resource.res.pitch2D.width = 2, resource.res.pitch2D.height = 2, resource.res.pitch2D.pitchInBytes = pitch;
  CHECK(at_2d<unsigned char>(made(resource, plain()), {{1, 0}, {0, 1}})[1] == 51);
  auto how = plain();
  how.readMode = port::read_normalized_float, how.filterMode = port::filter_linear;
  CHECK(same(at_2d<float>(made(resource, how), {{1, 0.5f}, {1, 1}}), {0.5f, 0.4f}));
  how.addressMode[0] = how.addressMode[1] = port::address_border;
  CHECK(same(at_2d<float>(made(resource, how), {{2, 0.5f}, {3, 1}}), {0.5f, 0}));
  int4* const numbers = on_device(std::vector<int4>{{1, 2, 3, 4}});
  how = plain();
  how.addressMode[0] = port::address_border;
  const int seven = 7;
  memcpy(&how.borderColor[1], &seven, sizeof seven);
  resource.res.pitch2D.devPtr = numbers, resource.res.pitch2D.desc = port::make_channel_format<int4>();
  resource.res.pitch2D.width = 1, resource.res.pitch2D.height = 1, resource.res.pitch2D.pitchInBytes = 16;
  const auto got = at_2d<int4>(made(resource, how), {{0, 0}, {1, 0}});
  CHECK(got[0].w == 4 && got[1].x == 0 && got[1].y == 7);
  port::free(p), port::free(numbers);
}

void volumes() {
  std::vector<float> values(2 * 3 * 4);
  for (size_t n = 0; n < values.size(); ++n) values[n] = float(n);
  const auto format = port::make_channel_format<float>();
  const port::extent size = port::make_extent(2, 3, 4);
  port::array_t a = nullptr;
  CHECK(port::malloc_3d_array(&a, &format, size) == port::success);
  port::volume_copy copy = {};
  copy.srcPtr = port::make_pitched_ptr(values.data(), 8, 2, 3);
  copy.dstArray = a;
  copy.extent = size;
  copy.kind = port::memcpy_host_to_device;
  CHECK(port::memcpy_3d(&copy) == port::success);
  auto how = plain();
  float* out = nullptr;
  port::malloc(&out, 9 * sizeof(float));
  float3* const at = on_device(std::vector<float3>{{0, 0, 0}, {1.5f, 2.5f, 3.5f}, {1, 1, 9}, {1.5f, 1, 2}});
  port::texture_t texture = made(in_array(a), how);
  port::launch<read_3d>(1, 4)(texture, out, at);
  CHECK(same(from_device(out, 4), {0, 23, 21, 15}));
  port::destroy_texture(texture);
  how.filterMode = port::filter_linear;
  texture = made(in_array(a), how);
  port::launch<read_3d>(1, 4)(texture, out, at);
  CHECK(same(from_device(out, 4), {0, 23, 19.5f, 11}));
  port::destroy_texture(texture);
  // A part of it, back: texels of arrays are counted, bytes of memory.
  std::vector<float> part(4, -1);
  copy = {};
  copy.srcArray = a, copy.srcPos = port::make_position(1, 1, 1);
  copy.dstPtr = port::make_pitched_ptr(part.data(), 8, 2, 1), copy.dstPos = port::make_position(4, 0, 0);
  copy.extent = port::make_extent(1, 1, 2);
  CHECK(port::memcpy_3d(&copy) == port::success && same(part, {-1, 9, -1, 15}));
  const port::texture_t line = made(linear(static_cast<float*>(a->memory.ptr), 24), plain());
  const port::texture_t volume = made(in_array(a), plain());
  a->flags = port::array_layered;
  const port::texture_t layers = made(in_array(a), plain());
  port::launch<other_forms>(1, 1)(line, volume, layers, out);
  CHECK(same(from_device(out, 9), {2, 2, 3, 9, 6, 8, 2, 3, 9}));
  for (const auto one : {line, volume, layers}) port::destroy_texture(one);
  port::free(out), port::free(at), port::free_array(a);
}

void layers() {
  const std::vector<float> values{0, 1, 10, 11, 20, 21, 30, 31};
  const auto format = port::make_channel_format<float>();
  port::array_t line = nullptr, plane = nullptr;
  CHECK(port::malloc_3d_array(&line, &format, {2, 0, 4}, port::array_layered) == port::success);
  CHECK(port::malloc_3d_array(&plane, &format, {2, 2, 2}, port::array_layered) == port::success);
  for (const auto a : {line, plane}) CHECK(port::memcpy(a->memory.ptr, values.data(), 32) == port::success);
  const port::texture_t in_line = made(in_array(line), plain()), in_plane = made(in_array(plane), plain());
  float* out = nullptr;
  port::malloc(&out, 12 * sizeof(float));
  port::launch<read_layers>(1, 6)(in_line, in_plane, out);
  CHECK(same(from_device(out, 12), {1, 10, 1, 10, 11, 30, 21, 30, 31, 30, 31, 30}));
  port::free(out), port::destroy_texture(in_line), port::destroy_texture(in_plane);
  port::free_array(line), port::free_array(plane);
}

// ---- texture references

PORT_TEXTURE(numbers, float);
PORT_TEXTURE(pairs, int2, 1, port::read_element);
PORT_TEXTURE(shares, uchar4, 1, port::read_normalized_float);
PORT_TEXTURE(plane, float, 2);
PORT_TEXTURE(grey, unsigned char, 2, port::read_normalized_float);
PORT_TEXTURE(volume, float, 3);

void by_reference(float* out) {
  out[0] = port::tex_1d_fetch(numbers, 1);
  out[1] = float(port::tex_1d_fetch(pairs, 1).y);
  const float4 four = port::tex_1d_fetch(shares, 0);
  out[2] = four.y + four.w;
  out[3] = port::tex_2d(plane, 0.25f, 0.75f);
  out[4] = port::tex_2d(grey, 1, 1);
  out[5] = port::tex_3d(volume, 0.5f, 1.5f, 1.5f);
  out[6] = port::tex_1d_layered(volume, 1, 0) + port::tex_1d(volume, 1);
  out[7] = port::tex_2d_layered(volume, 1, 1, 1);
}

void references() {
  float* const p = on_device(std::vector<float>{1, 2, 3, 4, 5, 6, 7, 8});
  int2* const two = on_device(std::vector<int2>{{1, 2}, {3, 4}});
  uchar4* const four = on_device(std::vector<uchar4>{{0, 51, 0, 255}});
  const auto format = port::make_channel_format<float>(), bytes = port::make_channel_format<unsigned char>();
  size_t offset = 9;
  CHECK(port::bind_texture(&offset, numbers, p, 32) == port::success && offset == 0);
  CHECK(port::bind_texture(nullptr, pairs, two) == port::success);
  CHECK(port::bind_texture(&offset, &shares, four, &shares.channelDesc, 4) == port::success);
  port::array_t a = nullptr, deep = nullptr;
  port::malloc_array(&a, &format, 2, 2);
  port::memcpy_to_array(a, 0, 0, p, 16);
  plane.normalized = true;
  plane.filterMode = port::filter_linear;
  plane.addressMode[0] = plane.addressMode[1] = port::address_wrap;
  CHECK(port::bind_texture_to_array(plane, a, format) == port::success);
  CHECK(port::bind_texture_2d(&offset, grey, four, bytes, 2, 2, 2) == port::success);
  port::malloc_3d_array(&deep, &format, {2, 2, 2});
  port::memcpy_to_array(deep, 0, 0, p, 32);
  CHECK(port::bind_texture_to_array(&volume, deep, &format) == port::success);
  float* out = nullptr;
  port::malloc(&out, 8 * sizeof(float));
  port::launch<by_reference>(1, 1)(out);
  CHECK(same(from_device(out, 8), {2, 4, 1.2f, 3, 1, 7, 4, 8}));
  // Settings hold from the next time on that memory is bound.
  plane.normalized = false;
  CHECK(port::bind_texture_2d(nullptr, plane, p + 4, 2, 2, 8) == port::success);
  CHECK(port::bind_texture_2d(nullptr, &grey, four, &bytes, 1, 1, 1) == port::success);
  CHECK(port::bind_texture(nullptr, numbers, p + 1, format, 8) == port::success);
  CHECK(port::bind_texture_to_array(volume, deep) == port::success);
  port::launch<by_reference>(1, 1)(out);
  CHECK(same(from_device(out, 8), {3, 4, 1.2f, 5.5f, 0, 7, 4, 8}));
  pairs.filterMode = port::filter_linear;
  CHECK(port::bind_texture(nullptr, pairs, two) == port::error_invalid_filter_setting && port::last_error());
  CHECK(port::unbind_texture(numbers) == port::success && port::unbind_texture(&shares) == port::success);
  CHECK(port::get_texture_alignment_offset(&offset, numbers) == port::success && offset == 0);
  port::free(p), port::free(two), port::free(four), port::free(out), port::free_array(a), port::free_array(deep);
}

// ---- surfaces

PORT_SURFACE(canvas, void, 2);

void draw(port::surface_t line, port::surface_t plane, port::surface_t deep, float* out) {
  port::surf_1d_write(1.0f, line, 4);
  port::surf_2d_write(2.0f, plane, 4, 1);
  port::surf_2d_write(9.0f, plane, 8, 1, port::boundary_zero);   // nothing
  port::surf_2d_write(3.0f, plane, -4, 0, port::boundary_clamp);  // the first of the row
  port::surf_3d_write(4.0f, deep, 0, 1, 1);
  port::surf_2d_layered_write(5.0f, deep, 4, 0, 1);
  port::surf_1d_layered_write(6.0f, deep, 4, 0);
  out[0] = port::surf_1d_read<float>(line, 4) + port::surf_1d_read<float>(line, 80, port::boundary_zero);
  port::surf_2d_read(&out[1], plane, 80, 80, port::boundary_clamp);
  out[2] = port::surf_2d_read<float>(plane, 0, 0);
  port::surf_3d_read(&out[3], deep, 0, 1, 1);
  port::surf_2d_layered_read(&out[4], deep, 4, 0, 1);
  out[5] = port::surf_1d_layered_read<float>(deep, 4, 0) + port::surf_2d_layered_read<float>(deep, 4, 0, 0);
  port::surf_1d_read(&out[6], line, 4), port::surf_1d_layered_read(&out[7], deep, 4, 0);
  port::surf_2d_write(7.0f, canvas, 4, 0);
  out[8] = port::surf_2d_read<float>(canvas, 4, 0) + port::surf_3d_read<float>(deep, 0, 1, 1);
}

void surfaces() {
  const auto format = port::make_channel_format<float>();
  port::array_t line = nullptr, plane = nullptr, deep = nullptr;
  port::malloc_array(&line, &format, 4, 0, port::array_surface_load_store);
  port::malloc_array(&plane, &format, 2, 2, port::array_surface_load_store);
  port::malloc_3d_array(&deep, &format, {2, 2, 2}, port::array_surface_load_store | port::array_layered);
  port::surface_t made[3];
  const port::array_t arrays[] = {line, plane, deep};
  for (int n = 0; n < 3; ++n) {
    const auto resource = in_array(arrays[n]);
    CHECK(port::create_surface(&made[n], &resource) == port::success);
  }
  port::array_t flat = nullptr;
  port::malloc_array(&flat, &format, 2, 2);
  CHECK(port::bind_surface_to_array(canvas, flat) == port::success);
  CHECK(port::bind_surface_to_array(canvas, flat, format) == port::success);
  CHECK(port::bind_surface_to_array(&canvas, flat, &format) == port::success);
  float* out = nullptr;
  port::malloc(&out, 9 * sizeof(float));
  port::launch<draw>(1, 1)(made[0], made[1], made[2], out);
  CHECK(same(from_device(out, 9), {1, 2, 3, 4, 5, 12, 1, 6, 11}));
  for (const auto one : made) CHECK(port::destroy_surface(one) == port::success);
  for (const auto one : {line, plane, deep, flat}) port::free_array(one);
  port::free(out);
}

int main() {
  formats();
  linear_memory();
  refused();
  lines();
  planes();
  pitched();
  volumes();
  layers();
  references();
  surfaces();
  return finished();
}
