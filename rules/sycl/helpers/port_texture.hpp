// Textures of CUDA programs in software, on memory that every device can read: arrays, texture objects, and what reads
// through them. port.hpp includes it where it lies beside it.
//
// A comment of the form `/// CUDA => SYCL` says what a declaration stands for.
#pragma once
#define PORT_TEXTURE_HPP

#include "port.hpp"

namespace port {

// ==== Arrays
//
// An array is memory of the device whose rows follow one another; what lies in it is in the order of C.

/// cudaCreateChannelDesc => the bits of each channel
inline channel_format make_channel_format(int x, int y = 0, int z = 0, int w = 0, channel_kind f = channel_none) {
  return {x, y, z, w, f};
}

// The type of a texel's channels, and how many there are: of a number itself, and of CUDA's structures of numbers.
template <class T, class = void> struct texel_parts {
  using type = T;
  static constexpr int count = 1;
};
template <class T> struct texel_parts<T, std::void_t<decltype(T::x)>> {
  using type = std::remove_cv_t<decltype(T::x)>;
  static constexpr int count = int(sizeof(T) / sizeof(type));
};

/// cudaCreateChannelDesc<T> => the bits of each channel of T
template <class T> constexpr channel_format make_channel_format() {
  using part = typename texel_parts<T>::type;
  constexpr int bits = int(sizeof(part)) * 8, count = texel_parts<T>::count;
  constexpr channel_kind kind = !std::is_integral_v<part>  ? channel_float
                                : std::is_signed_v<part> ? channel_signed
                                                         : channel_unsigned;
  return {bits, count > 1 ? bits : 0, count > 2 ? bits : 0, count > 3 ? bits : 0, kind};
}
/// cudaCreateChannelDescHalf, ... => 16 bits of a floating-point number
inline channel_format make_channel_format_half() { return {16, 0, 0, 0, channel_float}; }
inline channel_format make_channel_format_half2() { return {16, 16, 0, 0, channel_float}; }
inline channel_format make_channel_format_half4() { return {16, 16, 16, 16, channel_float}; }

/// cudaArrayDefault, ... => flags: a layered array has as many layers as it is deep
enum array_flags : unsigned { array_default = 0, array_layered = 1, array_surface_load_store = 2 };

/// cudaMalloc3DArray => sycl::aligned_alloc_device
inline error_t malloc_3d_array(array_t* a, const channel_format* format, extent size, unsigned flags = array_default) {
  const auto made = std::make_unique<array>();
  made->format = *format;
  made->size = size;
  made->flags = flags;
  const size_t pitch = size.width * format->bytes(), rows = std::max<size_t>(size.height, 1);
  made->memory = {nullptr, pitch, size.width, rows};
  if (const error_t code = malloc(&made->memory.ptr, pitch * rows * std::max<size_t>(size.depth, 1))) return code;
  *a = new array(*made);
  return success;
}

/// cudaMallocArray => sycl::aligned_alloc_device
inline error_t malloc_array(array_t* a, const channel_format* format, size_t width, size_t height = 0,
                            unsigned flags = array_default) {
  return malloc_3d_array(a, format, {width, height, 0}, flags);
}

/// cudaFreeArray => queue::wait of all queues of the device, then sycl::free
inline error_t free_array(array_t a) {
  if (!a) return success;
  const error_t code = free(a->memory.ptr);
  delete a;
  return code;
}

/// cudaArrayGetInfo => the members of the array
inline error_t array_get_info(channel_format* format, extent* size, unsigned* flags, array_const_t a) {
  if (format) *format = a->format;
  if (size) *size = a->size;
  if (flags) *flags = a->flags;
  return success;
}

/// cudaGetChannelDesc => a member of the array
inline error_t get_channel_format(channel_format* format, array_const_t a) {
  *format = a->format;
  return success;
}

/// cudaMemcpyToArray, cudaMemcpyToArrayAsync => queue::memcpy of consecutive bytes
inline error_t memcpy_to_array_async(array_t to, size_t x, size_t y, const void* from, size_t bytes,
                                     memcpy_kind = memcpy_default, stream_t stream = nullptr) {
  return memcpy_async(to->memory.at({x, y, 0}), from, bytes, stream);
}
inline error_t memcpy_to_array(array_t to, size_t x, size_t y, const void* from, size_t bytes,
                               memcpy_kind = memcpy_default) {
  return memcpy(to->memory.at({x, y, 0}), from, bytes);
}

/// cudaMemcpyFromArray, cudaMemcpyFromArrayAsync => queue::memcpy of consecutive bytes
inline error_t memcpy_from_array_async(void* to, array_const_t from, size_t x, size_t y, size_t bytes,
                                       memcpy_kind = memcpy_default, stream_t stream = nullptr) {
  return memcpy_async(to, from->memory.at({x, y, 0}), bytes, stream);
}
inline error_t memcpy_from_array(void* to, array_const_t from, size_t x, size_t y, size_t bytes,
                                 memcpy_kind = memcpy_default) {
  return memcpy(to, from->memory.at({x, y, 0}), bytes);
}

/// cudaMemcpyArrayToArray => queue::memcpy of consecutive bytes
inline error_t memcpy_array_to_array(array_t to, size_t to_x, size_t to_y, array_const_t from, size_t from_x,
                                     size_t from_y, size_t bytes, memcpy_kind = memcpy_default) {
  return memcpy(to->memory.at({to_x, to_y, 0}), from->memory.at({from_x, from_y, 0}), bytes);
}

/// cudaMemcpy2DToArray, cudaMemcpy2DToArrayAsync => memcpy_2d
inline error_t memcpy_2d_to_array_async(array_t to, size_t x, size_t y, const void* from, size_t pitch, size_t width,
                                        size_t height, memcpy_kind = memcpy_default, stream_t stream = nullptr) {
  return memcpy_2d_async(to->memory.at({x, y, 0}), to->memory.pitch, from, pitch, width, height, stream);
}
inline error_t memcpy_2d_to_array(array_t to, size_t x, size_t y, const void* from, size_t pitch, size_t width,
                                  size_t height, memcpy_kind = memcpy_default) {
  return memcpy_2d(to->memory.at({x, y, 0}), to->memory.pitch, from, pitch, width, height);
}

/// cudaMemcpy2DFromArray, cudaMemcpy2DFromArrayAsync => memcpy_2d
inline error_t memcpy_2d_from_array_async(void* to, size_t pitch, array_const_t from, size_t x, size_t y, size_t width,
                                          size_t height, memcpy_kind = memcpy_default, stream_t stream = nullptr) {
  return memcpy_2d_async(to, pitch, from->memory.at({x, y, 0}), from->memory.pitch, width, height, stream);
}
inline error_t memcpy_2d_from_array(void* to, size_t pitch, array_const_t from, size_t x, size_t y, size_t width,
                                    size_t height, memcpy_kind = memcpy_default) {
  return memcpy_2d(to, pitch, from->memory.at({x, y, 0}), from->memory.pitch, width, height);
}

/// cudaMemcpy2DArrayToArray => memcpy_2d
inline error_t memcpy_2d_array_to_array(array_t to, size_t to_x, size_t to_y, array_const_t from, size_t from_x,
                                        size_t from_y, size_t width, size_t height, memcpy_kind = memcpy_default) {
  return memcpy_2d(to->memory.at({to_x, to_y, 0}), to->memory.pitch, from->memory.at({from_x, from_y, 0}),
                   from->memory.pitch, width, height);
}

// ==== What a texture is made of

/// cudaTextureAddressMode, cudaTextureFilterMode, cudaTextureReadMode, cudaResourceType => the same values
enum address_mode { address_wrap = 0, address_clamp = 1, address_mirror = 2, address_border = 3 };
enum filter_mode { filter_point = 0, filter_linear = 1 };
enum read_mode { read_element = 0, read_normalized_float = 1 };
enum resource_type { resource_array = 0, resource_linear = 2, resource_pitch_2d = 3 };

namespace types {
/// cudaResourceDesc => the same members, but for mipmaps
struct resource_description {
  resource_type resType;
  union {
    struct {
      array_t array;
    } array;
    struct {
      void* devPtr;
      channel_format desc;
      size_t sizeInBytes;
    } linear;
    struct {
      void* devPtr;
      channel_format desc;
      size_t width, height, pitchInBytes;
    } pitch2D;
  } res;
};

/// cudaTextureDesc => the same members; those of mipmaps and sRGB are not asked for
struct texture_description {
  address_mode addressMode[3];
  filter_mode filterMode;
  read_mode readMode;
  int sRGB;
  float borderColor[4];
  int normalizedCoords;
  unsigned maxAnisotropy;
  filter_mode mipmapFilterMode;
  float mipmapLevelBias, minMipmapLevelClamp, maxMipmapLevelClamp;
  int disableTrilinearOptimization, seamlessCubemap;
};

// What device code needs to read through a texture: where texels lie, what they are, and what is asked for.
struct texture_state {
  const char* memory;
  size_t pitch, slice;  // bytes from row to row, and from layer to layer
  int size[3];
  int channels, bits, texel;  // bits of a channel, bytes of a texel
  channel_kind kind;
  bool is_normalized, is_linear, is_scaled;  // values, filter, coordinates
  address_mode address[3];
  float border[4];
};
}  // namespace types
using types::resource_description;
using types::texture_description;
using types::texture_state;

// The memory of a resource, as a texture has it.
inline texture_state memory_of(const resource_description& resource) {
  texture_state s{};
  channel_format format{};
  if (resource.resType == resource_array) {
    const array& a = *resource.res.array.array;
    format = a.format;
    s.memory = static_cast<const char*>(a.memory.ptr);
    s.pitch = a.memory.pitch;
    s.slice = a.memory.pitch * a.memory.ysize;
    s.size[0] = int(a.size.width), s.size[1] = int(a.size.height), s.size[2] = int(a.size.depth);
  } else if (resource.resType == resource_linear) {
    const auto& linear = resource.res.linear;
    format = linear.desc;
    s.memory = static_cast<const char*>(linear.devPtr);
    s.size[0] = int(std::min<size_t>(linear.sizeInBytes / std::max<size_t>(format.bytes(), 1), INT_MAX));
  } else {
    const auto& plane = resource.res.pitch2D;
    format = plane.desc;
    s.memory = static_cast<const char*>(plane.devPtr);
    s.pitch = plane.pitchInBytes;
    s.size[0] = int(plane.width), s.size[1] = int(plane.height);
  }
  for (int& n : s.size) n = std::max(n, 1);
  s.channels = format.channels(), s.bits = format.x, s.texel = int(format.bytes()), s.kind = format.f;
  return s;
}

// A texture's memory, and how it is to be read; without normalized coordinates CUDA wraps and mirrors nothing.
inline error_t describe(texture_state* state, const resource_description& resource, const texture_description& how) {
  texture_state s = memory_of(resource);
  if (how.sRGB) return failed(error_not_supported, "colours of sRGB");
  if (s.bits != 8 && s.bits != 16 && s.bits != 32)
    return failed(error_invalid_channel_descriptor, "channels have 8, 16 or 32 bits");
  s.is_normalized = how.readMode == read_normalized_float && s.kind != channel_float && s.bits < 32;
  s.is_linear = how.filterMode == filter_linear;
  s.is_scaled = how.normalizedCoords != 0;
  if (s.is_linear && s.kind != channel_float && !s.is_normalized)
    return failed(error_invalid_filter_setting, "integers are not filtered");
  for (int n = 0; n < 3; ++n) {
    const address_mode mode = how.addressMode[n];
    s.address[n] = s.is_scaled || mode == address_border ? mode : address_clamp;
  }
  std::copy_n(how.borderColor, 4, s.border);
  *state = s;
  return success;
}

// ==== Texture objects

/// cudaTextureObject_t => the address of a texture_state in memory of the device
using texture_t = unsigned long long;

/// cudaCreateTextureObject => sycl::malloc_device of a texture_state
inline error_t create_texture(texture_t* texture, const resource_description* resource, const texture_description* how,
                              const void* view = nullptr) {
  if (view) return failed(error_not_supported, "views of a resource");
  texture_state state, *made = nullptr;
  if (const error_t code = describe(&state, *resource, *how)) return code;
  if (const error_t code = malloc(&made, sizeof state)) return code;
  *texture = reinterpret_cast<std::uintptr_t>(made);
  return memcpy(made, &state, sizeof state);
}

/// cudaDestroyTextureObject => sycl::free
inline error_t destroy_texture(texture_t texture) {
  return free(reinterpret_cast<const void*>(static_cast<std::uintptr_t>(texture)));
}

// ==== Reads through textures
//
// In device code. Coordinates are CUDA's: texel i covers [i, i + 1). A linear filter weighs with CUDA's 8 bits of
// fraction (alpha is a multiple of 1/256, 1 among them), and adds up in single precision, where GPUs may round otherwise.
// What lies outside is clamped, wrapped, mirrored or has the colour of the border, by the texture's address modes.

// A channel of a texel as a number: 16 bits of a floating-point number, or a part of the range of an integer.
template <class Integer> float share_of(const char* at) {
  const float v = float(*reinterpret_cast<const Integer*>(at)) / float(std::numeric_limits<Integer>::max());
  return v < -1.0f ? -1.0f : v;
}
inline float channel_as_float(const texture_state& s, const char* at) {
  if (s.kind == channel_float)
    return s.bits == 16 ? float(*reinterpret_cast<const sycl::half*>(at)) : *reinterpret_cast<const float*>(at);
  if (s.kind == channel_signed) return s.bits == 8 ? share_of<std::int8_t>(at) : share_of<std::int16_t>(at);
  return s.bits == 8 ? share_of<std::uint8_t>(at) : share_of<std::uint16_t>(at);
}
template <class Part> Part channel_as_integer(const texture_state& s, const char* at) {
  if (s.kind == channel_signed)
    return s.bits == 8    ? Part(*reinterpret_cast<const std::int8_t*>(at))
           : s.bits == 16 ? Part(*reinterpret_cast<const std::int16_t*>(at))
                          : Part(*reinterpret_cast<const std::int32_t*>(at));
  return s.bits == 8    ? Part(*reinterpret_cast<const std::uint8_t*>(at))
         : s.bits == 16 ? Part(*reinterpret_cast<const std::uint16_t*>(at))
                        : Part(*reinterpret_cast<const std::uint32_t*>(at));
}

// A texel as T; channels that it has not are 0.
template <class T> T texel(const texture_state& s, const char* at) {
  using part = typename texel_parts<T>::type;
  T found{};
  part* const out = reinterpret_cast<part*>(&found);
  const int channels = s.channels < texel_parts<T>::count ? s.channels : texel_parts<T>::count;
  for (int c = 0; c < channels; ++c, at += s.bits / 8) {
    if (!s.is_normalized && s.bits == int(sizeof(part)) * 8) out[c] = *reinterpret_cast<const part*>(at);
    else if (s.is_normalized || s.kind == channel_float) out[c] = part(channel_as_float(s, at));
    else out[c] = channel_as_integer<part>(s, at);
  }
  return found;
}

// The colour of the border as T: the bits of integers are given as those of a number.
template <class T> T border_texel(const texture_state& s) {
  using part = typename texel_parts<T>::type;
  T found{};
  part* const out = reinterpret_cast<part*>(&found);
  for (int c = 0; c < texel_parts<T>::count; ++c) {
    if constexpr (std::is_integral_v<part>) out[c] = part(sycl::bit_cast<int>(s.border[c]));
    else out[c] = part(s.border[c]);
  }
  return found;
}

// Where texel i of n lies by the address mode; -1 for the border.
inline int placed(address_mode mode, int i, int n) {
  if (i >= 0 && i < n) return i;
  if (mode == address_border) return -1;
  if (mode == address_clamp) return i < 0 ? 0 : n - 1;
  const int period = mode == address_mirror ? 2 * n : n, m = i % period, at = m < 0 ? m + period : m;
  return at < n ? at : period - 1 - at;
}
template <class T, int Dimensions> T texel_at(const texture_state& s, const int (&i)[Dimensions], int layer) {
  const char* at = s.memory + size_t(layer) * s.slice;
  for (int d = 0; d < Dimensions; ++d) {
    const int place = placed(s.address[d], i[d], s.size[d]);
    if (place < 0) return border_texel<T>(s);
    at += size_t(place) * (d == 0 ? size_t(s.texel) : d == 1 ? s.pitch : s.slice);
  }
  return texel<T>(s, at);
}

// The mean of the texels around a place, by how near they are.
template <class T, int Dimensions> T filtered(const texture_state& s, const float (&x)[Dimensions], int layer) {
  using part = typename texel_parts<T>::type;
  int low[Dimensions];
  float weight[Dimensions];
  for (int d = 0; d < Dimensions; ++d) {
    const float begin = sycl::floor(x[d] - 0.5f);
    low[d] = int(begin);
    weight[d] = sycl::floor((x[d] - 0.5f - begin) * 256.0f + 0.5f) / 256.0f;
  }
  float sum[texel_parts<T>::count] = {};
  for (int corner = 0; corner < 1 << Dimensions; ++corner) {
    float share = 1.0f;
    int i[Dimensions];
    for (int d = 0; d < Dimensions; ++d) {
      const int up = corner >> d & 1;
      i[d] = low[d] + up;
      share *= up ? weight[d] : 1.0f - weight[d];
    }
    const T one = texel_at<T>(s, i, layer);
    for (int c = 0; c < texel_parts<T>::count; ++c) sum[c] += share * float(reinterpret_cast<const part*>(&one)[c]);
  }
  T found{};
  for (int c = 0; c < texel_parts<T>::count; ++c) reinterpret_cast<part*>(&found)[c] = part(sum[c]);
  return found;
}

template <class T, int Dimensions> T sampled(const texture_state& s, const float (&at)[Dimensions], int layer = 0) {
  float x[Dimensions];
  for (int d = 0; d < Dimensions; ++d)  // within the range of int, for what is no number, too
    x[d] = sycl::fmin(sycl::fmax(s.is_scaled ? at[d] * float(s.size[d]) : at[d], -1e9f), 1e9f);
  if (s.is_linear) return filtered<T>(s, x, layer);
  int i[Dimensions];
  for (int d = 0; d < Dimensions; ++d) i[d] = int(sycl::floor(x[d]));
  return texel_at<T>(s, i, layer);
}
inline int layer_of(const texture_state& s, int layer) { return placed(address_clamp, layer, s.size[2]); }
inline const texture_state& state_of(texture_t texture) {
  return *reinterpret_cast<const texture_state*>(static_cast<std::uintptr_t>(texture));
}
template <class Reference> const texture_state& state_of(Reference) { return Reference::on_device(); }

template <class T> T fetched(const texture_state& s, int i) {
  return i < 0 || i >= s.size[0] ? T{} : texel<T>(s, s.memory + size_t(i) * size_t(s.texel));
}

/// tex1Dfetch => the texel of linear memory, 0 outside
template <class T> T tex_1d_fetch(texture_t t, int i) { return fetched<T>(state_of(t), i); }
/// tex1D, tex2D, tex3D => the texel at a place, or the mean of those around it
template <class T> T tex_1d(texture_t t, float x) { return sampled<T, 1>(state_of(t), {x}); }
template <class T> T tex_2d(texture_t t, float x, float y) { return sampled<T, 2>(state_of(t), {x, y}); }
template <class T> T tex_3d(texture_t t, float x, float y, float z) { return sampled<T, 3>(state_of(t), {x, y, z}); }
/// tex1DLayered, tex2DLayered => the same in a layer of an array
template <class T> T tex_1d_layered(texture_t t, float x, int layer) {
  return sampled<T, 1>(state_of(t), {x}, layer_of(state_of(t), layer));
}
template <class T> T tex_2d_layered(texture_t t, float x, float y, int layer) {
  return sampled<T, 2>(state_of(t), {x, y}, layer_of(state_of(t), layer));
}
/// tex1DLod, tex2DLod, tex3DLod => the same: without mipmaps a level is none
template <class T> T tex_1d_lod(texture_t t, float x, float) { return tex_1d<T>(t, x); }
template <class T> T tex_2d_lod(texture_t t, float x, float y, float) { return tex_2d<T>(t, x, y); }
template <class T> T tex_3d_lod(texture_t t, float x, float y, float z, float) { return tex_3d<T>(t, x, y, z); }

// CUDA's form whose result goes to the first argument.
template <class T, class... At> void tex_1d_fetch(T* to, texture_t t, At... at) { *to = tex_1d_fetch<T>(t, at...); }
template <class T, class... At> void tex_1d(T* to, texture_t t, At... at) { *to = tex_1d<T>(t, at...); }
template <class T, class... At> void tex_2d(T* to, texture_t t, At... at) { *to = tex_2d<T>(t, at...); }
template <class T, class... At> void tex_3d(T* to, texture_t t, At... at) { *to = tex_3d<T>(t, at...); }
template <class T, class... At> void tex_1d_layered(T* to, texture_t t, At... at) { *to = tex_1d_layered<T>(t, at...); }
template <class T, class... At> void tex_2d_layered(T* to, texture_t t, At... at) { *to = tex_2d_layered<T>(t, at...); }
template <class T, class... At> void tex_1d_lod(T* to, texture_t t, At... at) { *to = tex_1d_lod<T>(t, at...); }
template <class T, class... At> void tex_2d_lod(T* to, texture_t t, At... at) { *to = tex_2d_lod<T>(t, at...); }
template <class T, class... At> void tex_3d_lod(T* to, texture_t t, At... at) { *to = tex_3d_lod<T>(t, at...); }

// ==== Texture references
//
// `PORT_TEXTURE(name, float, 2);` stands where CUDA declares `texture<float, 2> name;`. What the host sets is known to the
// device when memory is bound.

// What a read gives: a texel, or a floating-point number for each of its channels.
template <class T, read_mode Mode> struct texel_read {
  using type = T;
};
template <int Channels> struct shares_of;
template <> struct shares_of<1> {
  using type = float1;
};
template <> struct shares_of<2> {
  using type = float2;
};
template <> struct shares_of<4> {
  using type = float4;
};
template <class T> struct texel_read<T, read_normalized_float> {
  using type = typename std::conditional_t<std::is_arithmetic_v<T>, texel_parts<float>, shares_of<texel_parts<T>::count>>::type;
};

/// texture<T, Dimensions, Mode> t => settings of the host, and a device_global of a texture_state
template <auto& OnDevice, class T, int Dimensions = 1, read_mode Mode = read_element> struct texture_reference {
  using read = typename texel_read<T, Mode>::type;
  static inline int normalized = 0;
  static inline filter_mode filterMode = filter_point;
  static inline address_mode addressMode[3] = {address_clamp, address_clamp, address_clamp};
  static inline channel_format channelDesc = make_channel_format<T>();
  static inline int sRGB = 0;
  static inline unsigned maxAnisotropy = 0;

  static const texture_state& on_device() { return OnDevice.get(); }
  static error_t bind(const resource_description& resource) {
    texture_description how{};
    std::copy_n(addressMode, 3, how.addressMode);
    how.filterMode = filterMode, how.readMode = Mode, how.normalizedCoords = normalized, how.sRGB = sRGB;
    texture_state state;
    const error_t code = describe(&state, resource, how);
    return code ? code : memcpy_to_symbol(OnDevice, &state, sizeof state);
  }
};
/// cudaTextureType1D, ... => the same values, which are not asked for: a read says how many coordinates there are
enum texture_type {
  texture_type_1d = 1,
  texture_type_2d = 2,
  texture_type_3d = 3,
  texture_type_1d_layered = 0xF1,
  texture_type_2d_layered = 0xF2
};
#define PORT_TEXTURE(name, ...) \
  static ::port::global<::port::texture_state> name##_on_device; \
  constexpr ::port::texture_reference<name##_on_device, __VA_ARGS__> name {}

/// cudaBindTexture => memcpy_to_symbol of a texture_state
template <class Reference> error_t bind_texture(size_t* offset, const Reference&, const void* p,
                                                const channel_format& format, size_t bytes = UINT_MAX) {
  if (offset) *offset = 0;
  resource_description resource{};
  resource.resType = resource_linear;
  resource.res.linear = {const_cast<void*>(p), format, bytes};
  return Reference::bind(resource);
}
template <class Reference>
error_t bind_texture(size_t* offset, const Reference& reference, const void* p, size_t bytes = UINT_MAX) {
  return bind_texture(offset, reference, p, Reference::channelDesc, bytes);
}
template <class Reference> error_t bind_texture(size_t* offset, const Reference* reference, const void* p,
                                                const channel_format* format, size_t bytes = UINT_MAX) {
  return bind_texture(offset, *reference, p, *format, bytes);
}

/// cudaBindTexture2D => memcpy_to_symbol of a texture_state
template <class Reference>
error_t bind_texture_2d(size_t* offset, const Reference&, const void* p, const channel_format& format, size_t width,
                        size_t height, size_t pitch) {
  if (offset) *offset = 0;
  resource_description resource{};
  resource.resType = resource_pitch_2d;
  resource.res.pitch2D = {const_cast<void*>(p), format, width, height, pitch};
  return Reference::bind(resource);
}
template <class Reference> error_t bind_texture_2d(size_t* offset, const Reference& reference, const void* p,
                                                   size_t width, size_t height, size_t pitch) {
  return bind_texture_2d(offset, reference, p, Reference::channelDesc, width, height, pitch);
}
template <class Reference>
error_t bind_texture_2d(size_t* offset, const Reference* reference, const void* p, const channel_format* format,
                        size_t width, size_t height, size_t pitch) {
  return bind_texture_2d(offset, *reference, p, *format, width, height, pitch);
}

/// cudaBindTextureToArray => memcpy_to_symbol of a texture_state
template <class Reference> error_t bind_texture_to_array(const Reference&, array_const_t a) {
  resource_description resource{};
  resource.resType = resource_array;
  resource.res.array.array = const_cast<array_t>(a);
  return Reference::bind(resource);
}
template <class Reference>
error_t bind_texture_to_array(const Reference& reference, array_const_t a, const channel_format&) {
  return bind_texture_to_array(reference, a);
}
template <class Reference>
error_t bind_texture_to_array(const Reference* reference, array_const_t a, const channel_format*) {
  return bind_texture_to_array(*reference, a);
}

/// cudaUnbindTexture => nothing: the memory is read until other is bound
template <class Reference> error_t unbind_texture(const Reference&) { return success; }

/// cudaGetTextureAlignmentOffset => 0
template <class Reference> error_t get_texture_alignment_offset(size_t* offset, const Reference&) {
  *offset = 0;
  return success;
}

// The reads of above, by a reference.
template <class Reference> typename Reference::read tex_1d_fetch(Reference, int i) {
  return fetched<typename Reference::read>(Reference::on_device(), i);
}
template <class Reference> typename Reference::read tex_1d(Reference, float x) {
  return sampled<typename Reference::read, 1>(Reference::on_device(), {x});
}
template <class Reference> typename Reference::read tex_2d(Reference, float x, float y) {
  return sampled<typename Reference::read, 2>(Reference::on_device(), {x, y});
}
template <class Reference> typename Reference::read tex_3d(Reference, float x, float y, float z) {
  return sampled<typename Reference::read, 3>(Reference::on_device(), {x, y, z});
}
template <class Reference> typename Reference::read tex_1d_layered(Reference, float x, int layer) {
  const texture_state& s = Reference::on_device();
  return sampled<typename Reference::read, 1>(s, {x}, layer_of(s, layer));
}
template <class Reference> typename Reference::read tex_2d_layered(Reference, float x, float y, int layer) {
  const texture_state& s = Reference::on_device();
  return sampled<typename Reference::read, 2>(s, {x, y}, layer_of(s, layer));
}

// ==== Surfaces
//
// In device code x is a number of bytes, as in CUDA.

/// cudaSurfaceObject_t => as a texture object
using surface_t = texture_t;
/// cudaSurfaceBoundaryMode => the same values
enum boundary_mode { boundary_zero = 0, boundary_clamp = 1, boundary_trap = 2 };

/// cudaCreateSurfaceObject => sycl::malloc_device of a texture_state
inline error_t create_surface(surface_t* surface, const resource_description* resource) {
  const texture_description how{};
  return create_texture(surface, resource, &how);
}

/// cudaDestroySurfaceObject => sycl::free
inline error_t destroy_surface(surface_t surface) { return destroy_texture(surface); }

/// surface<T, Dimensions> s => a device_global of a texture_state
template <auto& OnDevice, class T, int Dimensions = 1> struct surface_reference {
  static const texture_state& on_device() { return OnDevice.get(); }
  static error_t bind(const resource_description& resource) {
    const texture_description how{};
    texture_state state;
    const error_t code = describe(&state, resource, how);
    return code ? code : memcpy_to_symbol(OnDevice, &state, sizeof state);
  }
};
#define PORT_SURFACE(name, ...) \
  static ::port::global<::port::texture_state> name##_on_device; \
  constexpr ::port::surface_reference<name##_on_device, __VA_ARGS__> name {}

/// cudaBindSurfaceToArray => memcpy_to_symbol of a texture_state
template <class Reference, class... Format>
error_t bind_surface_to_array(const Reference& reference, array_const_t a, const Format&... format) {
  return bind_texture_to_array(reference, a, format...);
}

// Where a texel lies; null where it is not read or written.
inline char* place_in_surface(const texture_state& s, boundary_mode mode, int x, int y = 0, int z = 0) {
  int at[] = {x < 0 ? -1 : x / s.texel, y, z};
  for (int d = 0; d < 3; ++d) {
    if (mode == boundary_clamp) at[d] = placed(address_clamp, at[d], s.size[d]);
    if (at[d] >= 0 && at[d] < s.size[d]) continue;
    if (mode == boundary_trap) trap();
    return nullptr;
  }
  return const_cast<char*>(s.memory) + size_t(at[2]) * s.slice + size_t(at[1]) * s.pitch + size_t(at[0]) * size_t(s.texel);
}
template <class T> T read_place(const char* p) { return p ? *reinterpret_cast<const T*>(p) : T{}; }
template <class T> void write_place(char* p, T value) {
  if (p) *reinterpret_cast<T*>(p) = value;
}

/// surf1Dread, surf2Dread, surf3Dread => the texel at a place
template <class T, class S> T surf_1d_read(S surface, int x, boundary_mode mode = boundary_trap) {
  return read_place<T>(place_in_surface(state_of(surface), mode, x));
}
template <class T, class S> T surf_2d_read(S surface, int x, int y, boundary_mode mode = boundary_trap) {
  return read_place<T>(place_in_surface(state_of(surface), mode, x, y));
}
template <class T, class S> T surf_3d_read(S surface, int x, int y, int z, boundary_mode mode = boundary_trap) {
  return read_place<T>(place_in_surface(state_of(surface), mode, x, y, z));
}
/// surf1DLayeredread, surf2DLayeredread => the texel at a place of a layer
template <class T, class S> T surf_1d_layered_read(S surface, int x, int layer, boundary_mode mode = boundary_trap) {
  return surf_3d_read<T>(surface, x, 0, layer, mode);
}
template <class T, class S>
T surf_2d_layered_read(S surface, int x, int y, int layer, boundary_mode mode = boundary_trap) {
  return surf_3d_read<T>(surface, x, y, layer, mode);
}

// CUDA's form whose result goes to the first argument.
template <class T, class S, class... At> void surf_1d_read(T* to, S s, At... at) { *to = surf_1d_read<T>(s, at...); }
template <class T, class S, class... At> void surf_2d_read(T* to, S s, At... at) { *to = surf_2d_read<T>(s, at...); }
template <class T, class S, class... At> void surf_3d_read(T* to, S s, At... at) { *to = surf_3d_read<T>(s, at...); }
template <class T, class S, class... At> void surf_1d_layered_read(T* to, S s, At... at) {
  *to = surf_1d_layered_read<T>(s, at...);
}
template <class T, class S, class... At> void surf_2d_layered_read(T* to, S s, At... at) {
  *to = surf_2d_layered_read<T>(s, at...);
}

/// surf1Dwrite, surf2Dwrite, surf3Dwrite => the texel at a place is written
template <class T, class S> void surf_1d_write(T value, S surface, int x, boundary_mode mode = boundary_trap) {
  write_place(place_in_surface(state_of(surface), mode, x), value);
}
template <class T, class S> void surf_2d_write(T value, S surface, int x, int y, boundary_mode mode = boundary_trap) {
  write_place(place_in_surface(state_of(surface), mode, x, y), value);
}
template <class T, class S>
void surf_3d_write(T value, S surface, int x, int y, int z, boundary_mode mode = boundary_trap) {
  write_place(place_in_surface(state_of(surface), mode, x, y, z), value);
}
/// surf1DLayeredwrite, surf2DLayeredwrite => the texel at a place of a layer is written
template <class T, class S>
void surf_1d_layered_write(T value, S surface, int x, int layer, boundary_mode mode = boundary_trap) {
  surf_3d_write(value, surface, x, 0, layer, mode);
}
template <class T, class S>
void surf_2d_layered_write(T value, S surface, int x, int y, int layer, boundary_mode mode = boundary_trap) {
  surf_3d_write(value, surface, x, y, layer, mode);
}
}  // namespace port
