// What CUDA programs need of SYCL beyond its own functions: a header that a port to SYCL includes.
//
// SYCL 2020 and C++17, no other dependency. One namespace, `port`; three macros, PORT_SHARED, PORT_KERNEL and
// PORT_MANAGED; outside of it only CUDA's value types (dim3, float4, make_float4, ...). What is no core SYCL is
// marked [ext] with the extension's name, so that another implementation needs changes in this file alone.
//
// A comment of the form `/// CUDA => SYCL` says what a declaration stands for, and what it is in SYCL.
#pragma once
#if __has_include("port_no_warps.hpp")
#include "port_no_warps.hpp"  // PORT_NO_WARPS: nothing in the port asks for the warp of a thread
#endif
#if __has_include("port_no_steps.hpp")
#include "port_no_steps.hpp"  // PORT_NO_STEPS: nor does it count on 32 threads in step
#endif
#define PORT_HPP  // which code asks for that comes with CUDA programs: whether the header was read

// What nvcc takes, and clang refuses unless it is told: {n} for a narrower type, "%d"name without a blank between,
// static const float x = 1 in a class, and register in what is no CUDA.
#pragma clang diagnostic ignored "-Wc++11-narrowing"
#pragma clang diagnostic ignored "-Wreserved-user-defined-literal"
#pragma clang diagnostic ignored "-Wstatic-float-init"
#pragma clang diagnostic ignored "-Wregister"

// C's <complex.h> declares what DPC++ declares for kernels, otherwise: C++'s <complex> is all that it brings, which is
// all that nvcc takes of it.
#define _COMPLEX_H 1

#include <sycl/ext/oneapi/work_group_static.hpp>  // DPC++ 2025 does not bring it with the next one
#include <sycl/sycl.hpp>

#include <math.h>  // the overloads of abs, isfinite, ... that nvcc gives without std::
#include <stdlib.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cassert>
#include <cfloat>
#include <climits>
#include <cmath>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <ratio>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

// ==== Value types
//
// CUDA's layouts and names, in the global namespace: float3 has 12 bytes (sycl::float3 has 16), float4 is aligned to
// 16, members are written without parentheses. Their arithmetic operators stay the program's own.

#define PORT_VECTOR(T, name, A1, A2, A4) \
  struct alignas(A1) name##1 { T x; }; \
  struct alignas(A2) name##2 { T x, y; }; \
  struct name##3 { T x, y, z; }; \
  struct alignas(A4) name##4 { T x, y, z, w; }; \
  constexpr name##1 make_##name##1(T x) { return {x}; } \
  constexpr name##2 make_##name##2(T x, T y) { return {x, y}; } \
  constexpr name##3 make_##name##3(T x, T y, T z) { return {x, y, z}; } \
  constexpr name##4 make_##name##4(T x, T y, T z, T w) { return {x, y, z, w}; }
PORT_VECTOR(signed char, char, 1, 2, 4)
PORT_VECTOR(unsigned char, uchar, 1, 2, 4)
PORT_VECTOR(short, short, 2, 4, 8)
PORT_VECTOR(unsigned short, ushort, 2, 4, 8)
PORT_VECTOR(int, int, 4, 8, 16)
PORT_VECTOR(unsigned int, uint, 4, 8, 16)
PORT_VECTOR(long, long, 8, 16, 16)
PORT_VECTOR(unsigned long, ulong, 8, 16, 16)
PORT_VECTOR(long long, longlong, 8, 16, 16)
PORT_VECTOR(unsigned long long, ulonglong, 8, 16, 16)
PORT_VECTOR(float, float, 4, 8, 16)
PORT_VECTOR(double, double, 8, 16, 16)
#undef PORT_VECTOR

/// dim3 => the same: x is the fastest dimension, which is SYCL's last
struct dim3 {
  unsigned x, y, z;
  constexpr dim3(unsigned x = 1, unsigned y = 1, unsigned z = 1) : x(x), y(y), z(z) {}
  constexpr dim3(uint3 v) : x(v.x), y(v.y), z(v.z) {}
  constexpr operator uint3() const { return {x, y, z}; }
};

namespace port {
namespace sx = sycl::ext::oneapi::experimental;
using std::size_t;

// ==== Position of a thread
//
// In device code. x is the last dimension of SYCL. A block whose rows are no whole warps is launched as one row, since
// a device may form sub-groups of each row by itself; the offset of the nd_range, which nothing else uses, then holds
// its dimensions. So a warp is 32 consecutive threads for every block, as in CUDA. Processors would pay for it with
// every access to memory (they do not see that threads side by side read side by side), so a kernel is compiled for
// either way of being launched, and in a port without warps for one only.

/// warpSize => 32, the sub-group size that launches ask for; a constant, so also the size of an array
constexpr int warp_size = 32;

#if defined(SYCL_KHR_WORK_ITEM_QUERIES)
inline sycl::nd_item<3> item() { return sycl::khr::this_nd_item<3>(); }
/// this block => sycl::khr::this_group<3>() [ext sycl_khr_work_item_queries]
inline sycl::group<3> block() { return sycl::khr::this_group<3>(); }
#else
inline sycl::nd_item<3> item() { return sycl::ext::oneapi::this_work_item::get_nd_item<3>(); }
inline sycl::group<3> block() { return sycl::ext::oneapi::this_work_item::get_work_group<3>(); }
#endif

// The dimensions of a block that was launched as one row; x is 0 for the others.
inline uint3 folded() {
#if defined(PORT_NO_WARPS)
  return {};
#else
#if defined(__clang__)
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wdeprecated-declarations"
#endif
  const auto shape = item().get_offset();
#if defined(__clang__)
#pragma clang diagnostic pop
#endif
  return {unsigned(shape[2]), unsigned(shape[1]), unsigned(shape[0])};
#endif
}

/// threadIdx => nd_item::get_local_id, as unsigned numbers
inline uint3 thread_idx() {
  const auto i = item();
  const uint3 shape = folded();
  const unsigned x = unsigned(i.get_local_id(2));
  if (!shape.x) return {x, unsigned(i.get_local_id(1)), unsigned(i.get_local_id(0))};
  const unsigned row = x / shape.x;
  return {x % shape.x, row % shape.y, row / shape.y};
}

/// blockIdx => nd_item::get_group
inline uint3 block_idx() {
  const auto i = item();
  return {unsigned(i.get_group(2)), unsigned(i.get_group(1)), unsigned(i.get_group(0))};
}

/// blockDim => nd_item::get_local_range
inline dim3 block_dim() {
  const auto i = item();
  const uint3 shape = folded();
  if (shape.x) return shape;
  return {unsigned(i.get_local_range(2)), unsigned(i.get_local_range(1)), unsigned(i.get_local_range(0))};
}

/// gridDim => nd_item::get_group_range
inline dim3 grid_dim() {
  const auto i = item();
  return {unsigned(i.get_group_range(2)), unsigned(i.get_group_range(1)), unsigned(i.get_group_range(0))};
}

// ==== Memory of a block, variables of the device
//
// `auto& tile = PORT_SHARED(float[16][17]);` stands where CUDA declares `__shared__ float tile[16][17];`.

// What a variable of a block is made of: memory for one, since the extension takes no type with a constructor (an empty
// one, or CUDA would refuse it as well). It begins at 16 bytes or more, as programs that read four numbers at once say
// with __align__(16).
template <class T> struct memory_for {
  static constexpr size_t alignment = alignof(std::remove_all_extents_t<T>);
  alignas(alignment < 16 ? 16 : alignment) unsigned char bytes[sizeof(T)];
};

/// __shared__ T v[N] => sx::work_group_static<T[N]> [ext sycl_ext_oneapi_work_group_static]
#define PORT_SHARED(...) \
  (*[]() -> ::std::add_pointer_t<__VA_ARGS__> { \
    ::sycl::ext::oneapi::experimental::work_group_static<::port::memory_for<__VA_ARGS__>> memory; \
    return reinterpret_cast<::std::add_pointer_t<__VA_ARGS__>>(&memory); \
  }())

/// extern __shared__ T v[] => sx::get_work_group_scratch_memory() [ext sycl_ext_oneapi_work_group_scratch_memory]
template <class T> T* dynamic_shared() { return static_cast<T*>(sx::get_work_group_scratch_memory()); }

// Arrays of a whole file: constants that hold nothing, and ask for the memory where they are used.
/// extern __shared__ T v[], of a whole file => dynamic_shared<T>() at each use
template <class T> struct dynamic_shared_array {
  operator T*() const { return dynamic_shared<T>(); }
  template <class U> explicit operator U*() const { return reinterpret_cast<U*>(dynamic_shared<T>()); }
};
/// __shared__ T v[N], of a whole file => PORT_SHARED(T[N]), one for each Name
template <class T, class Name> struct shared_array {
  operator T&() const { return memory(); }
  template <class U> explicit operator U*() const { return reinterpret_cast<U*>(memory()); }

 private:
  static T& memory() { return PORT_SHARED(T); }
};

// The memory of a T, without its constructor.
template <class T> struct bare_memory {
  alignas(T) unsigned char bytes[sizeof(T)];
};

// A device_global of a type with a default constructor of its own, of which SYCL takes none.
template <class T> class
#ifdef __SYCL_DEVICE_ONLY__
    [[__sycl_detail__::global_variable_allowed, __sycl_detail__::device_global,
      __sycl_detail__::add_ir_attributes_global_variable("sycl-device-global-size", sizeof(T))]]
#endif
    constructed_global : public sx::device_global<bare_memory<T>> {
  using memory = sx::device_global<bare_memory<T>>;

 public:
#ifndef __SYCL_DEVICE_ONLY__
  constructed_global();
#endif
  T& get() { return reinterpret_cast<T&>(memory::get()); }
  const T& get() const { return reinterpret_cast<const T&>(memory::get()); }
};

/// __device__ T v, __constant__ T v => sx::device_global<T>, v.get() in device code [ext sycl_ext_oneapi_device_global]
template <class T>
using global = std::conditional_t<std::is_trivially_default_constructible_v<T>, sx::device_global<T>, constructed_global<T>>;

/// sizeof(v) on the host, decltype(v) => sizeof(T), T: a device_global has a size and a type of its own
template <auto& Variable> extern std::remove_reference_t<decltype(Variable.get())> value_of;

/// __pipeline_memcpy_async, cp.async => a copy of so many bytes by the thread, at once
template <size_t Bytes> void copy_bytes(void* to, const void* from) { __builtin_memcpy(to, from, Bytes); }

// A copy of which the thread of this rank makes its share.
inline void copy_shared_out(void* to, const void* from, size_t bytes, size_t rank, size_t threads) {
  for (size_t n = rank; n < bytes; n += threads) static_cast<char*>(to)[n] = static_cast<const char*>(from)[n];
}

// ==== Barriers and fences

/// __syncthreads => sycl::group_barrier of the block
inline void sync_threads() { sycl::group_barrier(block()); }

/// __syncthreads_count => sycl::reduce_over_group(block(), p ? 1 : 0, sycl::plus<>())
inline int sync_threads_count(int p) { return sycl::reduce_over_group(block(), p ? 1 : 0, sycl::plus<int>()); }

/// __syncthreads_and => sycl::all_of_group
inline int sync_threads_and(int p) { return sycl::all_of_group(block(), p != 0); }

/// __syncthreads_or => sycl::any_of_group
inline int sync_threads_or(int p) { return sycl::any_of_group(block(), p != 0); }

/// __threadfence_block => sycl::atomic_fence(acq_rel, work_group)
inline void thread_fence_block() { sycl::atomic_fence(sycl::memory_order::acq_rel, sycl::memory_scope::work_group); }

/// __threadfence => sycl::atomic_fence(acq_rel, device)
inline void thread_fence() { sycl::atomic_fence(sycl::memory_order::acq_rel, sycl::memory_scope::device); }

/// __threadfence_system => sycl::atomic_fence(acq_rel, system)
inline void thread_fence_system() { sycl::atomic_fence(sycl::memory_order::acq_rel, sycl::memory_scope::system); }

// ==== Warps
//
// CUDA's masks have no counterpart: all lanes of the warp have to get here. A lane that is out of range gives a thread
// its own value, as in CUDA (sycl::shift_group_left leaves it undefined).
#if !defined(PORT_NO_WARPS)

#if defined(SYCL_KHR_WORK_ITEM_QUERIES)
/// this warp => sycl::khr::this_sub_group() [ext sycl_khr_work_item_queries]
inline sycl::sub_group warp() { return sycl::khr::this_sub_group(); }
#else
inline sycl::sub_group warp() { return sycl::ext::oneapi::this_work_item::get_sub_group(); }
#endif

/// lane of the thread (%laneid) => sub_group::get_local_linear_id
inline unsigned lane() { return unsigned(warp().get_local_linear_id()); }

/// __syncwarp => sycl::group_barrier of the warp
inline void sync_warp(unsigned = ~0u) { sycl::group_barrier(warp()); }

/// __shfl_sync => sycl::select_from_group with CUDA's lane arithmetic
template <class T> T shfl(T v, int source, int width = warp_size) {
  const int l = int(lane());
  return sycl::select_from_group(warp(), v, (l & ~(width - 1)) + (source & (width - 1)));
}

/// __shfl_up_sync => sycl::select_from_group
template <class T> T shfl_up(T v, unsigned delta, int width = warp_size) {
  const int l = int(lane()), from = l - int(delta);
  return sycl::select_from_group(warp(), v, from < (l & ~(width - 1)) ? l : from);
}

/// __shfl_down_sync => sycl::select_from_group
template <class T> T shfl_down(T v, unsigned delta, int width = warp_size) {
  const int l = int(lane()), from = l + int(delta);
  return sycl::select_from_group(warp(), v, from > (l | (width - 1)) ? l : from);
}

/// __shfl_xor_sync => sycl::select_from_group
template <class T> T shfl_xor(T v, int mask, int width = warp_size) {
  const int l = int(lane()), from = l ^ mask;
  return sycl::select_from_group(warp(), v, from > (l | (width - 1)) ? l : from);
}

/// __ballot_sync => sycl::reduce_over_group(warp(), bit of the lane, sycl::bit_or<>())
inline unsigned ballot(bool vote) {
  return sycl::reduce_over_group(warp(), vote ? 1u << lane() : 0u, sycl::bit_or<unsigned>());
}

/// __any_sync => sycl::any_of_group(warp(), p)
inline int any(bool vote) { return sycl::any_of_group(warp(), vote); }

/// __all_sync => sycl::all_of_group(warp(), p)
inline int all(bool vote) { return sycl::all_of_group(warp(), vote); }

/// __activemask => the ballot of those that get here: to be reviewed
inline unsigned active_mask() { return ballot(true); }

/// __match_any_sync => sycl::select_from_group of each lane in turn
template <class T> unsigned match_any(T v) {
  unsigned same = 0;
  for (unsigned from = 0; from < warp().get_local_linear_range(); ++from)
    if (sycl::select_from_group(warp(), v, from) == v) same |= 1u << from;
  return same;
}

/// __match_all_sync => sycl::all_of_group(warp(), v == sycl::group_broadcast(warp(), v))
template <class T> unsigned match_all(T v, int* all_same) {
  *all_same = sycl::all_of_group(warp(), v == sycl::group_broadcast(warp(), v));
  return *all_same ? active_mask() : 0u;
}

/// __reduce_add_sync => sycl::reduce_over_group(warp(), v, sycl::plus<>())
template <class T> T reduce_add(T v) { return sycl::reduce_over_group(warp(), v, sycl::plus<T>()); }

/// __reduce_min_sync => sycl::reduce_over_group(warp(), v, sycl::minimum<>())
template <class T> T reduce_min(T v) { return sycl::reduce_over_group(warp(), v, sycl::minimum<T>()); }

/// __reduce_max_sync => sycl::reduce_over_group(warp(), v, sycl::maximum<>())
template <class T> T reduce_max(T v) { return sycl::reduce_over_group(warp(), v, sycl::maximum<T>()); }

/// __reduce_and_sync => sycl::reduce_over_group(warp(), v, sycl::bit_and<>())
template <class T> T reduce_and(T v) { return sycl::reduce_over_group(warp(), v, sycl::bit_and<T>()); }

/// __reduce_or_sync => sycl::reduce_over_group(warp(), v, sycl::bit_or<>())
template <class T> T reduce_or(T v) { return sycl::reduce_over_group(warp(), v, sycl::bit_or<T>()); }

/// __reduce_xor_sync => sycl::reduce_over_group(warp(), v, sycl::bit_xor<>())
template <class T> T reduce_xor(T v) { return sycl::reduce_over_group(warp(), v, sycl::bit_xor<T>()); }
#endif

// ==== Atomic operations
//
// `port::atomic(p).fetch_add(v)`: relaxed, of the device's scope unless another is named, wherever p points to, as
// CUDA's are. What SYCL has none for (values of two bytes, pairs of them) goes by the word that holds it.

// An atomic value that is a part of a word of four bytes, or one of a type that atomic_ref does not take.
template <class T, sycl::memory_scope Scope> class atomic_part {
  using word =
      sycl::atomic_ref<unsigned, sycl::memory_order::relaxed, Scope, sycl::access::address_space::generic_space>;
  static constexpr std::uintptr_t align = ~std::uintptr_t(3);

 public:
  explicit atomic_part(T* p)
      : word_(*reinterpret_cast<unsigned*>(reinterpret_cast<std::uintptr_t>(p) & align)),
        shift_(unsigned(reinterpret_cast<std::uintptr_t>(p) & 3) * 8) {}
  T load() const { return part(word_.load()); }
  void store(T v) { exchange(v); }
  T exchange(T v) {
    return update([v](T) { return v; });
  }
  T fetch_add(T v) {
    return update([v](T old) { return T(old + v); });
  }
  T fetch_sub(T v) {
    return update([v](T old) { return T(old - v); });
  }
  T fetch_min(T v) {
    return update([v](T old) { return v < old ? v : old; });
  }
  T fetch_max(T v) {
    return update([v](T old) { return old < v ? v : old; });
  }
  bool compare_exchange_strong(T& expected, T desired) {
    for (unsigned old = word_.load();;) {
      const T seen = part(old);
      if (std::memcmp(&seen, &expected, sizeof(T)) != 0) {
        expected = seen;
        return false;
      }
      if (word_.compare_exchange_strong(old, with(old, desired))) return true;
    }
  }

 private:
  static_assert(sizeof(T) == 2 || sizeof(T) == 4, "part of a word");
  template <class Change> T update(Change change) {
    for (unsigned old = word_.load();;)
      if (word_.compare_exchange_strong(old, with(old, change(part(old))))) return part(old);
  }
  T part(unsigned whole) const {
    using bits = std::conditional_t<sizeof(T) == 2, std::uint16_t, std::uint32_t>;
    return sycl::bit_cast<T>(bits(whole >> shift_));
  }
  unsigned with(unsigned whole, T v) const {
    if constexpr (sizeof(T) == 4) return sycl::bit_cast<unsigned>(v);
    else return (whole & ~(0xffffu << shift_)) | unsigned(sycl::bit_cast<std::uint16_t>(v)) << shift_;
  }
  word word_;
  unsigned shift_;
};

// An atomic value of a class: the program's own functions are called for it.
template <class T> struct own_atomic {
  T* p;
  template <class V> auto fetch_add(V v) const { return atomicAdd(p, v); }
  template <class V> auto fetch_sub(V v) const { return atomicSub(p, v); }
  template <class V> auto fetch_min(V v) const { return atomicMin(p, v); }
  template <class V> auto fetch_max(V v) const { return atomicMax(p, v); }
  template <class V> auto fetch_and(V v) const { return atomicAnd(p, v); }
  template <class V> auto fetch_or(V v) const { return atomicOr(p, v); }
  template <class V> auto fetch_xor(V v) const { return atomicXor(p, v); }
  template <class V> auto exchange(V v) const { return atomicExch(p, v); }
};
template <class T> inline constexpr bool by_word = sizeof(T) == 2 || std::is_enum_v<T>;

/// atomicAdd, atomicSub, atomicMin, atomicMax, atomicAnd, atomicOr, atomicXor, atomicExch => sycl::atomic_ref, relaxed
template <sycl::memory_scope Scope = sycl::memory_scope::device, class T> auto atomic(T* p) {
  using U = std::remove_volatile_t<T>;
  if constexpr (by_word<U>) return atomic_part<U, Scope>(const_cast<U*>(p));
  else if constexpr (std::is_class_v<U>) return own_atomic<U>{const_cast<U*>(p)};
  else
    return sycl::atomic_ref<U, sycl::memory_order::relaxed, Scope, sycl::access::address_space::generic_space>(
        *const_cast<U*>(p));
}

/// atomicAdd, atomicSub, ... by their names => the members of port::atomic
template <class T, class V> auto atomic_add(T* p, V v) { return atomic(p).fetch_add(std::remove_volatile_t<T>(v)); }
template <class T, class V> auto atomic_sub(T* p, V v) { return atomic(p).fetch_sub(std::remove_volatile_t<T>(v)); }
template <class T, class V> auto atomic_min(T* p, V v) { return atomic(p).fetch_min(std::remove_volatile_t<T>(v)); }
template <class T, class V> auto atomic_max(T* p, V v) { return atomic(p).fetch_max(std::remove_volatile_t<T>(v)); }
template <class T, class V> auto atomic_and(T* p, V v) { return atomic(p).fetch_and(std::remove_volatile_t<T>(v)); }
template <class T, class V> auto atomic_or(T* p, V v) { return atomic(p).fetch_or(std::remove_volatile_t<T>(v)); }
template <class T, class V> auto atomic_xor(T* p, V v) { return atomic(p).fetch_xor(std::remove_volatile_t<T>(v)); }
template <class T, class V> auto atomic_exchange(T* p, V v) { return atomic(p).exchange(std::remove_volatile_t<T>(v)); }

/// atomicCAS => atomic_ref::compare_exchange_strong; the old value is returned
template <class T, class A, class B> std::remove_volatile_t<T> atomic_cas(T* p, A expected, B desired) {
  using U = std::remove_volatile_t<T>;
  U seen = U(expected);
  atomic(p).compare_exchange_strong(seen, U(desired));
  return seen;
}

/// atomicInc => a loop of compare_exchange_strong
inline unsigned atomic_inc(unsigned* p, unsigned limit) {
  for (unsigned old = atomic(p).load();;)
    if (atomic(p).compare_exchange_strong(old, old >= limit ? 0 : old + 1)) return old;
}

/// atomicDec => a loop of compare_exchange_strong
inline unsigned atomic_dec(unsigned* p, unsigned limit) {
  for (unsigned old = atomic(p).load();;)
    if (atomic(p).compare_exchange_strong(old, old == 0 || old > limit ? limit : old - 1)) return old;
}

// ==== Names of libcu++
//
// What `cuda::` has beside `cuda::std::`, which is `std::` in a port. Atomic values are memory as those of CUDA are: in
// variables of the device, shared, or wherever an allocation lies; the host may use them in what it shares with the device.

namespace cuda {
/// cuda::thread_scope => sycl::memory_scope
enum thread_scope { thread_scope_system, thread_scope_device, thread_scope_block, thread_scope_thread };

constexpr sycl::memory_scope scope_of(thread_scope scope) {
  switch (scope) {
    case thread_scope_thread: return sycl::memory_scope::work_item;
    case thread_scope_block: return sycl::memory_scope::work_group;
    case thread_scope_device: return sycl::memory_scope::device;
    default: return sycl::memory_scope::system;
  }
}

constexpr sycl::memory_order order_of(std::memory_order order) {
  switch (order) {
    case std::memory_order_relaxed: return sycl::memory_order::relaxed;
    case std::memory_order_consume:
    case std::memory_order_acquire: return sycl::memory_order::acquire;
    case std::memory_order_release: return sycl::memory_order::release;
    case std::memory_order_acq_rel: return sycl::memory_order::acq_rel;
    default: return sycl::memory_order::seq_cst;
  }
}

// The order of a read that takes the place of an operation of this order.
constexpr std::memory_order order_of_read(std::memory_order order) {
  if (order == std::memory_order_acq_rel) return std::memory_order_acquire;
  return order == std::memory_order_release ? std::memory_order_relaxed : order;
}

/// cuda::atomic_thread_fence => sycl::atomic_fence
inline void atomic_thread_fence(std::memory_order order, thread_scope scope = thread_scope_system) {
  sycl::atomic_fence(order_of(order), scope_of(scope));
}

// What an atomic value does, whose `Self` says by address() where it lies. What sycl::atomic_ref takes no values of goes
// by the word that holds the value.
template <class Self, class T, thread_scope Scope> class atomic_value {
  static_assert(std::is_trivially_copyable_v<T> && sizeof(T) <= 8, "a value that one word holds");
  static constexpr bool known = sizeof(T) >= 4 && (std::is_arithmetic_v<T> || std::is_pointer_v<T>);
  using bits = std::conditional_t<sizeof(T) == 1, std::uint8_t, std::conditional_t<sizeof(T) == 2, std::uint16_t,
      std::conditional_t<sizeof(T) == 4, unsigned, unsigned long long>>>;
  using word = std::conditional_t<known, T, std::conditional_t<sizeof(T) == 8, unsigned long long, unsigned>>;
  using access = sycl::atomic_ref<word, sycl::memory_order::seq_cst, scope_of(Scope),
                                  sycl::access::address_space::generic_space>;
  using difference = std::conditional_t<std::is_pointer_v<T>, std::ptrdiff_t, T>;

 public:
  using value_type = T;
  static constexpr bool is_always_lock_free = true;
  bool is_lock_free() const { return true; }

  T load(std::memory_order order = std::memory_order_seq_cst) const { return value(at().load(order_of(order))); }
  void store(T v, std::memory_order order = std::memory_order_seq_cst) const {
    if constexpr (sizeof(T) >= 4) at().store(with(word(), v), order_of(order));
    else exchange(v, order);
  }
  T exchange(T v, std::memory_order order = std::memory_order_seq_cst) const {
    if constexpr (known) return at().exchange(v, order_of(order));
    else return update([v](T) { return v; }, order);
  }
  bool compare_exchange_strong(T& expected, T v, std::memory_order done, std::memory_order failed) const {
    if constexpr (known) return at().compare_exchange_strong(expected, v, order_of(done), order_of(failed));
    else
      for (word seen = at().load(order_of(failed));;) {
        const T old = value(seen);
        if (std::memcmp(&old, &expected, sizeof(T)) != 0) {
          expected = old;
          return false;
        }
        if (at().compare_exchange_strong(seen, with(seen, v), order_of(done), order_of(failed))) return true;
      }
  }
  bool compare_exchange_strong(T& expected, T v, std::memory_order order = std::memory_order_seq_cst) const {
    return compare_exchange_strong(expected, v, order, order_of_read(order));
  }
  bool compare_exchange_weak(T& expected, T v, std::memory_order done, std::memory_order failed) const {
    return compare_exchange_strong(expected, v, done, failed);
  }
  bool compare_exchange_weak(T& expected, T v, std::memory_order order = std::memory_order_seq_cst) const {
    return compare_exchange_strong(expected, v, order);
  }

#define PORT_FETCH(name, V, change) \
  T name(V v, std::memory_order order = std::memory_order_seq_cst) const { \
    if constexpr (known) return at().name(v, order_of(order)); \
    else return update([v](T old) { return T(change); }, order); \
  }
  PORT_FETCH(fetch_add, difference, old + v)
  PORT_FETCH(fetch_sub, difference, old - v)
  PORT_FETCH(fetch_min, T, v < old ? v : old)
  PORT_FETCH(fetch_max, T, old < v ? v : old)
  PORT_FETCH(fetch_and, T, old & v)
  PORT_FETCH(fetch_or, T, old | v)
  PORT_FETCH(fetch_xor, T, old ^ v)
#undef PORT_FETCH

  operator T() const { return load(); }
  T operator=(T v) const { return store(v), v; }
  T operator++() const { return fetch_add(1) + 1; }
  T operator--() const { return fetch_sub(1) - 1; }
  T operator++(int) const { return fetch_add(1); }
  T operator--(int) const { return fetch_sub(1); }
  T operator+=(difference v) const { return fetch_add(v) + v; }
  T operator-=(difference v) const { return fetch_sub(v) - v; }
  T operator&=(T v) const { return fetch_and(v) & v; }
  T operator|=(T v) const { return fetch_or(v) | v; }
  T operator^=(T v) const { return fetch_xor(v) ^ v; }

 private:
  T* place() const { return static_cast<const Self*>(this)->address(); }
  access at() const {
    if constexpr (sizeof(T) >= 4) return access(*reinterpret_cast<word*>(place()));
    else return access(*reinterpret_cast<word*>(reinterpret_cast<std::uintptr_t>(place()) & ~std::uintptr_t(3)));
  }
  unsigned shift() const { return unsigned(reinterpret_cast<std::uintptr_t>(place()) & 3) * 8; }
  T value(word whole) const {
    if constexpr (known) return whole;
    else if constexpr (sizeof(T) >= 4) return sycl::bit_cast<T>(whole);
    else return sycl::bit_cast<T>(bits(whole >> shift()));
  }
  word with(word whole, T v) const {
    if constexpr (known) return v;
    else if constexpr (sizeof(T) >= 4) return sycl::bit_cast<word>(v);
    else return (whole & ~(word(bits(-1)) << shift())) | word(sycl::bit_cast<bits>(v)) << shift();
  }
  template <class Change> T update(Change change, std::memory_order order) const {
    for (word seen = at().load(sycl::memory_order::relaxed);;) {
      const T old = value(seen);
      if (at().compare_exchange_strong(seen, with(seen, change(old)), order_of(order), sycl::memory_order::relaxed))
        return old;
    }
  }
};

/// cuda::atomic_ref => sycl::atomic_ref, with the order that a call names
template <class T, thread_scope Scope = thread_scope_system>
class atomic_ref : public atomic_value<atomic_ref<T, Scope>, T, Scope> {
  T* p_;

 public:
  explicit atomic_ref(T& v) : p_(&v) {}
  T* address() const { return p_; }
  using atomic_value<atomic_ref, T, Scope>::operator=;
};

/// cuda::atomic => memory that a sycl::atomic_ref is made for at each use
template <class T, thread_scope Scope = thread_scope_system>
class atomic : public atomic_value<atomic<T, Scope>, T, Scope> {
  alignas(sizeof(T)) mutable T v_;

 public:
  atomic() = default;
  constexpr atomic(T v) : v_(v) {}
  T* address() const { return &v_; }
  using atomic_value<atomic, T, Scope>::operator=;
};

/// cuda::ceil_div => a quotient that is rounded up
template <class A, class B> constexpr auto ceil_div(A a, B b) { return a / b + (a % b != 0); }

/// cuda::round_up => the next multiple
template <class A, class B> constexpr auto round_up(A a, B b) { return ceil_div(a, b) * b; }

/// cuda::round_down => the multiple before
template <class A, class B> constexpr auto round_down(A a, B b) { return a / b * b; }

/// cuda::minimum => std::min
template <class T = void> struct minimum {
  template <class A, class B> constexpr std::common_type_t<A, B> operator()(A a, B b) const { return b < a ? b : a; }
};

/// cuda::maximum => std::max
template <class T = void> struct maximum {
  template <class A, class B> constexpr std::common_type_t<A, B> operator()(A a, B b) const { return a < b ? b : a; }
};

/// cuda::barrier => sycl::group_barrier where it is waited for: all threads of the block arrive and wait
template <thread_scope Scope, class Completion = void> class barrier {
 public:
  struct arrival_token {};
  barrier() = default;
  constexpr explicit barrier(std::ptrdiff_t) {}
  arrival_token arrive(std::ptrdiff_t = 1) { return {}; }
  void wait(arrival_token) const { sync_threads(); }
  void arrive_and_wait() { sync_threads(); }
  friend void init(barrier*, std::ptrdiff_t) {}
};

/// cuda::pipeline => copies at once; of one that a block shares, waits and releases are sycl::group_barrier
template <thread_scope Scope> class pipeline {
 public:
  void producer_acquire() {}
  void producer_commit() {}
  void consumer_wait() { sync(); }
  void consumer_release() { sync(); }

 private:
  static void sync() {
    if constexpr (Scope != thread_scope_thread) sync_threads();
  }
};
template <thread_scope Scope, unsigned char Stages> struct pipeline_shared_state {};

/// cuda::make_pipeline => nothing: a pipeline has no state
inline pipeline<thread_scope_thread> make_pipeline() { return {}; }
template <class Group, thread_scope Scope, unsigned char Stages>
pipeline<Scope> make_pipeline(const Group&, pipeline_shared_state<Scope, Stages>*) {
  return {};
}

/// cuda::pipeline_consumer_wait_prior => nothing: the thread has made its copies
template <unsigned char Left> void pipeline_consumer_wait_prior(pipeline<thread_scope_thread>&) {}

/// cuda::aligned_size_t => the number of bytes
template <size_t Alignment> struct aligned_size_t {
  static constexpr size_t align = Alignment;
  size_t value;
  constexpr explicit aligned_size_t(size_t bytes) : value(bytes) {}
  constexpr operator size_t() const { return value; }
};

/// cuda::memcpy_async => a copy by the thread, or by those of a group, at once
template <class T, class Sync> void memcpy_async(T* to, const T* from, size_t bytes, Sync&) {
  copy_shared_out(to, from, bytes, 0, 1);
}
template <class Group, class T, class Sync>
void memcpy_async(const Group& g, T* to, const T* from, size_t bytes, Sync&) {
  copy_shared_out(to, from, bytes, size_t(g.thread_rank()), size_t(g.size()));
}
}  // namespace cuda

// ==== Printing and time in device code

/// printf in code of both sides => sx::printf in device code, std::printf on the host [ext ...experimental_printf]
template <class... A> int printf(const char* format, A... arguments) {
#if defined(__SYCL_DEVICE_ONLY__)
  return sx::printf(format, arguments...);
#else
  return std::printf(format, arguments...);
#endif
}

#if defined(__SYCL_DEVICE_ONLY__) && defined(NDEBUG)
extern "C" void __assert_fail(const char*, const char*, unsigned, const char*) noexcept __attribute__((__noreturn__));
#endif

/// __trap => assert, which ends the program
inline void trap() {
#if defined(__SYCL_DEVICE_ONLY__)
  __assert_fail("__trap()", "", 0, "");
#else
  std::abort();
#endif
}

/// __nanosleep => nothing: CUDA's may wait for no time at all, too
inline void nanosleep(unsigned) {}

#if defined(SYCL_EXT_ONEAPI_CLOCK)
/// clock64 => sx::clock<sx::clock_scope::device>() [ext sycl_ext_oneapi_clock]
inline long long clock64() { return static_cast<long long>(sx::clock<sx::clock_scope::device>()); }

/// clock => sx::clock<sx::clock_scope::device>() [ext sycl_ext_oneapi_clock]
inline long clock() { return long(clock64()); }
#endif

// ==== Arithmetic of both sides
//
// What neither C++ nor SYCL has under CUDA's rules. C's functions (sqrtf, powf, fmaf, ...) stay: DPC++ has them in
// device code.

// The type in which CUDA computes a function of T: double for integers.
template <class T> using real = std::conditional_t<std::is_integral_v<T>, double, T>;

/// min of mixed types => C++ in the common type; of a number and NaN the number
template <class A, class B> constexpr std::common_type_t<A, B> min(A a, B b) {
  using C = std::common_type_t<A, B>;
  const C x = C(a), y = C(b);
  return x != x || y < x ? y : x;
}

/// max of mixed types => C++ in the common type; of a number and NaN the number
template <class A, class B> constexpr std::common_type_t<A, B> max(A a, B b) {
  using C = std::common_type_t<A, B>;
  const C x = C(a), y = C(b);
  return x != x || x < y ? y : x;
}
}  // namespace port

// CUDA's are global, and a program's own overloads for vectors leave numbers to them.
using port::max;
using port::min;

namespace port {
/// umin, umax => C++ in unsigned
constexpr unsigned umin(unsigned a, unsigned b) { return b < a ? b : a; }
constexpr unsigned umax(unsigned a, unsigned b) { return a < b ? b : a; }

/// llmin, llmax => C++ in long long
constexpr long long llmin(long long a, long long b) { return b < a ? b : a; }
constexpr long long llmax(long long a, long long b) { return a < b ? b : a; }

/// ullmin, ullmax => C++ in unsigned long long
constexpr unsigned long long ullmin(unsigned long long a, unsigned long long b) { return b < a ? b : a; }
constexpr unsigned long long ullmax(unsigned long long a, unsigned long long b) { return a < b ? b : a; }

/// rsqrt => sycl::rsqrt
template <class T> real<T> rsqrt(T x) { return sycl::rsqrt(real<T>(x)); }
inline float rsqrtf(float x) { return sycl::rsqrt(x); }

/// rcbrt => 1 / sycl::cbrt
template <class T> real<T> rcbrt(T x) { return real<T>(1) / sycl::cbrt(real<T>(x)); }
inline float rcbrtf(float x) { return rcbrt(x); }

/// sinpi => sycl::sinpi
template <class T> real<T> sinpi(T x) { return sycl::sinpi(real<T>(x)); }
inline float sinpif(float x) { return sycl::sinpi(x); }

/// cospi => sycl::cospi
template <class T> real<T> cospi(T x) { return sycl::cospi(real<T>(x)); }
inline float cospif(float x) { return sycl::cospi(x); }

/// sincos => sycl::sin and sycl::cos
inline void sincos(double x, double* s, double* c) { *s = sycl::sin(x), *c = sycl::cos(x); }
inline void sincosf(float x, float* s, float* c) { *s = sycl::sin(x), *c = sycl::cos(x); }

/// sincospi => sycl::sinpi and sycl::cospi
inline void sincospi(double x, double* s, double* c) { *s = sycl::sinpi(x), *c = sycl::cospi(x); }
inline void sincospif(float x, float* s, float* c) { *s = sycl::sinpi(x), *c = sycl::cospi(x); }

/// exp10 => sycl::exp10
template <class T> real<T> exp10(T x) { return sycl::exp10(real<T>(x)); }
inline float exp10f(float x) { return sycl::exp10(x); }

/// norm3d => sycl::hypot twice
template <class T> real<T> norm3d(T a, T b, T c) {
  return sycl::hypot(sycl::hypot(real<T>(a), real<T>(b)), real<T>(c));
}
inline float norm3df(float a, float b, float c) { return norm3d(a, b, c); }

/// norm4d => sycl::hypot of two
template <class T> real<T> norm4d(T a, T b, T c, T d) {
  return sycl::hypot(sycl::hypot(real<T>(a), real<T>(b)), sycl::hypot(real<T>(c), real<T>(d)));
}
inline float norm4df(float a, float b, float c, float d) { return norm4d(a, b, c, d); }

/// rhypot => 1 / sycl::hypot
template <class T> real<T> rhypot(T a, T b) { return real<T>(1) / sycl::hypot(real<T>(a), real<T>(b)); }
inline float rhypotf(float a, float b) { return rhypot(a, b); }

/// rnorm3d, rnorm4d => 1 / sycl::hypot
template <class T> real<T> rnorm3d(T a, T b, T c) { return real<T>(1) / norm3d(a, b, c); }
template <class T> real<T> rnorm4d(T a, T b, T c, T d) { return real<T>(1) / norm4d(a, b, c, d); }
inline float rnorm3df(float a, float b, float c) { return rnorm3d(a, b, c); }
inline float rnorm4df(float a, float b, float c, float d) { return rnorm4d(a, b, c, d); }

/// normcdf => sycl::erfc
template <class T> real<T> normcdf(T x) {
  return real<T>(0.5) * sycl::erfc(-real<T>(x) * real<T>(0.70710678118654752));
}
inline float normcdff(float x) { return normcdf(x); }

// The number that is above a share of 0.5 + middle of all that are normally distributed (algorithm AS 241); tail is the
// smaller of that share and the rest.
template <class R> R inverse_normal(R middle, R tail) {
  const auto ratio = [](R x, auto&& above, auto&& below) {
    R a = 0, b = 0;
    for (int n = 7; n >= 0; --n) a = a * x + R(above[n]), b = b * x + R(below[n]);
    return a / b;
  };
  if (sycl::fabs(middle) <= R(0.425)) {
    constexpr double above[]{3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3,
                             1.3731693765509461125e4, 4.5921953931549871457e4, 6.7265770927008700853e4,
                             3.3430575583588128105e4, 2.5090809287301226727e3};
    constexpr double below[]{1.0, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
                             2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4,
                             5.2264952788528545610e3};
    return middle * ratio(R(0.180625) - middle * middle, above, below);
  }
  const R far = sycl::sqrt(-sycl::log(tail));  // infinite where nothing is left, none for a share below it
  if (!(far < R(1e30))) return sycl::copysign(far, middle);
  if (far <= R(5)) {
    constexpr double above[]{1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0,
                             3.64784832476320460504e0, 1.27045825245236838258e0, 2.41780725177450611770e-1,
                             2.27238449892691845833e-2, 7.74545014278341407640e-4};
    constexpr double below[]{1.0, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
                             1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4,
                             1.05075007164441684324e-9};
    return sycl::copysign(ratio(far - R(1.6), above, below), middle);
  }
  constexpr double above[]{6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0,
                           2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
                           2.71155556874348757815e-5, 2.01033439929228813265e-7};
  constexpr double below[]{1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
                           7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7,
                           2.04426310338993978564e-15};
  return sycl::copysign(ratio(far - R(5), above, below), middle);
}

/// normcdfinv => C++, algorithm AS 241
template <class T> real<T> normcdfinv(T v) {
  using R = real<T>;
  const R p = R(v);
  return inverse_normal(p - R(0.5), p < R(0.5) ? p : R(1) - p);
}
inline float normcdfinvf(float p) { return normcdfinv(p); }

/// erfinv => C++, algorithm AS 241
template <class T> real<T> erfinv(T v) {
  using R = real<T>;
  const R x = R(v) / R(2);
  return inverse_normal(x, R(0.5) - sycl::fabs(x)) * R(0.70710678118654752);
}
inline float erfinvf(float x) { return erfinv(x); }

/// erfcinv => C++, algorithm AS 241
template <class T> real<T> erfcinv(T v) {
  using R = real<T>;
  const R y = R(v) / R(2);
  return inverse_normal(R(0.5) - y, y < R(0.5) ? y : R(1) - y) * R(0.70710678118654752);
}
inline float erfcinvf(float x) { return erfcinv(x); }

/// erfcx => sycl::exp and sycl::erfc; a continued fraction from 2 on
template <class T> real<T> erfcx(T v) {
  using R = real<T>;
  const R x = R(v);
  if (x < R(2)) return sycl::exp(x * x) * sycl::erfc(x);
  R rest = x;
  for (int n = 60; n > 0; --n) rest = x + R(n) / (R(2) * rest);
  return R(0.56418958354775629) / rest;
}
inline float erfcxf(float x) { return erfcx(x); }

/// __saturatef => sycl::clamp(x, 0, 1); of NaN 0
inline float saturate(float x) { return x > 0.0f ? (x < 1.0f ? x : 1.0f) : 0.0f; }

/// __fdividef, fdividef => /; sycl::native::divide is as exact as the device likes
inline float fdividef(float a, float b) { return a / b; }

// ==== Integer intrinsics

/// __ffs, __ffsll => sycl::ctz, which counts from 0
template <class T> int ffs(T v) { return v ? int(sycl::ctz(std::make_unsigned_t<T>(v))) + 1 : 0; }

/// __popc, __popcll => sycl::popcount
template <class T> int popc(T v) { return int(sycl::popcount(std::make_unsigned_t<T>(v))); }

/// __clz, __clzll => sycl::clz
template <class T> int clz(T v) { return int(sycl::clz(std::make_unsigned_t<T>(v))); }

/// __brev, __brevll => shifts and masks
template <class T> T brev(T v) {
  using U = std::make_unsigned_t<T>;
  U bits = U(v), reversed = 0;
  for (unsigned n = 0; n < sizeof(T) * 8; ++n, bits >>= 1) reversed = U(reversed << 1) | (bits & 1);
  return T(reversed);
}

/// __mulhi, __umulhi, __mul64hi, __umul64hi => sycl::mul_hi
template <class T> T mulhi(T a, T b) { return sycl::mul_hi(a, b); }

/// __mul24 => sycl::mul24
inline int mul24(int a, int b) { return sycl::mul24(a, b); }
/// __umul24 => sycl::mul24
inline unsigned umul24(unsigned a, unsigned b) { return sycl::mul24(a, b); }

/// __hadd, __uhadd => sycl::hadd
template <class T> T hadd(T a, T b) { return sycl::hadd(a, b); }

/// __rhadd, __urhadd => sycl::rhadd
template <class T> T rhadd(T a, T b) { return sycl::rhadd(a, b); }

/// __sad => sycl::abs_diff and an addition
inline unsigned sad(int a, int b, unsigned c) {
  return (a < b ? unsigned(b) - unsigned(a) : unsigned(a) - unsigned(b)) + c;
}

/// __usad => sycl::abs_diff and an addition
inline unsigned usad(unsigned a, unsigned b, unsigned c) { return (a < b ? b - a : a - b) + c; }

/// __byte_perm => shifts
inline unsigned byte_perm(unsigned a, unsigned b, unsigned selector) {
  const std::uint64_t bytes = std::uint64_t(b) << 32 | a;
  unsigned out = 0;
  for (unsigned n = 0; n < 4; ++n) {
    const unsigned which = selector >> (4 * n) & 0xf, byte = unsigned(bytes >> (8 * (which & 7))) & 0xff;
    out |= (which & 8 ? (byte & 0x80 ? 0xffu : 0u) : byte) << (8 * n);
  }
  return out;
}

/// __funnelshift_l => a shift of 64 bits
inline unsigned funnelshift_l(unsigned low, unsigned high, unsigned by) {
  return unsigned((std::uint64_t(high) << 32 | low) << (by & 31) >> 32);
}
/// __funnelshift_lc => a shift of 64 bits
inline unsigned funnelshift_lc(unsigned low, unsigned high, unsigned by) {
  return by >= 32 ? low : funnelshift_l(low, high, by);
}
/// __funnelshift_r => a shift of 64 bits
inline unsigned funnelshift_r(unsigned low, unsigned high, unsigned by) {
  return unsigned((std::uint64_t(high) << 32 | low) >> (by & 31));
}
/// __funnelshift_rc => a shift of 64 bits
inline unsigned funnelshift_rc(unsigned low, unsigned high, unsigned by) {
  return by >= 32 ? high : funnelshift_r(low, high, by);
}

// Four bytes or two halfwords, in a number or in a vector, and the type of the parts.
template <class T> unsigned word_of(T v) {
  if constexpr (std::is_class_v<T>) return sycl::bit_cast<unsigned>(v);
  else return unsigned(v);
}
template <class T> constexpr bool has_signed_parts() {
  if constexpr (std::is_class_v<T>) return std::is_signed_v<decltype(T::x)>;
  else return std::is_signed_v<T>;
}
template <class T> using byte_of = std::conditional_t<has_signed_parts<T>(), std::int8_t, std::uint8_t>;
template <class T> using halfword_of = std::conditional_t<has_signed_parts<T>(), std::int16_t, std::uint16_t>;

/// __dp4a => products of bytes, added
template <class A, class B, class C> C dp4a(A a, B b, C c) {
  for (unsigned n = 0; n < 32; n += 8) c = C(c + C(byte_of<A>(word_of(a) >> n)) * C(byte_of<B>(word_of(b) >> n)));
  return c;
}

/// __dp2a_lo, __dp2a_hi => products of halfwords and of the bytes below or above, added
template <unsigned First = 0, class A, class B, class C> C dp2a_lo(A a, B b, C c) {
  for (unsigned n = 0; n < 2; ++n)
    c = C(c + C(halfword_of<A>(word_of(a) >> (16 * n))) * C(byte_of<B>(word_of(b) >> (First + 8 * n))));
  return c;
}
template <class A, class B, class C> C dp2a_hi(A a, B b, C c) { return dp2a_lo<16>(a, b, c); }

/// __fns => the bits of the mask from a place on, one after the other
inline unsigned fns(unsigned mask, unsigned base, int offset) {
  const int step = offset < 0 ? -1 : 1;
  int left = offset ? offset * step : 1;
  for (int at = int(base); at >= 0 && at < 32; at += step)
    if (mask >> at & 1 && --left == 0) return unsigned(at);
    else if (!offset) break;
  return ~0u;
}

/// __hiloint2double => sycl::bit_cast<double>
inline double hiloint2double(int high, int low) {
  return sycl::bit_cast<double>(std::uint64_t(unsigned(high)) << 32 | unsigned(low));
}
/// __double2hiint => sycl::bit_cast<std::uint64_t>
inline int double2hiint(double x) { return int(sycl::bit_cast<std::uint64_t>(x) >> 32); }
/// __double2loint => sycl::bit_cast<std::uint64_t>
inline int double2loint(double x) { return int(sycl::bit_cast<std::uint64_t>(x)); }
/// __float_as_int, __int_as_float, ... => sycl::bit_cast, of what CUDA converts the argument to
inline int float_as_int(float x) { return sycl::bit_cast<int>(x); }
inline unsigned float_as_uint(float x) { return sycl::bit_cast<unsigned>(x); }
inline float int_as_float(int x) { return sycl::bit_cast<float>(x); }
inline float uint_as_float(unsigned x) { return sycl::bit_cast<float>(x); }
inline long long double_as_longlong(double x) { return sycl::bit_cast<long long>(x); }
inline double longlong_as_double(long long x) { return sycl::bit_cast<double>(x); }

// ==== Conversions and operations with a rounding
//
// SYCL has no rounding modes: the result to the nearest is moved to its neighbour where it has to be. That holds where
// the compiler keeps to IEEE arithmetic (icpx: -fp-model=precise).

enum class rounding { nearest, zero, up, down };

// `near` moved by one place, if what was rounded away (its sign is that of `rest`) asks for it.
template <rounding R, class F> F rounded(F near, F rest) {
  constexpr F infinity = std::numeric_limits<F>::infinity();
  if (!(rest < 0 || rest > 0)) return near;
  if constexpr (R == rounding::up) return rest > 0 ? sycl::nextafter(near, infinity) : near;
  if constexpr (R == rounding::down) return rest < 0 ? sycl::nextafter(near, -infinity) : near;
  if constexpr (R == rounding::zero) return (near > 0) == (rest < 0) ? sycl::nextafter(near, F(0)) : near;
  return near;
}

// A floating value as an integer, saturated as CUDA's conversions are; of NaN 0.
template <class I, rounding R, class F> I to_integer(F x) {
  const F whole = R == rounding::nearest ? sycl::rint(x)
                  : R == rounding::up    ? sycl::ceil(x)
                  : R == rounding::down  ? sycl::floor(x)
                                         : sycl::trunc(x);
  if (whole != whole) return 0;
  if (whole <= F(std::numeric_limits<I>::min())) return std::numeric_limits<I>::min();
  return whole >= F(std::numeric_limits<I>::max()) ? std::numeric_limits<I>::max() : I(whole);
}

// An integer as a floating value.
template <class F, rounding R, class I> F to_floating(I v) {
  const F near = F(v);
  if constexpr (std::numeric_limits<F>::digits >= std::numeric_limits<I>::digits) return near;
  if (near >= F(std::numeric_limits<I>::max())) return rounded<R>(near, F(-1));  // a power of two above all of I
  const I back = I(near);
  return rounded<R>(near, F(back < v ? 1 : back > v ? -1 : 0));
}

// A double as a float.
template <rounding R> float to_single(double x) {
  const float near = float(x);
  return rounded<R>(near, float(x > double(near) ? 1 : x < double(near) ? -1 : 0));
}

// The sum and the product of floats, by the part that is rounded away.
template <rounding R> float rounded_sum(double x, double y) {
  const double sum = x + y, part = sum - x, rest = (x - (sum - part)) + (y - part);
  const float near = float(sum);
  const double lost = sum - double(near);
  return rounded<R>(near, float(lost != 0 ? (lost > 0 ? 1 : -1) : rest > 0 ? 1 : rest < 0 ? -1 : 0));
}
template <rounding R> float rounded_product(float a, float b) { return to_single<R>(double(a) * double(b)); }

// What has infinity for the nearest is rounded away from all that is finite.
template <rounding R, class F> F rounded_within(F near, F rest, bool finite) {
  return rounded<R>(near, finite && near - near != 0 ? -near : rest);
}

// The sum, the product and the sum of both of doubles, the quotient and the root of either type: what is rounded away
// is known where it is no smaller than the least number.
template <rounding R> double rounded_sum_of(double a, double b) {
  const double sum = a + b, part = sum - a;
  return rounded_within<R>(sum, (a - (sum - part)) + (b - part), a - a == 0 && b - b == 0);
}
template <rounding R> double rounded_product_of(double a, double b) {
  const double product = a * b;
  return rounded_within<R>(product, sycl::fma(a, b, -product), a - a == 0 && b - b == 0);
}
template <rounding R> double rounded_fma(double a, double b, double c) {
  const double near = sycl::fma(a, b, c), product = a * b, low = sycl::fma(a, b, -product);
  const double above = c + low, above_part = above - c, above_low = (c - (above - above_part)) + (low - above_part);
  const double sum = product + above, part = sum - product, sum_low = (product - (sum - part)) + (above - part);
  return rounded_within<R>(near, ((sum - near) + sum_low) + above_low, a - a == 0 && b - b == 0 && c - c == 0);
}
template <rounding R, class F> F rounded_quotient(F a, F b) {
  const F near = a / b, rest = F(sycl::fma(-double(near), double(b), double(a)));
  return rounded_within<R>(near, b < 0 ? -rest : rest, a - a == 0 && b - b == 0 && b != 0);
}
template <rounding R, class F> F rounded_root(F x) {
  const F near = sycl::sqrt(x);
  return rounded<R>(near, F(sycl::fma(-double(near), double(near), double(x))));
}

/// __fadd_rn, _rz, _ru, _rd => + and sycl::nextafter
inline float fadd_rn(float a, float b) { return a + b; }
inline float fadd_rz(float a, float b) { return rounded_sum<rounding::zero>(a, b); }
inline float fadd_ru(float a, float b) { return rounded_sum<rounding::up>(a, b); }
inline float fadd_rd(float a, float b) { return rounded_sum<rounding::down>(a, b); }

/// __fsub_rn, _rz, _ru, _rd => - and sycl::nextafter
inline float fsub_rn(float a, float b) { return a - b; }
inline float fsub_rz(float a, float b) { return rounded_sum<rounding::zero>(a, -b); }
inline float fsub_ru(float a, float b) { return rounded_sum<rounding::up>(a, -b); }
inline float fsub_rd(float a, float b) { return rounded_sum<rounding::down>(a, -b); }

/// __fmul_rn, _rz, _ru, _rd => * and sycl::nextafter
inline float fmul_rn(float a, float b) { return a * b; }
inline float fmul_rz(float a, float b) { return rounded_product<rounding::zero>(a, b); }
inline float fmul_ru(float a, float b) { return rounded_product<rounding::up>(a, b); }
inline float fmul_rd(float a, float b) { return rounded_product<rounding::down>(a, b); }

/// __fdiv_rn, _rz, _ru, _rd => / and sycl::nextafter
inline float fdiv_rn(float a, float b) { return a / b; }
inline float fdiv_rz(float a, float b) { return rounded_quotient<rounding::zero>(a, b); }
inline float fdiv_ru(float a, float b) { return rounded_quotient<rounding::up>(a, b); }
inline float fdiv_rd(float a, float b) { return rounded_quotient<rounding::down>(a, b); }
/// __frcp_rn, _rz, _ru, _rd => 1 / x and sycl::nextafter
inline float frcp_rn(float x) { return 1.0f / x; }
inline float frcp_rz(float x) { return rounded_quotient<rounding::zero>(1.0f, x); }
inline float frcp_ru(float x) { return rounded_quotient<rounding::up>(1.0f, x); }
inline float frcp_rd(float x) { return rounded_quotient<rounding::down>(1.0f, x); }
/// __fsqrt_rn, _rz, _ru, _rd => sycl::sqrt and sycl::nextafter
inline float fsqrt_rn(float x) { return sycl::sqrt(x); }
inline float fsqrt_rz(float x) { return rounded_root<rounding::zero>(x); }
inline float fsqrt_ru(float x) { return rounded_root<rounding::up>(x); }
inline float fsqrt_rd(float x) { return rounded_root<rounding::down>(x); }
/// __frsqrt_rn => sycl::rsqrt
inline float frsqrt_rn(float x) { return sycl::rsqrt(x); }
/// __fmaf_rn, _rz, _ru, _rd => sycl::fma and sycl::nextafter
inline float fmaf_rn(float a, float b, float c) { return sycl::fma(a, b, c); }
inline float fmaf_rz(float a, float b, float c) { return rounded_sum<rounding::zero>(double(a) * double(b), c); }
inline float fmaf_ru(float a, float b, float c) { return rounded_sum<rounding::up>(double(a) * double(b), c); }
inline float fmaf_rd(float a, float b, float c) { return rounded_sum<rounding::down>(double(a) * double(b), c); }

/// __dadd_rn, _rz, _ru, _rd, __dsub_rn, ..., __dmul_rn, ..., __ddiv_rn, ... => the operator and sycl::nextafter
inline double dadd_rn(double a, double b) { return a + b; }
inline double dsub_rn(double a, double b) { return a - b; }
inline double dmul_rn(double a, double b) { return a * b; }
inline double ddiv_rn(double a, double b) { return a / b; }
inline double dadd_rz(double a, double b) { return rounded_sum_of<rounding::zero>(a, b); }
inline double dadd_ru(double a, double b) { return rounded_sum_of<rounding::up>(a, b); }
inline double dadd_rd(double a, double b) { return rounded_sum_of<rounding::down>(a, b); }
inline double dsub_rz(double a, double b) { return rounded_sum_of<rounding::zero>(a, -b); }
inline double dsub_ru(double a, double b) { return rounded_sum_of<rounding::up>(a, -b); }
inline double dsub_rd(double a, double b) { return rounded_sum_of<rounding::down>(a, -b); }
inline double dmul_rz(double a, double b) { return rounded_product_of<rounding::zero>(a, b); }
inline double dmul_ru(double a, double b) { return rounded_product_of<rounding::up>(a, b); }
inline double dmul_rd(double a, double b) { return rounded_product_of<rounding::down>(a, b); }
inline double ddiv_rz(double a, double b) { return rounded_quotient<rounding::zero>(a, b); }
inline double ddiv_ru(double a, double b) { return rounded_quotient<rounding::up>(a, b); }
inline double ddiv_rd(double a, double b) { return rounded_quotient<rounding::down>(a, b); }
/// __drcp_rn, _rz, _ru, _rd => 1 / x and sycl::nextafter
inline double drcp_rn(double x) { return 1.0 / x; }
inline double drcp_rz(double x) { return rounded_quotient<rounding::zero>(1.0, x); }
inline double drcp_ru(double x) { return rounded_quotient<rounding::up>(1.0, x); }
inline double drcp_rd(double x) { return rounded_quotient<rounding::down>(1.0, x); }
/// __dsqrt_rn, _rz, _ru, _rd => sycl::sqrt and sycl::nextafter
inline double dsqrt_rn(double x) { return sycl::sqrt(x); }
inline double dsqrt_rz(double x) { return rounded_root<rounding::zero>(x); }
inline double dsqrt_ru(double x) { return rounded_root<rounding::up>(x); }
inline double dsqrt_rd(double x) { return rounded_root<rounding::down>(x); }
/// __fma_rn, _rz, _ru, _rd => sycl::fma and sycl::nextafter
inline double fma_rn(double a, double b, double c) { return sycl::fma(a, b, c); }
inline double fma_rz(double a, double b, double c) { return rounded_fma<rounding::zero>(a, b, c); }
inline double fma_ru(double a, double b, double c) { return rounded_fma<rounding::up>(a, b, c); }
inline double fma_rd(double a, double b, double c) { return rounded_fma<rounding::down>(a, b, c); }

#define PORT_CONVERSIONS(from, F, to, I) \
  inline I from##2##to##_rn(F x) { return to_integer<I, rounding::nearest>(x); } \
  inline I from##2##to##_rz(F x) { return to_integer<I, rounding::zero>(x); } \
  inline I from##2##to##_ru(F x) { return to_integer<I, rounding::up>(x); } \
  inline I from##2##to##_rd(F x) { return to_integer<I, rounding::down>(x); } \
  inline F to##2##from##_rn(I v) { return to_floating<F, rounding::nearest>(v); } \
  inline F to##2##from##_rz(I v) { return to_floating<F, rounding::zero>(v); } \
  inline F to##2##from##_ru(I v) { return to_floating<F, rounding::up>(v); } \
  inline F to##2##from##_rd(I v) { return to_floating<F, rounding::down>(v); }
/// __float2int_rn ... __ull2double_rd => sycl::rint, trunc, ceil, floor; a cast and sycl::nextafter
PORT_CONVERSIONS(float, float, int, int)
PORT_CONVERSIONS(float, float, uint, unsigned)
PORT_CONVERSIONS(float, float, ll, long long)
PORT_CONVERSIONS(float, float, ull, unsigned long long)
PORT_CONVERSIONS(double, double, int, int)
PORT_CONVERSIONS(double, double, uint, unsigned)
PORT_CONVERSIONS(double, double, ll, long long)
PORT_CONVERSIONS(double, double, ull, unsigned long long)
#undef PORT_CONVERSIONS

/// __double2float_rn, _rz, _ru, _rd => a cast and sycl::nextafter
inline float double2float_rn(double x) { return float(x); }
inline float double2float_rz(double x) { return to_single<rounding::zero>(x); }
inline float double2float_ru(double x) { return to_single<rounding::up>(x); }
inline float double2float_rd(double x) { return to_single<rounding::down>(x); }

// ==== Complex numbers

/// cuCreal, cuCimag => .x, .y
template <class C> constexpr auto creal(C a) { return a.x; }
template <class C> constexpr auto cimag(C a) { return a.y; }
/// cuCadd, cuCsub, cuCmul, cuCdiv, cuCfma, cuConj => arithmetic of float2 and double2
template <class C> constexpr C cadd(C a, C b) { return {a.x + b.x, a.y + b.y}; }
template <class C> constexpr C csub(C a, C b) { return {a.x - b.x, a.y - b.y}; }
template <class C> constexpr C cmul(C a, C b) { return {a.x * b.x - a.y * b.y, a.x * b.y + a.y * b.x}; }
template <class C> constexpr C cfma(C a, C b, C c) { return cadd(cmul(a, b), c); }
template <class C> constexpr C conj(C a) { return {a.x, -a.y}; }
template <class C> C cdiv(C a, C b) {
  const auto scale = sycl::fabs(b.x) + sycl::fabs(b.y);
  const C x = {a.x / scale, a.y / scale}, y = {b.x / scale, b.y / scale};
  const auto n = y.x * y.x + y.y * y.y;
  return {(x.x * y.x + x.y * y.y) / n, (x.y * y.x - x.x * y.y) / n};
}
/// cuCabs => sycl::hypot
template <class C> auto cabs(C a) { return sycl::hypot(a.x, a.y); }

/// cuComplexDoubleToFloat => float2 of the members
inline float2 to_float2(double2 v) { return {float(v.x), float(v.y)}; }
/// cuComplexFloatToDouble => double2 of the members
inline double2 to_double2(float2 v) { return {v.x, v.y}; }

// ==== Half and bfloat16
//
// Numbers are SYCL's; functions of them are computed in float and rounded, as CUDA's are. A pair has the members that
// code asks for, which sycl::half2 has not; what both have is written for numbers, and once for pairs of them.

/// __nv_bfloat16 => sycl::ext::oneapi::bfloat16 [ext sycl_ext_oneapi_bfloat16]
using bfloat16 = sycl::ext::oneapi::bfloat16;

template <class T> struct alignas(2 * sizeof(T)) pair {
  T x, y;
  pair() = default;
  constexpr pair(T x, T y) : x(x), y(y) {}
  constexpr explicit pair(T both) : x(both), y(both) {}
};
template <class T> inline constexpr bool by_word<pair<T>> = true;
/// __half2 => a structure of two sycl::half
using half2 = pair<sycl::half>;
/// __nv_bfloat162 => a structure of two bfloat16
using bfloat162 = pair<bfloat16>;

/// __half22float2, __bfloat1622float2 => float2 of the members
template <class T> float2 to_float2(pair<T> v) { return {float(v.x), float(v.y)}; }
/// __float22half2_rn, __float22bfloat162_rn => a pair of the members
inline half2 to_half2(float2 v) { return {v.x, v.y}; }
inline bfloat162 to_bfloat162(float2 v) { return {v.x, v.y}; }
/// __half_as_ushort, __ushort_as_bfloat16, ... => sycl::bit_cast, of what CUDA converts the argument to
inline short half_as_short(sycl::half x) { return sycl::bit_cast<short>(x); }
inline unsigned short half_as_ushort(sycl::half x) { return sycl::bit_cast<unsigned short>(x); }
inline sycl::half short_as_half(short x) { return sycl::bit_cast<sycl::half>(x); }
inline sycl::half ushort_as_half(unsigned short x) { return sycl::bit_cast<sycl::half>(x); }
inline short bfloat16_as_short(bfloat16 x) { return sycl::bit_cast<short>(x); }
inline unsigned short bfloat16_as_ushort(bfloat16 x) { return sycl::bit_cast<unsigned short>(x); }
inline bfloat16 short_as_bfloat16(short x) { return sycl::bit_cast<bfloat16>(x); }
inline bfloat16 ushort_as_bfloat16(unsigned short x) { return sycl::bit_cast<bfloat16>(x); }
/// __int2bfloat16_rn, ..., __ull2bfloat16_rn => bfloat16 of a float that keeps what it lost in its last bit
template <class I> bfloat16 to_bfloat16(I v) {
  const float cut = to_floating<float, rounding::zero>(v), away = v < 0 ? to_floating<float, rounding::down>(v)
                                                                        : to_floating<float, rounding::up>(v);
  return cut == away ? cut : sycl::bit_cast<float>(sycl::bit_cast<unsigned>(cut) | 1);
}

/// __low2half, __high2half, __low2bfloat16, __high2bfloat16 => .x, .y
template <class T> T low(pair<T> v) { return v.x; }
template <class T> T high(pair<T> v) { return v.y; }
/// __low2float, __high2float => .x, .y
template <class T> float low_float(pair<T> v) { return v.x; }
template <class T> float high_float(pair<T> v) { return v.y; }
/// __low2half2, __high2half2, __lows2half2, __highs2half2, __lowhigh2highlow, ... => a pair of members
template <class T> pair<T> both_low(pair<T> v) { return {v.x, v.x}; }
template <class T> pair<T> both_high(pair<T> v) { return {v.y, v.y}; }
template <class T> pair<T> lows(pair<T> a, pair<T> b) { return {a.x, b.x}; }
template <class T> pair<T> highs(pair<T> a, pair<T> b) { return {a.y, b.y}; }
template <class T> pair<T> swapped(pair<T> v) { return {v.y, v.x}; }

#define PORT_OPERATOR(op) \
  template <class T> pair<T> operator op(pair<T> a, pair<T> b) { return {T(a.x op b.x), T(a.y op b.y)}; } \
  template <class T> pair<T>& operator op##=(pair<T>& a, pair<T> b) { return a = a op b; }
PORT_OPERATOR(+)
PORT_OPERATOR(-)
PORT_OPERATOR(*)
PORT_OPERATOR(/)
#undef PORT_OPERATOR
template <class T> pair<T> operator+(pair<T> v) { return v; }
template <class T> pair<T> operator-(pair<T> v) { return {T(-v.x), T(-v.y)}; }

#define PORT_FUNCTION(name, expression) \
  template <class T> T name(T v) { \
    const float x = v; \
    return T(expression); \
  } \
  template <class T> pair<T> name(pair<T> v) { return {name(v.x), name(v.y)}; }
/// hexp, h2exp, __habs, __habs2, ... => sycl::exp, sycl::fabs, ...
PORT_FUNCTION(habs, sycl::fabs(x))
PORT_FUNCTION(hceil, sycl::ceil(x))
PORT_FUNCTION(hcos, sycl::cos(x))
PORT_FUNCTION(hexp, sycl::exp(x))
PORT_FUNCTION(hexp10, sycl::exp10(x))
PORT_FUNCTION(hexp2, sycl::exp2(x))
PORT_FUNCTION(hfloor, sycl::floor(x))
PORT_FUNCTION(hlog, sycl::log(x))
PORT_FUNCTION(hlog10, sycl::log10(x))
PORT_FUNCTION(hlog2, sycl::log2(x))
PORT_FUNCTION(hrcp, 1 / x)
PORT_FUNCTION(hrint, sycl::rint(x))
PORT_FUNCTION(hrsqrt, sycl::rsqrt(x))
PORT_FUNCTION(hsin, sycl::sin(x))
PORT_FUNCTION(hsqrt, sycl::sqrt(x))
PORT_FUNCTION(htanh, sycl::tanh(x))
PORT_FUNCTION(htrunc, sycl::trunc(x))
#undef PORT_FUNCTION
/// __hisnan, __hisinf => sycl::isnan, sycl::isinf
template <class T> bool hisnan(T v) { return sycl::isnan(float(v)); }
template <class T> int hisinf(T v) { return sycl::isinf(float(v)) ? float(v) < 0 ? -1 : 1 : 0; }
/// __hisnan2 => 1 or 0 for each member
template <class T> pair<T> hisnan2(pair<T> v) { return {T(hisnan(v.x)), T(hisnan(v.y))}; }

#define PORT_FUNCTION(name, expression) \
  template <class T> T name(T a, T b) { \
    const float x = a, y = b; \
    return T(expression); \
  } \
  template <class T> pair<T> name(pair<T> a, pair<T> b) { return {name(a.x, b.x), name(a.y, b.y)}; }
/// __hmax, __hmin2, ... => sycl::fmax, sycl::fmin; those with _nan give NaN where one is
PORT_FUNCTION(hmax, sycl::fmax(x, y))
PORT_FUNCTION(hmin, sycl::fmin(x, y))
PORT_FUNCTION(hmax_nan, x != x || y != y ? x + y : sycl::fmax(x, y))
PORT_FUNCTION(hmin_nan, x != x || y != y ? x + y : sycl::fmin(x, y))
/// __hadd_sat, __hmul2_sat, ... => the operator, and port::saturate
PORT_FUNCTION(hadd_sat, saturate(x + y))
PORT_FUNCTION(hsub_sat, saturate(x - y))
PORT_FUNCTION(hmul_sat, saturate(x * y))
#undef PORT_FUNCTION

#define PORT_FUNCTION(name, expression) \
  template <class T> T name(T a, T b, T c) { \
    const float x = sycl::fma(float(a), float(b), float(c)); \
    return T(expression); \
  } \
  template <class T> pair<T> name(pair<T> a, pair<T> b, pair<T> c) { \
    return {name(a.x, b.x, c.x), name(a.y, b.y, c.y)}; \
  }
/// __hfma, __hfma2, __hfma_sat, __hfma_relu, ... => sycl::fma
PORT_FUNCTION(hfma, x)
PORT_FUNCTION(hfma_sat, saturate(x))
PORT_FUNCTION(hfma_relu, x < 0 ? 0 : x)
#undef PORT_FUNCTION

#define PORT_COMPARE(name, holds) \
  template <class T> bool name(T a, T b) { \
    const float x = a, y = b; \
    return holds; \
  } \
  template <class T> bool name##_both(pair<T> a, pair<T> b) { return name(a.x, b.x) && name(a.y, b.y); } \
  template <class T> pair<T> name##_each(pair<T> a, pair<T> b) { \
    return {T(float(name(a.x, b.x))), T(float(name(a.y, b.y)))}; \
  } \
  template <class T> unsigned name##_mask(pair<T> a, pair<T> b) { \
    return (name(a.x, b.x) ? 0xffffu : 0u) | (name(a.y, b.y) ? 0xffff0000u : 0u); \
  }
/// __heq, __hbeq2, __heq2, __heq2_mask, __hequ, ... => == of both numbers; those with u hold where one is NaN
PORT_COMPARE(heq, x == y)
PORT_COMPARE(hne, x < y || x > y)
PORT_COMPARE(hlt, x < y)
PORT_COMPARE(hle, x <= y)
PORT_COMPARE(hgt, x > y)
PORT_COMPARE(hge, x >= y)
PORT_COMPARE(hequ, !(x < y || x > y))
PORT_COMPARE(hneu, x != y)
PORT_COMPARE(hltu, !(x >= y))
PORT_COMPARE(hleu, !(x > y))
PORT_COMPARE(hgtu, !(x <= y))
PORT_COMPARE(hgeu, !(x < y))
#undef PORT_COMPARE
template <class T> bool operator==(pair<T> a, pair<T> b) { return heq_both(a, b); }
template <class T> bool operator!=(pair<T> a, pair<T> b) { return hneu_both(a, b); }
template <class T> bool operator<(pair<T> a, pair<T> b) { return hlt_both(a, b); }
template <class T> bool operator<=(pair<T> a, pair<T> b) { return hle_both(a, b); }
template <class T> bool operator>(pair<T> a, pair<T> b) { return hgt_both(a, b); }
template <class T> bool operator>=(pair<T> a, pair<T> b) { return hge_both(a, b); }

// ==== Bytes and halfwords of a word
//
// CUDA's SIMD intrinsics: the same operation on two halfwords or four bytes.

template <class E, class Operation> unsigned each(unsigned a, unsigned b, Operation operation) {
  using U = std::make_unsigned_t<E>;
  unsigned out = 0;
  for (unsigned at = 0; at < 32; at += sizeof(E) * 8)
    out |= unsigned(U(operation(int(E(U(a >> at))), int(E(U(b >> at)))))) << at;
  return out;
}
template <class E> constexpr int saturated(int v) {
  return v < int(std::numeric_limits<E>::min())   ? int(std::numeric_limits<E>::min())
         : v > int(std::numeric_limits<E>::max()) ? int(std::numeric_limits<E>::max())
                                                  : v;
}

#define PORT_EACH(name, type, expression) \
  inline unsigned name(unsigned a, unsigned b) { \
    using element = type; \
    return each<element>(a, b, [](int x, int y) { return expression; }); \
  }
#define PORT_EACH1(name, type, expression) \
  inline unsigned name(unsigned a) { \
    using element = type; \
    return each<element>(a, 0, [](int x, int) { return expression; }); \
  }
#define PORT_PAIRS(stem, suffix, unit, halfwords, bytes, expression) \
  PORT_EACH##unit(v##stem##suffix##2, halfwords, expression) PORT_EACH##unit(v##stem##suffix##4, bytes, expression)
#define PORT_SIGNED(stem, unit, expression) PORT_PAIRS(stem, , unit, std::int16_t, std::int8_t, expression)
#define PORT_BOTH(stem, expression) \
  PORT_PAIRS(stem, s, , std::int16_t, std::int8_t, expression) \
  PORT_PAIRS(stem, u, , std::uint16_t, std::uint8_t, expression)
#define PORT_COMPARE(name, operation) \
  PORT_BOTH(cmp##name, x operation y ? -1 : 0) PORT_BOTH(set##name, x operation y ? 1 : 0)
/// __vadd2, __vsub2, ..., __vadd4, ... => C++ on each halfword or byte
PORT_SIGNED(add, , x + y)
PORT_SIGNED(sub, , x - y)
PORT_PAIRS(adds, s, , std::int16_t, std::int8_t, saturated<element>(x + y))
PORT_PAIRS(subs, s, , std::int16_t, std::int8_t, saturated<element>(x - y))
PORT_PAIRS(addu, s, , std::uint16_t, std::uint8_t, saturated<element>(x + y))
PORT_PAIRS(subu, s, , std::uint16_t, std::uint8_t, saturated<element>(x - y))
PORT_PAIRS(avg, s, , std::int16_t, std::int8_t, (x + y + (x + y >= 0)) >> 1)
PORT_PAIRS(avg, u, , std::uint16_t, std::uint8_t, (x + y + 1) >> 1)
PORT_PAIRS(hadd, u, , std::uint16_t, std::uint8_t, (x + y) >> 1)
PORT_BOTH(min, y < x ? y : x)
PORT_BOTH(max, x < y ? y : x)
PORT_BOTH(absdiff, x < y ? y - x : x - y)
/// __vabs2, __vneg2, ... => C++ on each halfword or byte
PORT_SIGNED(abs, 1, x < 0 ? -x : x)
PORT_SIGNED(absss, 1, saturated<element>(x < 0 ? -x : x))
PORT_SIGNED(neg, 1, -x)
PORT_SIGNED(negss, 1, saturated<element>(-x))
/// __vcmpgts2, __vsetgts2, ... => C++ on each halfword or byte
PORT_SIGNED(cmpeq, , x == y ? -1 : 0)
PORT_SIGNED(cmpne, , x != y ? -1 : 0)
PORT_SIGNED(seteq, , x == y ? 1 : 0)
PORT_SIGNED(setne, , x != y ? 1 : 0)
PORT_COMPARE(gt, >)
PORT_COMPARE(ge, >=)
PORT_COMPARE(lt, <)
PORT_COMPARE(le, <=)
#undef PORT_COMPARE
#undef PORT_BOTH
#undef PORT_SIGNED
#undef PORT_PAIRS
#undef PORT_EACH1
#undef PORT_EACH

template <class E> unsigned sum_of_differences(unsigned a, unsigned b) {
  unsigned sum = 0;
  for (unsigned at = 0; at < 32; at += sizeof(E) * 8) {
    const int x = E(std::make_unsigned_t<E>(a >> at)), y = E(std::make_unsigned_t<E>(b >> at));
    sum += unsigned(x < y ? y - x : x - y);
  }
  return sum;
}
/// __vsads2, __vsadu2, __vsads4, __vsadu4 => differences, added
inline unsigned vsads2(unsigned a, unsigned b) { return sum_of_differences<std::int16_t>(a, b); }
inline unsigned vsadu2(unsigned a, unsigned b) { return sum_of_differences<std::uint16_t>(a, b); }
inline unsigned vsads4(unsigned a, unsigned b) { return sum_of_differences<std::int8_t>(a, b); }
inline unsigned vsadu4(unsigned a, unsigned b) { return sum_of_differences<std::uint8_t>(a, b); }

/// __vimax3_s32, __vimin3_u32, __viaddmax_s32, ... => C++
inline int vimax3_s32(int a, int b, int c) { return max(max(a, b), c); }
inline int vimin3_s32(int a, int b, int c) { return min(min(a, b), c); }
inline unsigned vimax3_u32(unsigned a, unsigned b, unsigned c) { return max(max(a, b), c); }
inline unsigned vimin3_u32(unsigned a, unsigned b, unsigned c) { return min(min(a, b), c); }
inline int vimax3_s32_relu(int a, int b, int c) { return max(vimax3_s32(a, b, c), 0); }
inline int vimin3_s32_relu(int a, int b, int c) { return max(vimin3_s32(a, b, c), 0); }
inline int vimax_s32_relu(int a, int b) { return max(max(a, b), 0); }
inline int vimin_s32_relu(int a, int b) { return max(min(a, b), 0); }
inline int viaddmax_s32(int a, int b, int c) { return max(int(unsigned(a) + unsigned(b)), c); }
inline int viaddmin_s32(int a, int b, int c) { return min(int(unsigned(a) + unsigned(b)), c); }
inline unsigned viaddmax_u32(unsigned a, unsigned b, unsigned c) { return max(a + b, c); }
inline unsigned viaddmin_u32(unsigned a, unsigned b, unsigned c) { return min(a + b, c); }
inline int viaddmax_s32_relu(int a, int b, int c) { return max(viaddmax_s32(a, b, c), 0); }
inline int viaddmin_s32_relu(int a, int b, int c) { return max(viaddmin_s32(a, b, c), 0); }
inline int vibmax_s32(int a, int b, bool* first) { return (*first = a >= b) ? a : b; }
inline int vibmin_s32(int a, int b, bool* first) { return (*first = a <= b) ? a : b; }
inline unsigned vibmax_u32(unsigned a, unsigned b, bool* first) { return (*first = a >= b) ? a : b; }
inline unsigned vibmin_u32(unsigned a, unsigned b, bool* first) { return (*first = a <= b) ? a : b; }
/// __vimax3_s16x2, __viaddmin_u16x2, ... => the same on halfwords
inline unsigned vimax3_s16x2(unsigned a, unsigned b, unsigned c) { return vmaxs2(vmaxs2(a, b), c); }
inline unsigned vimin3_s16x2(unsigned a, unsigned b, unsigned c) { return vmins2(vmins2(a, b), c); }
inline unsigned vimax3_u16x2(unsigned a, unsigned b, unsigned c) { return vmaxu2(vmaxu2(a, b), c); }
inline unsigned vimin3_u16x2(unsigned a, unsigned b, unsigned c) { return vminu2(vminu2(a, b), c); }
inline unsigned vimax3_s16x2_relu(unsigned a, unsigned b, unsigned c) { return vmaxs2(vimax3_s16x2(a, b, c), 0); }
inline unsigned vimin3_s16x2_relu(unsigned a, unsigned b, unsigned c) { return vmaxs2(vimin3_s16x2(a, b, c), 0); }
inline unsigned vimax_s16x2_relu(unsigned a, unsigned b) { return vmaxs2(vmaxs2(a, b), 0); }
inline unsigned vimin_s16x2_relu(unsigned a, unsigned b) { return vmaxs2(vmins2(a, b), 0); }
inline unsigned viaddmax_s16x2(unsigned a, unsigned b, unsigned c) { return vmaxs2(vadd2(a, b), c); }
inline unsigned viaddmin_s16x2(unsigned a, unsigned b, unsigned c) { return vmins2(vadd2(a, b), c); }
inline unsigned viaddmax_u16x2(unsigned a, unsigned b, unsigned c) { return vmaxu2(vadd2(a, b), c); }
inline unsigned viaddmin_u16x2(unsigned a, unsigned b, unsigned c) { return vminu2(vadd2(a, b), c); }
inline unsigned viaddmax_s16x2_relu(unsigned a, unsigned b, unsigned c) { return vmaxs2(viaddmax_s16x2(a, b, c), 0); }
inline unsigned viaddmin_s16x2_relu(unsigned a, unsigned b, unsigned c) { return vmaxs2(viaddmin_s16x2(a, b, c), 0); }
inline unsigned vibmax_s16x2(unsigned a, unsigned b, bool* high, bool* low) {
  const unsigned first = vcmpges2(a, b);
  *high = first >> 16, *low = first & 0xffff;
  return vmaxs2(a, b);
}
inline unsigned vibmin_s16x2(unsigned a, unsigned b, bool* high, bool* low) {
  const unsigned first = vcmples2(a, b);
  *high = first >> 16, *low = first & 0xffff;
  return vmins2(a, b);
}
inline unsigned vibmax_u16x2(unsigned a, unsigned b, bool* high, bool* low) {
  const unsigned first = vcmpgeu2(a, b);
  *high = first >> 16, *low = first & 0xffff;
  return vmaxu2(a, b);
}
inline unsigned vibmin_u16x2(unsigned a, unsigned b, bool* high, bool* low) {
  const unsigned first = vcmpleu2(a, b);
  *high = first >> 16, *low = first & 0xffff;
  return vminu2(a, b);
}

// ==== Errors
//
// A call gives the code that CUDA's gives, and no exception leaves it; the text is that of the exception.

/// cudaError_t => an enumeration with CUDA's values
enum error_t : int {
  success = 0,
  error_invalid_value = 1,
  error_memory_allocation = 2,
  error_initialization_error = 3,
  error_cudart_unloading = 4,
  error_profiler_disabled = 5,
  error_profiler_not_initialized = 6,
  error_profiler_already_started = 7,
  error_profiler_already_stopped = 8,
  error_invalid_configuration = 9,
  error_invalid_pitch_value = 12,
  error_invalid_symbol = 13,
  error_invalid_host_pointer = 16,
  error_invalid_device_pointer = 17,
  error_invalid_texture = 18,
  error_invalid_texture_binding = 19,
  error_invalid_channel_descriptor = 20,
  error_invalid_memcpy_direction = 21,
  error_address_of_constant = 22,
  error_texture_fetch_failed = 23,
  error_texture_not_bound = 24,
  error_synchronization_error = 25,
  error_invalid_filter_setting = 26,
  error_invalid_norm_setting = 27,
  error_mixed_device_execution = 28,
  error_not_yet_implemented = 31,
  error_memory_value_too_large = 32,
  error_stub_library = 34,
  error_insufficient_driver = 35,
  error_call_requires_newer_driver = 36,
  error_invalid_surface = 37,
  error_duplicate_variable_name = 43,
  error_duplicate_texture_name = 44,
  error_duplicate_surface_name = 45,
  error_devices_unavailable = 46,
  error_incompatible_driver_context = 49,
  error_missing_configuration = 52,
  error_prior_launch_failure = 53,
  error_launch_max_depth_exceeded = 65,
  error_launch_file_scoped_tex = 66,
  error_launch_file_scoped_surf = 67,
  error_sync_depth_exceeded = 68,
  error_launch_pending_count_exceeded = 69,
  error_invalid_device_function = 98,
  error_no_device = 100,
  error_invalid_device = 101,
  error_device_not_licensed = 102,
  error_software_validity_not_established = 103,
  error_startup_failure = 127,
  error_invalid_kernel_image = 200,
  error_device_uninitialized = 201,
  error_map_buffer_object_failed = 205,
  error_unmap_buffer_object_failed = 206,
  error_array_is_mapped = 207,
  error_already_mapped = 208,
  error_no_kernel_image_for_device = 209,
  error_already_acquired = 210,
  error_not_mapped = 211,
  error_not_mapped_as_array = 212,
  error_not_mapped_as_pointer = 213,
  error_ecc_uncorrectable = 214,
  error_unsupported_limit = 215,
  error_device_already_in_use = 216,
  error_peer_access_unsupported = 217,
  error_invalid_ptx = 218,
  error_invalid_graphics_context = 219,
  error_nvlink_uncorrectable = 220,
  error_jit_compiler_not_found = 221,
  error_unsupported_ptx_version = 222,
  error_jit_compilation_disabled = 223,
  error_unsupported_exec_affinity = 224,
  error_unsupported_dev_side_sync = 225,
  error_contained = 226,
  error_invalid_source = 300,
  error_file_not_found = 301,
  error_shared_object_symbol_not_found = 302,
  error_shared_object_init_failed = 303,
  error_operating_system = 304,
  error_invalid_resource_handle = 400,
  error_illegal_state = 401,
  error_lossy_query = 402,
  error_symbol_not_found = 500,
  error_not_ready = 600,
  error_illegal_address = 700,
  error_launch_out_of_resources = 701,
  error_launch_timeout = 702,
  error_launch_incompatible_texturing = 703,
  error_peer_access_already_enabled = 704,
  error_peer_access_not_enabled = 705,
  error_set_on_active_process = 708,
  error_context_is_destroyed = 709,
  error_assert = 710,
  error_too_many_peers = 711,
  error_host_memory_already_registered = 712,
  error_host_memory_not_registered = 713,
  error_hardware_stack_error = 714,
  error_illegal_instruction = 715,
  error_misaligned_address = 716,
  error_invalid_address_space = 717,
  error_invalid_pc = 718,
  error_launch_failure = 719,
  error_cooperative_launch_too_large = 720,
  error_tensor_memory_leak = 721,
  error_not_permitted = 800,
  error_not_supported = 801,
  error_system_not_ready = 802,
  error_system_driver_mismatch = 803,
  error_compat_not_supported_on_device = 804,
  error_mps_connection_failed = 805,
  error_mps_rpc_failure = 806,
  error_mps_server_not_ready = 807,
  error_mps_max_clients_reached = 808,
  error_mps_max_connections_reached = 809,
  error_mps_client_terminated = 810,
  error_cdp_not_supported = 811,
  error_cdp_version_mismatch = 812,
  error_stream_capture_unsupported = 900,
  error_stream_capture_invalidated = 901,
  error_stream_capture_merge = 902,
  error_stream_capture_unmatched = 903,
  error_stream_capture_unjoined = 904,
  error_stream_capture_isolation = 905,
  error_stream_capture_implicit = 906,
  error_captured_event = 907,
  error_stream_capture_wrong_thread = 908,
  error_timeout = 909,
  error_graph_exec_update_failure = 910,
  error_external_device = 911,
  error_invalid_cluster_size = 912,
  error_function_not_loaded = 913,
  error_invalid_resource_type = 914,
  error_invalid_resource_configuration = 915,
  error_unknown = 999,
  error_api_failure_base = 10000
};

// What went wrong last in this thread, and how often something has.
struct error_state {
  error_t last = success;
  std::string text;
  unsigned long count = 0;
};
inline error_state& errors() {
  thread_local error_state state;
  return state;
}
inline error_t failed(error_t code, const char* text) {
  auto& state = errors();
  state.last = code;
  state.text = text;
  ++state.count;
  return code;
}

/// cudaGetLastError => the code of the last exception in this thread, which is forgotten
inline error_t last_error() { return std::exchange(errors().last, success); }

/// cudaPeekAtLastError => the code of the last exception in this thread
inline error_t peek_error() { return errors().last; }

/// cudaGetErrorName => CUDA's name of the code, for those that the helper gives
inline const char* error_name(error_t code) {
  switch (code) {
    case success: return "cudaSuccess";
    case error_invalid_value: return "cudaErrorInvalidValue";
    case error_memory_allocation: return "cudaErrorMemoryAllocation";
    case error_invalid_configuration: return "cudaErrorInvalidConfiguration";
    case error_no_device: return "cudaErrorNoDevice";
    case error_invalid_device: return "cudaErrorInvalidDevice";
    case error_invalid_resource_handle: return "cudaErrorInvalidResourceHandle";
    case error_not_ready: return "cudaErrorNotReady";
    case error_launch_failure: return "cudaErrorLaunchFailure";
    case error_not_supported: return "cudaErrorNotSupported";
    default: return "cudaErrorUnknown";
  }
}

/// cudaGetErrorString => what() of the exception
inline const char* error_string(error_t code) {
  if (code == success) return "no error";
  const auto& state = errors();
  return state.text.empty() ? error_name(code) : state.text.c_str();
}

inline error_t code_of(const sycl::exception& error) {
  const auto code = error.code();
  if (code == sycl::errc::memory_allocation) return error_memory_allocation;
  if (code == sycl::errc::nd_range) return error_invalid_configuration;
  if (code == sycl::errc::feature_not_supported || code == sycl::errc::kernel_not_supported) return error_not_supported;
  if (code == sycl::errc::invalid || code == sycl::errc::kernel_argument) return error_invalid_value;
  return code == sycl::errc::kernel || code == sycl::errc::build ? error_launch_failure : error_unknown;
}

// What `call` does, as a code; also what went wrong meanwhile in work that was submitted before.
template <class Call> error_t attempt(Call&& call) {
  const auto before = errors().count;
  try {
    call();
  } catch (const sycl::exception& error) {
    return failed(code_of(error), error.what());
  } catch (const std::exception& error) {
    return failed(error_unknown, error.what());
  }
  return errors().count == before ? success : errors().last;
}
inline void asynchronous(sycl::exception_list all) {
  for (const auto& one : all) try {
      std::rethrow_exception(one);
    } catch (const std::exception& error) {
      failed(error_launch_failure, error.what());
    }
}

// ==== Devices and streams
//
// A stream is a pointer to a queue that is in order; null is the default stream of the device. As in CUDA (and at a
// price: see the page of this header) work on the default stream waits for that of the other streams, and theirs for
// it; streams that are made with stream_non_blocking are exempt.

/// cudaStream_t => sycl::queue*
using stream_t = sycl::queue*;

/// cudaStreamPerThread => the default stream
inline const stream_t stream_per_thread = nullptr;
/// cudaStreamLegacy => the default stream
inline const stream_t stream_legacy = nullptr;

/// cudaStreamNonBlocking => a flag of a stream
enum stream_flags : unsigned { stream_non_blocking = 1 };

/// cudaStreamDefault => 0, a flag and the default stream
struct default_stream {
  constexpr operator unsigned() const { return 0; }
  constexpr operator stream_t() const { return nullptr; }
};
constexpr default_stream stream_default;

// All devices of the platform that SYCL prefers; they share one context.
inline const std::vector<sycl::device>& devices() {
  static const std::vector<sycl::device> all = [] {
    const sycl::device first{sycl::default_selector_v};
    const auto kind = first.get_info<sycl::info::device::device_type>();
    std::vector<sycl::device> found;
    for (const auto& device : first.get_platform().get_devices())
      if (device.get_info<sycl::info::device::device_type>() == kind) found.push_back(device);
    return found;
  }();
  return all;
}
inline int& current_device() {
  thread_local int device = 0;
  return device;
}
inline sycl::queue* new_queue(int device) {
  const sycl::property_list properties{sycl::property::queue::in_order(), sycl::property::queue::enable_profiling()};
  return new sycl::queue(devices().at(size_t(device)), asynchronous, properties);
}

struct stream_state {
  stream_t stream;
  int device;
  unsigned flags;
};
struct stream_registry {
  std::mutex mutex;
  std::map<int, sycl::queue*> defaults;
  std::map<int, size_t> prepared;  // how many of before_launch() are done
  std::vector<stream_state> streams;
};
inline stream_registry& registry() {
  static auto* const all = new stream_registry;  // never destroyed: programs end while streams live
  return *all;
}

/// default stream => a queue that is in order, one for each device
inline sycl::queue& default_queue(int device = current_device()) {
  const std::lock_guard<std::mutex> lock(registry().mutex);
  auto& queue = registry().defaults[device];
  if (!queue) queue = new_queue(device);
  return *queue;
}
inline bool is_recording(const sycl::queue& queue) {
  return queue.ext_oneapi_get_state() == sx::queue_state::recording;  // [ext sycl_ext_oneapi_graph]
}
// Have work that is submitted to `later` from now on wait for what was submitted to `earlier`.
inline void wait_for(sycl::queue& later, sycl::queue& earlier) {
  if (is_recording(earlier) || earlier.ext_oneapi_empty()) return;         // [ext sycl_ext_oneapi_queue_empty]
  later.ext_oneapi_submit_barrier({earlier.ext_oneapi_submit_barrier()});  // [ext sycl_ext_oneapi_enqueue_barrier]
}

/// the queue of a stream => *stream, behind what CUDA has it wait for
inline sycl::queue& queue(stream_t stream = nullptr) {
  std::vector<stream_state> others;
  {
    const std::lock_guard<std::mutex> lock(registry().mutex);
    others = registry().streams;
  }
  if (!stream) {
    auto& mine = default_queue();
    for (const auto& other : others)
      if (other.device == current_device() && !(other.flags & stream_non_blocking)) wait_for(mine, *other.stream);
    return mine;
  }
  if (!is_recording(*stream))
    for (const auto& other : others)
      if (other.stream == stream && !(other.flags & stream_non_blocking))
        wait_for(*stream, default_queue(other.device));
  return *stream;
}

/// cudaStreamCreate, cudaStreamCreateWithFlags, cudaStreamCreateWithPriority => sycl::queue, in order
inline error_t stream_create(stream_t* stream, unsigned flags = stream_default, int /*priority*/ = 0) {
  return attempt([&] {
    *stream = new_queue(current_device());
    const std::lock_guard<std::mutex> lock(registry().mutex);
    registry().streams.push_back({*stream, current_device(), flags});
  });
}

/// cudaStreamDestroy => queue::wait, and the queue is deleted
inline error_t stream_destroy(stream_t stream) {
  if (!stream) return failed(error_invalid_resource_handle, "the default stream is not destroyed");
  return attempt([&] {
    {
      const std::lock_guard<std::mutex> lock(registry().mutex);
      auto& all = registry().streams;
      const auto same = [&](const stream_state& one) { return one.stream == stream; };
      all.erase(std::remove_if(all.begin(), all.end(), same), all.end());
    }
    stream->wait_and_throw();
    delete stream;
  });
}

/// cudaStreamSynchronize => queue::wait_and_throw
inline error_t stream_synchronize(stream_t stream) {
  return attempt([&] { queue(stream).wait_and_throw(); });
}

/// cudaStreamQuery => queue::ext_oneapi_empty [ext sycl_ext_oneapi_queue_empty]
inline error_t stream_query(stream_t stream) {
  bool empty = false;
  const error_t code = attempt([&] { empty = (stream ? *stream : default_queue()).ext_oneapi_empty(); });
  return code != success || empty ? code : error_not_ready;
}

/// cudaStreamGetFlags => the flags that it was made with
inline error_t stream_get_flags(stream_t stream, unsigned* flags) {
  const std::lock_guard<std::mutex> lock(registry().mutex);
  *flags = stream_default;
  for (const auto& one : registry().streams)
    if (one.stream == stream) *flags = one.flags;
  return success;
}

/// cudaStreamGetPriority => 0: queues have no priorities here
inline error_t stream_get_priority(stream_t, int* priority) {
  *priority = 0;
  return success;
}

/// cudaDeviceGetStreamPriorityRange => 0 to 0
inline error_t stream_priority_range(int* least, int* greatest) {
  *least = *greatest = 0;
  return success;
}

/// cudaDeviceSynchronize => queue::wait_and_throw of all queues of the device
inline error_t device_synchronize() {
  return attempt([&] {
    std::vector<sycl::queue*> all{&default_queue()};
    {
      const std::lock_guard<std::mutex> lock(registry().mutex);
      for (const auto& one : registry().streams)
        if (one.device == current_device()) all.push_back(one.stream);
    }
    for (auto* one : all)
      if (!is_recording(*one)) one->wait_and_throw();
  });
}

/// cudaGetDeviceCount => size of platform::get_devices
inline error_t device_count(int* count) {
  *count = 0;
  if (attempt([&] { *count = int(devices().size()); }) == success) return success;
  return failed(error_no_device, "there is no SYCL device");
}

/// cudaGetDevice => a number, one for each thread
inline error_t get_device(int* device) {
  *device = current_device();
  return success;
}

/// cudaSetDevice => a number, one for each thread
inline error_t set_device(int device) {
  int count = 0;
  if (const error_t code = device_count(&count)) return code;
  if (device < 0 || device >= count) return failed(error_invalid_device, "there is no such device");
  current_device() = device;
  return success;
}

/// cudaDeviceReset => queue::wait_and_throw of all queues; memory stays
inline error_t device_reset() { return device_synchronize(); }

/// cudaSetDeviceFlags => without effect
inline error_t set_device_flags(unsigned) { return success; }
enum device_flags : unsigned {
  device_schedule_auto = 0,
  device_schedule_spin = 1,
  device_schedule_yield = 2,
  device_schedule_blocking_sync = 4,
  device_map_host = 8,
  device_lmem_resize_to_max = 16
};

/// cudaRuntimeGetVersion, cudaDriverGetVersion => SYCL_LANGUAGE_VERSION
inline error_t runtime_version(int* version) {
#if defined(SYCL_LANGUAGE_VERSION)
  *version = int(SYCL_LANGUAGE_VERSION);
#else
  *version = 202012;
#endif
  return success;
}
inline error_t driver_version(int* version) { return runtime_version(version); }

/// CUDART_VERSION => the last release of CUDA whose calls are here
inline constexpr int cuda_version = 12090;

/// cudaDeviceCanAccessPeer => device::ext_oneapi_can_access_peer [ext sycl_ext_oneapi_peer_access]
inline error_t can_access_peer(int* possible, int device, int peer) {
  return attempt([&] {
    sycl::device one = devices().at(size_t(device));
    *possible = device != peer && one.ext_oneapi_can_access_peer(devices().at(size_t(peer)));
  });
}

/// cudaDeviceEnablePeerAccess => device::ext_oneapi_enable_peer_access [ext sycl_ext_oneapi_peer_access]
inline error_t enable_peer_access(int peer, unsigned = 0) {
  return attempt([&] {
    sycl::device one = devices().at(size_t(current_device()));
    one.ext_oneapi_enable_peer_access(devices().at(size_t(peer)));
  });
}

/// cudaDeviceDisablePeerAccess => device::ext_oneapi_disable_peer_access [ext sycl_ext_oneapi_peer_access]
inline error_t disable_peer_access(int peer) {
  return attempt([&] {
    sycl::device one = devices().at(size_t(current_device()));
    one.ext_oneapi_disable_peer_access(devices().at(size_t(peer)));
  });
}

// ==== What a device is

// The structures stand in a namespace of their own, of which nobody has to know: so memset(&p, ...), memcpy(&p, ...) and
// free(p) of such a p are C's functions only, and not port::memset, port::memcpy and port::free as well.

namespace types {
/// cudaDeviceProp => device::get_info under CUDA's names; 0 where SYCL has nothing to ask
struct device_properties {
  char name[256], luid[8];
  struct {
    char bytes[16];
  } uuid;
  size_t totalGlobalMem, sharedMemPerBlock, sharedMemPerBlockOptin, sharedMemPerMultiprocessor, totalConstMem, memPitch;
  size_t textureAlignment, texturePitchAlignment, surfaceAlignment;
  int warpSize, maxThreadsPerBlock, maxThreadsDim[3], maxGridSize[3], regsPerBlock, regsPerMultiprocessor;
  int clockRate, memoryClockRate, memoryBusWidth, l2CacheSize, persistingL2CacheMaxSize;
  int multiProcessorCount, maxThreadsPerMultiProcessor, maxBlocksPerMultiProcessor, major, minor;
  int managedMemory, concurrentManagedAccess, pageableMemoryAccess, pageableMemoryAccessUsesHostPageTables;
  int directManagedMemAccessFromHost, hostNativeAtomicSupported, memoryPoolsSupported;
  int integrated, canMapHostMemory, unifiedAddressing, cooperativeLaunch, cooperativeMultiDeviceLaunch, ECCEnabled;
  int concurrentKernels, asyncEngineCount, deviceOverlap, streamPrioritiesSupported, kernelExecTimeoutEnabled;
  int computeMode, tccDriver, computePreemptionSupported, isMultiGpuBoard, multiGpuBoardGroupID;
  int globalL1CacheSupported, localL1CacheSupported, pciBusID, pciDeviceID, pciDomainID;
  // Of images, in elements: 0 where the device has none. There are no layers.
  int maxTexture1D, maxTexture2D[2], maxTexture3D[3], maxTexture1DLayered[2], maxTexture2DLayered[3];
};
}  // namespace types
using types::device_properties;

/// cudaGetDeviceProperties => device::get_info, device::has; compute capability 8.0
inline error_t get_properties(device_properties* p, int device) {
  return attempt([&] {
    namespace info = sycl::info::device;
    const auto& d = devices().at(size_t(device));
    *p = {};
    std::snprintf(p->name, sizeof p->name, "%s", d.get_info<info::name>().c_str());
    p->totalGlobalMem = d.get_info<info::global_mem_size>();
    p->sharedMemPerBlock = p->sharedMemPerBlockOptin = p->sharedMemPerMultiprocessor =
        d.get_info<info::local_mem_size>();
    p->totalConstMem = 64 << 10;
    p->memPitch = std::numeric_limits<int>::max();
    p->textureAlignment = p->texturePitchAlignment = p->surfaceAlignment = 512;
    p->warpSize = warp_size;
    p->maxThreadsPerBlock = int(std::min<size_t>(1024, d.get_info<info::max_work_group_size>()));
    p->maxThreadsDim[0] = p->maxThreadsDim[1] = p->maxThreadsPerBlock;
    p->maxThreadsDim[2] = 64;
    p->maxGridSize[0] = std::numeric_limits<int>::max();
    p->maxGridSize[1] = p->maxGridSize[2] = 65535;
    p->regsPerBlock = p->regsPerMultiprocessor = 64 << 10;
    p->clockRate = int(d.get_info<info::max_clock_frequency>()) * 1000;
    p->l2CacheSize = int(d.get_info<info::global_mem_cache_size>());
    p->multiProcessorCount = int(d.get_info<info::max_compute_units>());
    p->maxThreadsPerMultiProcessor = 1024;
    p->maxBlocksPerMultiProcessor = 16;
    p->major = 8;
    p->concurrentKernels = p->asyncEngineCount = p->deviceOverlap = p->cooperativeLaunch = p->memoryPoolsSupported = 1;
    p->managedMemory = d.has(sycl::aspect::usm_shared_allocations);
    p->concurrentManagedAccess = d.has(sycl::aspect::usm_atomic_shared_allocations);
    p->pageableMemoryAccess = d.has(sycl::aspect::usm_system_allocations);
    p->canMapHostMemory = p->unifiedAddressing = d.has(sycl::aspect::usm_host_allocations);
    p->hostNativeAtomicSupported = d.has(sycl::aspect::usm_atomic_host_allocations);
    p->integrated = d.is_cpu();
    p->ECCEnabled = d.get_info<info::error_correction_support>();
    if (d.has(sycl::aspect::ext_intel_legacy_image)) {
      p->maxTexture1D = p->maxTexture2D[0] = int(d.get_info<info::image2d_max_width>());
      p->maxTexture2D[1] = int(d.get_info<info::image2d_max_height>());
      p->maxTexture3D[0] = int(d.get_info<info::image3d_max_width>());
      p->maxTexture3D[1] = int(d.get_info<info::image3d_max_height>());
      p->maxTexture3D[2] = int(d.get_info<info::image3d_max_depth>());
    }
    if (d.has(sycl::aspect::ext_intel_device_info_uuid)) {  // [ext sycl_ext_intel_device_info]
      const auto uuid = d.get_info<sycl::ext::intel::info::device::uuid>();
      std::copy(uuid.begin(), uuid.end(), p->uuid.bytes);
    }
    if (d.has(sycl::aspect::ext_intel_memory_clock_rate))
      p->memoryClockRate = int(d.get_info<sycl::ext::intel::info::device::memory_clock_rate>()) * 1000;
    if (d.has(sycl::aspect::ext_intel_memory_bus_width))
      p->memoryBusWidth = int(d.get_info<sycl::ext::intel::info::device::memory_bus_width>());
  });
}

/// cudaComputeMode => not asked for: a device of SYCL is open to all, compute_mode_default
enum compute_mode {
  compute_mode_default = 0,
  compute_mode_exclusive = 1,
  compute_mode_prohibited = 2,
  compute_mode_exclusive_process = 3
};

/// cudaDeviceAttr => names of what a device is asked
enum class device_attribute {
  multiprocessor_count,
  warp_size,
  max_threads_per_block,
  max_block_dim_x,
  max_block_dim_y,
  max_block_dim_z,
  max_grid_dim_x,
  max_grid_dim_y,
  max_grid_dim_z,
  max_threads_per_multiprocessor,
  max_blocks_per_multiprocessor,
  max_registers_per_block,
  max_registers_per_multiprocessor,
  max_shared_memory_per_block,
  max_shared_memory_per_block_optin,
  max_shared_memory_per_multiprocessor,
  max_pitch,
  total_constant_memory,
  clock_rate,
  memory_clock_rate,
  global_memory_bus_width,
  l2_cache_size,
  compute_capability_major,
  compute_capability_minor,
  cooperative_launch,
  concurrent_kernels,
  async_engine_count,
  memory_pools_supported,
  managed_memory,
  concurrent_managed_access,
  pageable_memory_access,
  pageable_memory_access_uses_host_page_tables,
  host_native_atomic_supported,
  can_map_host_memory,
  unified_addressing,
  integrated,
  ecc_enabled,
  compute_mode,
  cluster_launch,
  max_access_policy_window_size
};

/// cudaDeviceGetAttribute => the same as a member of device_properties
inline error_t get_attribute(int* value, device_attribute attribute, int device) {
  device_properties p;
  if (const error_t code = get_properties(&p, device)) return code;
  using a = device_attribute;
  *value = [&]() -> int {
    switch (attribute) {
      case a::multiprocessor_count: return p.multiProcessorCount;
      case a::warp_size: return p.warpSize;
      case a::max_threads_per_block: return p.maxThreadsPerBlock;
      case a::max_block_dim_x: return p.maxThreadsDim[0];
      case a::max_block_dim_y: return p.maxThreadsDim[1];
      case a::max_block_dim_z: return p.maxThreadsDim[2];
      case a::max_grid_dim_x: return p.maxGridSize[0];
      case a::max_grid_dim_y: return p.maxGridSize[1];
      case a::max_grid_dim_z: return p.maxGridSize[2];
      case a::max_threads_per_multiprocessor: return p.maxThreadsPerMultiProcessor;
      case a::max_blocks_per_multiprocessor: return p.maxBlocksPerMultiProcessor;
      case a::max_registers_per_block: return p.regsPerBlock;
      case a::max_registers_per_multiprocessor: return p.regsPerMultiprocessor;
      case a::max_shared_memory_per_block: return int(p.sharedMemPerBlock);
      case a::max_shared_memory_per_block_optin: return int(p.sharedMemPerBlockOptin);
      case a::max_shared_memory_per_multiprocessor: return int(p.sharedMemPerMultiprocessor);
      case a::max_pitch: return int(p.memPitch);
      case a::total_constant_memory: return int(p.totalConstMem);
      case a::clock_rate: return p.clockRate;
      case a::memory_clock_rate: return p.memoryClockRate;
      case a::global_memory_bus_width: return p.memoryBusWidth;
      case a::l2_cache_size: return p.l2CacheSize;
      case a::compute_capability_major: return p.major;
      case a::compute_capability_minor: return p.minor;
      case a::cooperative_launch: return p.cooperativeLaunch;
      case a::concurrent_kernels: return p.concurrentKernels;
      case a::async_engine_count: return p.asyncEngineCount;
      case a::memory_pools_supported: return p.memoryPoolsSupported;
      case a::managed_memory: return p.managedMemory;
      case a::concurrent_managed_access: return p.concurrentManagedAccess;
      case a::pageable_memory_access: return p.pageableMemoryAccess;
      case a::host_native_atomic_supported: return p.hostNativeAtomicSupported;
      case a::can_map_host_memory: return p.canMapHostMemory;
      case a::unified_addressing: return p.unifiedAddressing;
      case a::integrated: return p.integrated;
      case a::ecc_enabled: return p.ECCEnabled;
      case a::compute_mode: return p.computeMode;
      case a::pageable_memory_access_uses_host_page_tables:
      case a::cluster_launch:
      case a::max_access_policy_window_size: return 0;
    }
    return 0;
  }();
  return success;
}

// ==== Memory
//
// Memory of SYCL's unified shared memory, aligned as CUDA's is. What is copied asynchronously from or to memory that SYCL
// has not allocated is waited for, as CUDA does: such memory may be changed as soon as the call is over.

/// cudaMemcpyKind => not asked for: SYCL knows where a pointer leads
enum memcpy_kind {
  memcpy_host_to_host = 0,
  memcpy_host_to_device = 1,
  memcpy_device_to_host = 2,
  memcpy_device_to_device = 3,
  memcpy_default = 4
};
enum host_alloc_flags : unsigned {
  host_alloc_default = 0,
  host_alloc_portable = 1,
  host_alloc_mapped = 2,
  host_alloc_write_combined = 4
};
enum mem_attach_flags : unsigned { mem_attach_global = 1, mem_attach_host = 2, mem_attach_single = 4 };

constexpr size_t alignment = 256;
inline error_t allocated(void** p, void* got, size_t bytes) {
  *p = got;
  return got || !bytes ? success : failed(error_memory_allocation, "out of memory");
}

/// cudaMalloc => sycl::aligned_alloc_device
template <class T> error_t malloc(T** p, size_t bytes) {
  void* got = nullptr;
  if (const error_t code = attempt([&] { got = sycl::aligned_alloc_device(alignment, bytes, default_queue()); }))
    return code;
  return allocated(reinterpret_cast<void**>(p), got, bytes);
}

/// cudaMallocManaged => sycl::aligned_alloc_shared
template <class T> error_t malloc_managed(T** p, size_t bytes, unsigned = mem_attach_global) {
  void* got = nullptr;
  if (const error_t code = attempt([&] { got = sycl::aligned_alloc_shared(alignment, bytes, default_queue()); }))
    return code;
  return allocated(reinterpret_cast<void**>(p), got, bytes);
}

/// cudaMallocHost, cudaHostAlloc => sycl::aligned_alloc_host
template <class T> error_t malloc_host(T** p, size_t bytes, unsigned = host_alloc_default) {
  void* got = nullptr;
  if (const error_t code = attempt([&] { got = sycl::aligned_alloc_host(alignment, bytes, default_queue()); }))
    return code;
  return allocated(reinterpret_cast<void**>(p), got, bytes);
}

/// cudaMallocAsync => sycl::aligned_alloc_device, at once
template <class T> error_t malloc_async(T** p, size_t bytes, stream_t = nullptr) { return malloc(p, bytes); }

/// cudaMallocPitch => sycl::aligned_alloc_device of rows of a multiple of 256 bytes
template <class T> error_t malloc_pitch(T** p, size_t* pitch, size_t width, size_t height) {
  *pitch = (width + alignment - 1) / alignment * alignment;
  return malloc(p, *pitch * height);
}

/// cudaHostGetDevicePointer => the same address
template <class T, class H> error_t device_pointer(T** device, H* host, unsigned = 0) {
  *reinterpret_cast<void**>(device) = host;
  return success;
}

/// cudaFree => queue::wait of all queues of the device, then sycl::free
inline error_t free(const void* p) {
  if (!p) return success;
  return attempt([&] {
    device_synchronize();
    sycl::free(const_cast<void*>(p), default_queue());
  });
}

/// cudaFreeHost => as cudaFree
inline error_t free_host(const void* p) { return free(p); }

/// cudaFreeAsync => queue::wait of the stream, then sycl::free
inline error_t free_async(const void* p, stream_t stream = nullptr) {
  if (!p) return success;
  return attempt([&] {
    queue(stream).wait();
    sycl::free(const_cast<void*>(p), default_queue());
  });
}

// Whether memory is none of SYCL's.
inline bool is_pageable(const void* p, const sycl::queue& q) {
  return sycl::get_pointer_type(p, q.get_context()) == sycl::usm::alloc::unknown;
}
// Wait for a copy from or to `p`, if that memory is none of SYCL's.
inline void settle(sycl::event copy, const void* p, const sycl::queue& q) {
  if (!is_recording(q) && is_pageable(p, q)) copy.wait();
}

/// cudaMemcpy => queue::memcpy, and wait
inline error_t memcpy(void* to, const void* from, size_t bytes, memcpy_kind = memcpy_default) {
  return attempt([&] { queue().memcpy(to, from, bytes).wait_and_throw(); });
}

/// cudaMemcpyAsync => queue::memcpy
inline error_t memcpy_async(void* to, const void* from, size_t bytes, stream_t stream = nullptr) {
  return attempt([&] {
    auto& q = queue(stream);
    const auto copy = q.memcpy(to, from, bytes);
    settle(copy, from, q);
    settle(copy, to, q);
  });
}

/// cudaMemcpyPeer => queue::memcpy, and wait
inline error_t memcpy_peer(void* to, int, const void* from, int, size_t bytes) { return memcpy(to, from, bytes); }

/// cudaMemcpyPeerAsync => queue::memcpy
inline error_t memcpy_peer_async(void* to, int, const void* from, int, size_t bytes, stream_t stream = nullptr) {
  return memcpy_async(to, from, bytes, stream);
}

/// cudaMemset => queue::memset, and wait
inline error_t memset(void* to, int value, size_t bytes) {
  return attempt([&] { queue().memset(to, value, bytes).wait_and_throw(); });
}

/// cudaMemsetAsync => queue::memset
inline error_t memset_async(void* to, int value, size_t bytes, stream_t stream = nullptr) {
  return attempt([&] { queue(stream).memset(to, value, bytes); });
}

/// cudaMemcpy2DAsync => queue::memcpy of each row, or of all where nothing lies between them
inline error_t memcpy_2d_async(void* to, size_t to_pitch, const void* from, size_t from_pitch, size_t width,
                               size_t height, stream_t stream = nullptr) {
  if (width > to_pitch || width > from_pitch)
    return failed(error_invalid_pitch_value, "rows are longer than their pitch");
  if (to_pitch == width && from_pitch == width) return memcpy_async(to, from, width * height, stream);
  return attempt([&] {
    auto& q = queue(stream);
    sycl::event copy;
    for (size_t row = 0; row < height; ++row)
      copy =
          q.memcpy(static_cast<char*>(to) + row * to_pitch, static_cast<const char*>(from) + row * from_pitch, width);
    settle(copy, from, q);
    settle(copy, to, q);
  });
}

/// cudaMemcpy2D => queue::memcpy of each row, and wait
inline error_t memcpy_2d(void* to, size_t to_pitch, const void* from, size_t from_pitch, size_t width, size_t height,
                         stream_t stream = nullptr, bool wait = true) {
  const error_t code = memcpy_2d_async(to, to_pitch, from, from_pitch, width, height, stream);
  return code != success || !wait ? code : stream_synchronize(stream);
}

/// cudaMemset2DAsync => queue::memset of each row
inline error_t memset_2d_async(void* to, size_t pitch, int value, size_t width, size_t height,
                               stream_t stream = nullptr) {
  return attempt([&] {
    auto& q = queue(stream);
    for (size_t row = 0; row < height; ++row) q.memset(static_cast<char*>(to) + row * pitch, value, width);
  });
}

/// cudaMemset2D => queue::memset of each row, and wait
inline error_t memset_2d(void* to, size_t pitch, int value, size_t width, size_t height) {
  const error_t code = memset_2d_async(to, pitch, value, width, height);
  return code != success ? code : stream_synchronize(nullptr);
}

/// cudaExtent, make_cudaExtent => the same members
struct extent {
  size_t width, height, depth;
};
inline extent make_extent(size_t width, size_t height, size_t depth) { return {width, height, depth}; }

/// cudaPos, make_cudaPos => the same members
struct position {
  size_t x, y, z;
};
inline position make_position(size_t x, size_t y, size_t z) { return {x, y, z}; }

/// cudaPitchedPtr, make_cudaPitchedPtr => the same members
struct pitched_ptr {
  void* ptr;
  size_t pitch, xsize, ysize;
  void* at(position p) const { return static_cast<char*>(ptr) + (p.z * ysize + p.y) * pitch + p.x; }
};
inline pitched_ptr make_pitched_ptr(void* p, size_t pitch, size_t xsize, size_t ysize) {
  return {p, pitch, xsize, ysize};
}

/// cudaChannelFormatKind => the same values
enum channel_kind { channel_signed = 0, channel_unsigned = 1, channel_float = 2, channel_none = 3 };

namespace types {
/// cudaChannelFormatDesc => the same members
struct channel_format {
  int x, y, z, w;
  channel_kind f;
  constexpr size_t bytes() const { return size_t(x + y + z + w) / 8; }
  constexpr int channels() const { return (x != 0) + (y != 0) + (z != 0) + (w != 0); }
};

/// cudaArray => memory of the device, and what lies in it
struct array {
  pitched_ptr memory;
  extent size;  // in texels; 0 for the dimensions that it has not
  channel_format format;
  unsigned flags;
};

/// cudaMemcpy3DParms => the same members
struct volume_copy {
  array* srcArray;
  position srcPos;
  pitched_ptr srcPtr;
  array* dstArray;
  position dstPos;
  pitched_ptr dstPtr;
  port::extent extent;
  memcpy_kind kind;
};
}  // namespace types
using types::array;
using types::channel_format;
using types::volume_copy;
/// cudaArray_t, cudaArray_const_t => array*
using array_t = array*;
using array_const_t = const array*;

/// cudaMalloc3D => malloc_pitch of the rows of all slices
inline error_t malloc_3d(pitched_ptr* p, extent e) {
  *p = {nullptr, 0, e.width, e.height};
  return malloc_pitch(&p->ptr, &p->pitch, e.width, e.height * e.depth);
}

// An end of a copy of a volume, from its position on: of an array in texels, of memory in bytes.
inline pitched_ptr end_of_copy(const array* a, pitched_ptr p, position from) {
  pitched_ptr end = a ? a->memory : p;
  if (a) from.x *= a->format.bytes();
  end.ptr = end.at(from);
  return end;
}

/// cudaMemcpy3DAsync => memcpy_2d_async of each slice
inline error_t memcpy_3d_async(const volume_copy* c, stream_t stream = nullptr) {
  const pitched_ptr to = end_of_copy(c->dstArray, c->dstPtr, c->dstPos);
  const pitched_ptr from = end_of_copy(c->srcArray, c->srcPtr, c->srcPos);
  const array* const counts = c->srcArray ? c->srcArray : c->dstArray;
  const size_t width = c->extent.width * (counts ? counts->format.bytes() : 1);
  error_t code = success;
  for (size_t z = 0; z < c->extent.depth && code == success; ++z)
    code = memcpy_2d_async(to.at({0, 0, z}), to.pitch, from.at({0, 0, z}), from.pitch, width, c->extent.height, stream);
  return code;
}

/// cudaMemcpy3D => memcpy_2d_async of each slice, and wait
inline error_t memcpy_3d(const volume_copy* c) {
  const error_t code = memcpy_3d_async(c);
  return code != success ? code : stream_synchronize(nullptr);
}

/// cudaMemset3DAsync => memset_2d_async of each slice
inline error_t memset_3d_async(pitched_ptr p, int value, extent e, stream_t stream = nullptr) {
  error_t code = success;
  for (size_t z = 0; z < e.depth && code == success; ++z)
    code = memset_2d_async(p.at({0, 0, z}), p.pitch, value, e.width, e.height, stream);
  return code;
}

/// cudaMemset3D => memset_2d_async of each slice, and wait
inline error_t memset_3d(pitched_ptr p, int value, extent e) {
  const error_t code = memset_3d_async(p, value, e);
  return code != success ? code : stream_synchronize(nullptr);
}

/// cudaMemGetInfo => info::device::global_mem_size; what is free where it is known [ext sycl_ext_intel_device_info]
inline error_t mem_get_info(size_t* free, size_t* total) {
  return attempt([&] {
    const auto& d = devices().at(size_t(current_device()));
    *total = d.get_info<sycl::info::device::global_mem_size>();
    *free =
        d.has(sycl::aspect::ext_intel_free_memory) ? d.get_info<sycl::ext::intel::info::device::free_memory>() : *total;
  });
}

/// cudaMemoryType => sycl::usm::alloc
enum memory_type {
  memory_type_unregistered = 0,
  memory_type_host = 1,
  memory_type_device = 2,
  memory_type_managed = 3
};
namespace types {
struct pointer_attributes {
  memory_type type;
  int device;
  void *devicePointer, *hostPointer;
};
}  // namespace types
using types::pointer_attributes;

/// cudaPointerGetAttributes => sycl::get_pointer_type, sycl::get_pointer_device
inline error_t pointer_get_attributes(pointer_attributes* a, const void* p) {
  return attempt([&] {
    *a = {memory_type_unregistered, -2, nullptr, nullptr};
    const auto context = default_queue().get_context();
    void* const address = const_cast<void*>(p);
    const auto kind = sycl::get_pointer_type(p, context);
    if (kind == sycl::usm::alloc::unknown) {
      a->hostPointer = address;
      return;
    }
    const auto owner = sycl::get_pointer_device(p, context);
    for (size_t n = 0; n < devices().size(); ++n)
      if (devices()[n] == owner) a->device = int(n);
    a->devicePointer = address;
    if (kind != sycl::usm::alloc::device) a->hostPointer = address;
    a->type = kind == sycl::usm::alloc::device ? memory_type_device
              : kind == sycl::usm::alloc::host ? memory_type_host
                                               : memory_type_managed;
  });
}

constexpr int cpu_device = -1, invalid_device = -2;
enum mem_location_type { mem_location_invalid = 0, mem_location_device = 1, mem_location_host = 2 };
struct mem_location {
  mem_location_type type;
  int id;
};
enum mem_advice {
  mem_advise_set_read_mostly = 1,
  mem_advise_unset_read_mostly,
  mem_advise_set_preferred_location,
  mem_advise_unset_preferred_location,
  mem_advise_set_accessed_by,
  mem_advise_unset_accessed_by
};

/// cudaMemPrefetchAsync => queue::prefetch, a hint; nothing where the host is named
inline error_t mem_prefetch_async(const void* p, size_t bytes, int device, stream_t stream = nullptr) {
  if (device == cpu_device) return success;
  return attempt([&] { queue(stream).prefetch(p, bytes); });
}
inline error_t mem_prefetch_async(const void* p, size_t bytes, mem_location to, unsigned, stream_t stream = nullptr) {
  return mem_prefetch_async(p, bytes, to.type == mem_location_device ? to.id : cpu_device, stream);
}

/// cudaMemAdvise => without effect: a hint whose values are the device's own in SYCL
template <class Place> error_t mem_advise(const void*, size_t, mem_advice, Place) { return success; }

enum host_register_flags : unsigned {
  host_register_default = 0,
  host_register_portable = 1,
  host_register_mapped = 2,
  host_register_io_memory = 4,
  host_register_read_only = 8
};
/// cudaHostRegister => sx::prepare_for_device_copy, a hint: copies may get faster [ext sycl_ext_oneapi_copy_optimize]
inline error_t host_register(void* p, size_t bytes, unsigned = 0) {
  try {
    sx::prepare_for_device_copy(p, bytes, default_queue());
  } catch (const sycl::exception&) {
    // the device has no faster copies
  }
  return success;
}

/// cudaHostUnregister => sx::release_from_device_copy [ext sycl_ext_oneapi_copy_optimize]
inline error_t host_unregister(void* p) {
  try {
    sx::release_from_device_copy(p, default_queue());
  } catch (const sycl::exception&) {
    // it was not prepared
  }
  return success;
}

/// cudaMemPool_t => without effect: memory is allocated and freed at once
using mem_pool_t = void*;
enum mem_pool_attribute {
  mem_pool_reuse_follow_event_dependencies = 1,
  mem_pool_reuse_allow_opportunistic,
  mem_pool_reuse_allow_internal_dependencies,
  mem_pool_release_threshold,
  mem_pool_reserved_mem_current,
  mem_pool_reserved_mem_high,
  mem_pool_used_mem_current,
  mem_pool_used_mem_high
};
/// cudaDeviceGetDefaultMemPool, cudaDeviceGetMemPool => null
inline error_t default_mem_pool(mem_pool_t* pool, int) {
  *pool = nullptr;
  return success;
}
/// cudaDeviceSetMemPool => without effect
inline error_t set_mem_pool(int, mem_pool_t) { return success; }
/// cudaMemPoolSetAttribute => without effect
inline error_t mem_pool_set_attribute(mem_pool_t, mem_pool_attribute, void*) { return success; }
/// cudaMemPoolGetAttribute => 0
inline error_t mem_pool_get_attribute(mem_pool_t, mem_pool_attribute attribute, void* value) {
  std::memset(value, 0, attribute < mem_pool_release_threshold ? sizeof(int) : sizeof(std::uint64_t));
  return success;
}
/// cudaMemPoolTrimTo => without effect
inline error_t mem_pool_trim_to(mem_pool_t, size_t) { return success; }
template <class T> error_t malloc_async(T** p, size_t bytes, mem_pool_t, stream_t stream) {
  return malloc_async(p, bytes, stream);
}
/// cudaMallocFromPoolAsync => sycl::aligned_alloc_device, at once
template <class T> error_t malloc_from_pool_async(T** p, size_t bytes, mem_pool_t, stream_t = nullptr) {
  return malloc(p, bytes);
}

// ==== Symbols
//
// Variables of the device, from the host.

// What has to be done before a device is first used: variables get their values, and pointers to managed ones.
inline std::vector<std::function<void()>>& before_launch() {
  static auto* const all = new std::vector<std::function<void()>>;
  return *all;
}
inline void prepare_device() {
  std::vector<std::function<void()>> todo;
  {
    const std::lock_guard<std::mutex> lock(registry().mutex);
    size_t& done = registry().prepared[current_device()];
    todo.assign(before_launch().begin() + static_cast<std::ptrdiff_t>(done), before_launch().end());
    done = before_launch().size();
  }
  for (auto& set : todo) set();
}

/// cudaMemcpyToSymbol => queue::memcpy to a device_global, and wait
template <class T, class P>
error_t memcpy_to_symbol(const sx::device_global<T, P>& symbol, const void* from, size_t bytes, size_t offset = 0) {
  return attempt(
      [&] {
        prepare_device();
        queue().memcpy(const_cast<sx::device_global<T, P>&>(symbol), from, bytes, offset).wait_and_throw();
      });
}

/// cudaMemcpyToSymbolAsync => queue::memcpy to a device_global
template <class T, class P> error_t memcpy_to_symbol_async(const sx::device_global<T, P>& symbol, const void* from,
                                                           size_t bytes, size_t offset = 0, stream_t stream = nullptr) {
  return attempt([&] {
    prepare_device();
    auto& q = queue(stream);
    settle(q.memcpy(const_cast<sx::device_global<T, P>&>(symbol), from, bytes, offset), from, q);
  });
}

/// cudaMemcpyFromSymbol => queue::memcpy from a device_global, and wait
template <class T, class P>
error_t memcpy_from_symbol(void* to, const sx::device_global<T, P>& symbol, size_t bytes, size_t offset = 0) {
  return attempt([&] {
    prepare_device();
    queue().memcpy(to, symbol, bytes, offset).wait_and_throw();
  });
}

/// cudaMemcpyFromSymbolAsync => queue::memcpy from a device_global
template <class T, class P> error_t memcpy_from_symbol_async(void* to, const sx::device_global<T, P>& symbol,
                                                             size_t bytes, size_t offset = 0,
                                                             stream_t stream = nullptr) {
  return attempt([&] {
    prepare_device();
    auto& q = queue(stream);
    settle(q.memcpy(to, symbol, bytes, offset), to, q);
  });
}

/// cudaGetSymbolSize => sizeof
template <class T, class P> error_t symbol_size(size_t* bytes, const sx::device_global<T, P>&) {
  *bytes = sizeof(T);
  return success;
}

// A device_global of which only the address is known.
using any_symbol = sx::device_global<unsigned char[size_t(1) << 40]>;

/// cudaMemcpyToSymbol, cudaMemcpyFromSymbol of a symbol's address (const void*) => the same: the runtime knows a device_global by it
inline error_t memcpy_to_symbol(const void* symbol, const void* from, size_t bytes, size_t offset = 0) {
  return memcpy_to_symbol(*static_cast<const any_symbol*>(symbol), from, bytes, offset);
}
inline error_t memcpy_to_symbol_async(const void* symbol, const void* from, size_t bytes, size_t offset = 0,
                                      stream_t stream = nullptr) {
  return memcpy_to_symbol_async(*static_cast<const any_symbol*>(symbol), from, bytes, offset, stream);
}
inline error_t memcpy_from_symbol(void* to, const void* symbol, size_t bytes, size_t offset = 0) {
  return memcpy_from_symbol(to, *static_cast<const any_symbol*>(symbol), bytes, offset);
}
inline error_t memcpy_from_symbol_async(void* to, const void* symbol, size_t bytes, size_t offset = 0,
                                        stream_t stream = nullptr) {
  return memcpy_from_symbol_async(to, *static_cast<const any_symbol*>(symbol), bytes, offset, stream);
}

/// cudaMemset, cudaMemcpy of a symbol itself => error_invalid_value, as in CUDA: on the host it names no memory of a device
template <class T, class P> error_t memset(const sx::device_global<T, P>&, int, size_t) {
  return failed(error_invalid_value, "a variable of the device was named as memory");
}
template <class T, class P> error_t memcpy(void*, const sx::device_global<T, P>&, size_t) {
  return failed(error_invalid_value, "a variable of the device was named as memory");
}
template <class T, class P> error_t memcpy(const sx::device_global<T, P>&, const void*, size_t) {
  return failed(error_invalid_value, "a variable of the device was named as memory");
}

/// cudaMemcpyToSymbol, cudaMemcpyFromSymbol of a symbol's name in quotes => error_invalid_symbol, as since CUDA 5
inline error_t memcpy_to_symbol(const char*, const void*, size_t, size_t = 0) {
  return failed(error_invalid_symbol, "a symbol was given by its name in quotes");
}
inline error_t memcpy_from_symbol(void*, const char*, size_t, size_t = 0) {
  return failed(error_invalid_symbol, "a symbol was given by its name in quotes");
}

// A number for the unit that is compiled, by the name of its file.
constexpr std::uint64_t number_of(const char* text) {
  std::uint64_t number = 14695981039346656037u;
  for (; *text; ++text) number = (number ^ std::uint64_t(static_cast<unsigned char>(*text))) * 1099511628211u;
  return number;
}
namespace {
constexpr std::uint64_t this_unit = number_of(__BASE_FILE__);
}

template <std::uint64_t Unit, auto& Symbol> struct asks_address {
  void** found;
  void operator()() const { *found = (void*)&Symbol.get(); }
};

/// cudaGetSymbolAddress => a kernel of one thread that takes the address of v.get()
template <auto& Symbol, std::uint64_t Unit = this_unit, class T> error_t symbol_address(T** p) {
  return attempt([&] {
    prepare_device();
    auto& q = queue();
    void** const found = sycl::malloc_shared<void*>(1, q);
    q.single_task(asks_address<Unit, Symbol>{found}).wait_and_throw();
    *reinterpret_cast<void**>(p) = *found;
    sycl::free(found, q);
  });
}

#ifndef __SYCL_DEVICE_ONLY__
// What static memory of this type holds before main: zeros, and what the constructor makes of them.
template <class T> inline T static_value;

template <class T> constructed_global<T>::constructed_global() {
  if constexpr (std::is_default_constructible_v<T>)
    before_launch().push_back([this] {
      const auto* const bytes = reinterpret_cast<const unsigned char*>(&static_value<T>);
      if (std::any_of(bytes, bytes + sizeof(T), [](unsigned char byte) { return byte != 0; }))
        default_queue().memcpy(*this, bytes, sizeof(T)).wait_and_throw();
    });
}
#endif

/// __device__ T v = x, __constant__ T v = x => queue::memcpy of x to the device_global, before a device is first used
struct first_value {
  template <class Symbol, class T> first_value(Symbol& symbol, const T& value) {
    before_launch().push_back([&symbol, &value] { default_queue().memcpy(symbol, &value, sizeof value).wait_and_throw(); });
  }
};

template <class T> struct initial {
  T value;
};
template <class T, class P> T& managed_value(sx::device_global<T*, P>& pointer, const initial<T>& first) {
  void* const memory = sycl::malloc_shared(sizeof(T), default_queue());
  std::memcpy(memory, &first, sizeof(T));
  T* const p = static_cast<T*>(memory);
  before_launch().push_back([p, &pointer] { default_queue().memcpy(pointer, &p, sizeof p).wait_and_throw(); });
  return *p;
}

/// __managed__ T v = x => memory of malloc_shared: `PORT_MANAGED(T, v, x);`, and *v_on_device.get() in device code
#define PORT_MANAGED(Type, name, ...) \
  using name##_type = Type; \
  inline ::port::global<name##_type*> name##_on_device; \
  inline name##_type& name = \
      ::port::managed_value<name##_type>(name##_on_device, ::port::initial<name##_type>{__VA_ARGS__})

// ==== Events

/// cudaEventDefault, ... => without effect: every event has its time
enum event_flags : unsigned {
  event_default = 0,
  event_blocking_sync = 1,
  event_disable_timing = 2,
  event_interprocess = 4
};

namespace types {
/// cudaEvent_t => the sycl::event of a barrier
struct event_state {
  sycl::event event;
  bool recorded = false;
};
}  // namespace types
using types::event_state;
using event_t = event_state*;

/// cudaEventCreate, cudaEventCreateWithFlags => sycl::event
inline error_t event_create(event_t* event, unsigned = event_default) {
  return attempt([&] { *event = new event_state; });
}

/// cudaEventDestroy => the event is deleted
inline error_t event_destroy(event_t event) {
  delete event;
  return success;
}

/// cudaEventRecord => queue::ext_oneapi_submit_barrier [ext sycl_ext_oneapi_enqueue_barrier]
inline error_t event_record(event_t event, stream_t stream = nullptr) {
  return attempt([&] {
    event->event = queue(stream).ext_oneapi_submit_barrier();
    event->recorded = true;
  });
}

/// cudaEventSynchronize => event::wait_and_throw
inline error_t event_synchronize(event_t event) {
  return attempt([&] { event->event.wait_and_throw(); });
}

/// cudaEventQuery => info::event::command_execution_status
inline error_t event_query(event_t event) {
  bool complete = true;
  const error_t code = attempt([&] {
    if (event->recorded)
      complete = event->event.get_info<sycl::info::event::command_execution_status>() ==
                 sycl::info::event_command_status::complete;
  });
  return code != success || complete ? code : error_not_ready;
}

/// cudaStreamWaitEvent => queue::ext_oneapi_submit_barrier({event}) [ext sycl_ext_oneapi_enqueue_barrier]
inline error_t stream_wait_event(stream_t stream, event_t event, unsigned = 0) {
  return attempt([&] {
    if (event->recorded) queue(stream).ext_oneapi_submit_barrier({event->event});
  });
}

/// cudaEventElapsedTime => info::event_profiling::command_end of both
inline error_t event_elapsed(float* milliseconds, event_t from, event_t to) {
  if (!from->recorded || !to->recorded) return failed(error_invalid_resource_handle, "the event was not recorded");
  if (event_query(from) == error_not_ready || event_query(to) == error_not_ready) return error_not_ready;
  return attempt([&] {
    using end = sycl::info::event_profiling::command_end;
    const auto first = from->event.get_profiling_info<end>(), last = to->event.get_profiling_info<end>();
    *milliseconds = float((double(last) - double(first)) * 1e-6);
  });
}

/// cudaLaunchHostFunc => handler::host_task
using host_function = void (*)(void*);
inline error_t launch_host_func(stream_t stream, host_function call, void* data) {
  return attempt([&] { queue(stream).submit([=](sycl::handler& h) { h.host_task([=] { call(data); }); }); });
}

/// cudaStreamAddCallback => handler::host_task
using stream_callback = void (*)(stream_t, error_t, void*);
inline error_t stream_add_callback(stream_t stream, stream_callback call, void* data, unsigned = 0) {
  return attempt(
      [&] { queue(stream).submit([=](sycl::handler& h) { h.host_task([=] { call(stream, success, data); }); }); });
}

// ==== Launches
//
// `port::launch<kernel>(grid, block, shared, stream)(arguments...)`. Arguments are converted to the types of the kernel's
// parameters on the host, as CUDA does. A kernel's name in SYCL holds the unit it is launched from, so that kernels of one
// name in several units stay apart.

struct configuration {
  dim3 grid, block;
  size_t shared = 0;
  stream_t stream = nullptr;
  bool cooperative = false;
  error_t result = success;
};
// What the next kernel that is called by a pointer is launched with.
inline configuration& pending() {
  thread_local configuration value;
  return value;
}

// What a kernel is given. It goes to the device byte by byte, as in CUDA, whatever constructors its classes have.
template <class... P> struct kernel_arguments {
  std::tuple<P...> values;
};
}  // namespace port
template <class... P> struct sycl::is_device_copyable<port::kernel_arguments<P...>> : std::true_type {};
namespace port {

// Without warps, and threads in step, a device takes the sub-groups that suit it: a processor is slow with those of 32 in
// rows of 16 threads.
#if defined(PORT_NO_WARPS) && defined(PORT_NO_STEPS)
#define PORT_SUB_GROUPS
#else
#define PORT_SUB_GROUPS [[sycl::reqd_sub_group_size(warp_size)]]
#endif

/// a kernel => a function object for parallel_for, in sub-groups of 32; cooperative: [ext sycl_ext_oneapi_root_group]
template <std::uint64_t Unit, bool Cooperative, bool Folded, class Call, class... P> struct kernel_body {
  kernel_arguments<P...> arguments;
  size_t shared;
  PORT_SUB_GROUPS void operator()(sycl::nd_item<3>) const {
    if (!Folded && folded().x) return;  // never so: what follows is compiled for a block that is launched as it is
    std::apply([](auto... p) { Call{}(p...); }, arguments.values);
  }
  auto get(sx::properties_tag) const {
    if constexpr (Cooperative) return sx::properties{sx::work_group_scratch_size(shared), sx::use_root_sync};
    else return sx::properties{sx::work_group_scratch_size(shared)};
  }
};
#undef PORT_SUB_GROUPS

#if defined(PORT_NO_WARPS)
constexpr bool has_warps = false;
#else
constexpr bool has_warps = true;
#endif

// Whether a block becomes one row: its rows are no whole warps.
inline bool folds(const dim3& block) {
  return has_warps && block.y * block.z != 1 && block.x % unsigned(warp_size) != 0;
}

inline sycl::nd_range<3> range_of(const dim3& grid, const dim3& block) {
  const sycl::range<3> groups(grid.z, grid.y, grid.x);
  if (!folds(block)) {
    const sycl::range<3> local(block.z, block.y, block.x);
    return {groups * local, local};
  }
  const sycl::range<3> row(1, 1, size_t(block.x) * block.y * block.z);
#if defined(__clang__)
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wdeprecated-declarations"
#endif
  return {groups * row, row, sycl::id<3>(block.z, block.y, block.x)};
#if defined(__clang__)
#pragma clang diagnostic pop
#endif
}

template <std::uint64_t Unit, bool Cooperative, class Call, class... P>
error_t submit(const configuration& c, std::tuple<P...> arguments) {
  if (!c.grid.x || !c.grid.y || !c.grid.z || !c.block.x || !c.block.y || !c.block.z)
    return failed(error_invalid_configuration, "the grid or the block is empty");
  return attempt([&] {
    prepare_device();
    auto& q = queue(c.stream);
    const auto range = range_of(c.grid, c.block);
    const size_t shared = std::max<size_t>(c.shared, 1);  // scratch memory of no size is none that a device gives
    if constexpr (has_warps)
      if (folds(c.block)) {
        q.parallel_for(range, kernel_body<Unit, Cooperative, true, Call, P...>{{std::move(arguments)}, shared});
        return;
      }
    q.parallel_for(range, kernel_body<Unit, Cooperative, false, Call, P...>{{std::move(arguments)}, shared});
  });
}

template <auto Kernel> struct calls {
  template <class... A> void operator()(A... a) const { Kernel(a...); }
};
template <class F> struct signature;
template <class... P> struct signature<void (*)(P...)> {
  using values = std::tuple<std::remove_const_t<P>...>;
  using pointer = void (*)(P...);
  template <auto Kernel, std::uint64_t Unit> static void enter(P... p) {
    auto& c = pending();
    c.result = c.cooperative ? submit<Unit, true, calls<Kernel>>(c, values(p...))
                             : submit<Unit, false, calls<Kernel>>(c, values(p...));
  }
  template <size_t... I> static void unpack(void (*entry)(P...), void** a, std::index_sequence<I...>) {
    (void)a;
    entry(*static_cast<std::remove_const_t<P>*>(a[I])...);
  }
  static void unpack(void (*entry)(P...), void** a) { unpack(entry, a, std::index_sequence_for<P...>()); }
};
#if defined(__cpp_noexcept_function_type)
template <class... P> struct signature<void (*)(P...) noexcept> : signature<void (*)(P...)> {};
#endif

// It takes what the kernel takes: a literal 0 for a pointer and arguments in braces, too.
template <auto Kernel, std::uint64_t Unit, class Pointer> struct launcher;
template <auto Kernel, std::uint64_t Unit, class... P> struct launcher<Kernel, Unit, void (*)(P...)> {
  configuration c;
  void operator()(P... p) const {
    submit<Unit, false, calls<Kernel>>(c, typename signature<void (*)(P...)>::values(std::move(p)...));
  }
};

/// kernel<<<grid, block, shared, stream>>>(...) => queue::parallel_for(nd_range<3>, ...)
template <auto Kernel, std::uint64_t Unit = this_unit>
launcher<Kernel, Unit, typename signature<decltype(Kernel)>::pointer> launch(dim3 grid, dim3 block,
                                                                             size_t shared = 0,
                                                                             stream_t stream = nullptr) {
  return {{grid, block, shared, stream}};
}

/// a kernel whose template arguments follow from the call => `port::launch(PORT_KERNEL(kernel), grid, block)(...)`
#define PORT_KERNEL(...) [](auto... port_arguments) { __VA_ARGS__(port_arguments...); }
// A null pointer of any type; the type of nullptr is none that a kernel may be named by.
struct null_pointer {
  null_pointer(std::nullptr_t) {}
  template <class T> operator T*() const { return nullptr; }
};
template <class A> using passed = std::conditional_t<std::is_same_v<A, std::nullptr_t>, null_pointer, A>;
template <std::uint64_t Unit, class Call> struct call_launcher {
  configuration c;
  template <class... A> void operator()(A... a) const {
    submit<Unit, false, stateless>(c, std::tuple<passed<A>...>(a...));
  }
  struct stateless {
    template <class... A> void operator()(A... a) const {
      const Call* const none = nullptr;  // a lambda that captures nothing needs no object
      (*none)(a...);
    }
  };
};
template <std::uint64_t Unit = this_unit, class Call>
std::enable_if_t<std::is_class_v<Call>, call_launcher<Unit, Call>> launch(Call, dim3 grid, dim3 block,
                                                                          size_t shared = 0,
                                                                          stream_t stream = nullptr) {
  return {{grid, block, shared, stream}};
}

/// a kernel as a value => port::entry<kernel>, a host function of the kernel's own type that launches it
template <auto Kernel, std::uint64_t Unit = this_unit> constexpr auto entry =
    &signature<decltype(Kernel)>::template enter<Kernel, Unit>;

template <class... P> struct pointer_launcher {
  configuration c;
  void (*entry)(P...);
  void operator()(P... p) const {
    pending() = c;
    entry(std::move(p)...);
  }
};

/// pointer<<<...>>>(...) => a call of the entry that the pointer holds
template <class... P> pointer_launcher<P...> launch(void (*entry)(P...), dim3 grid, dim3 block, size_t shared = 0,
                                                    stream_t stream = nullptr) {
  return {{grid, block, shared, stream}, entry};
}

template <class... A> struct ready_launch {
  configuration c;
  std::tuple<A...> arguments;
};
/// #define WITH(grid, block) <<<grid, block>>> => `->*port::launching(grid, block)`, behind an entry
struct launching {
  configuration c;
  launching(dim3 grid, dim3 block, size_t shared = 0, stream_t stream = nullptr) : c{grid, block, shared, stream} {}
  template <class... A> ready_launch<A...> operator()(A... a) const { return {c, {a...}}; }
};
template <class... P, class... A> void operator->*(void (*entry)(P...), const ready_launch<A...>& ready) {
  pending() = ready.c;
  std::apply(entry, ready.arguments);
}

/// cudaLaunchKernel => a call of an entry, with the arguments of the array
template <class... P> error_t launch_kernel(void (*entry)(P...), dim3 grid, dim3 block, void** arguments,
                                            size_t shared = 0, stream_t stream = nullptr) {
  pending() = {grid, block, shared, stream};
  signature<void (*)(P...)>::unpack(entry, arguments);
  return pending().result;
}

/// cudaLaunchCooperativeKernel => the same with sx::use_root_sync [ext sycl_ext_oneapi_root_group]
template <class... P> error_t launch_cooperative(void (*entry)(P...), dim3 grid, dim3 block, void** arguments,
                                                 size_t shared = 0, stream_t stream = nullptr) {
  pending() = {grid, block, shared, stream, true};
  signature<void (*)(P...)>::unpack(entry, arguments);
  return std::exchange(pending(), {}).result;
}

// ==== Cooperative groups
//
// Members under CUDA's names. A tile is a part of a warp, all of whose lanes have to get to its operations; of those
// that are together the device says which they are.
#if !defined(PORT_NO_WARPS)

namespace cg {
// What arriving at a barrier gives, and waiting there takes.
struct arrival_token {};

struct thread_block {
  /// thread_block::sync => sycl::group_barrier(block())
  static void sync() { sycl::group_barrier(block()); }
  static arrival_token barrier_arrive() { return {}; }
  static void barrier_wait(arrival_token = {}) { sync(); }
  /// thread_block::thread_rank => group::get_local_linear_id
  static unsigned thread_rank() { return unsigned(block().get_local_linear_id()); }
  /// thread_block::size, num_threads => group::get_local_linear_range
  static unsigned size() { return unsigned(block().get_local_linear_range()); }
  static unsigned num_threads() { return size(); }
  static dim3 group_index() { return block_idx(); }
  static dim3 thread_index() { return thread_idx(); }
  static dim3 group_dim() { return block_dim(); }
  static dim3 dim_threads() { return block_dim(); }
};

struct grid_group {
  /// grid_group::sync => sycl::group_barrier of the root group [ext sycl_ext_oneapi_root_group]
  static void sync() { sycl::group_barrier(item().ext_oneapi_get_root_group()); }
  static arrival_token barrier_arrive() { return {}; }
  static void barrier_wait(arrival_token = {}) { sync(); }
  /// grid_group::thread_rank => group::get_group_linear_id and the rank in the block
  static unsigned long long thread_rank() {
    return block().get_group_linear_id() * static_cast<unsigned long long>(thread_block::size()) +
           thread_block::thread_rank();
  }
  static unsigned long long size() {
    return block().get_group_linear_range() * static_cast<unsigned long long>(thread_block::size());
  }
  static unsigned long long num_threads() { return size(); }
  /// grid_group::block_rank => group::get_group_linear_id
  static unsigned long long block_rank() { return block().get_group_linear_id(); }
  static unsigned long long num_blocks() { return block().get_group_linear_range(); }
  static dim3 group_dim() { return grid_dim(); }
  static dim3 dim_blocks() { return grid_dim(); }
  static dim3 block_index() { return block_idx(); }
  static constexpr bool is_valid() { return true; }
};

// The lane of the thread that has a rank among the lanes of a mask, 32 for none; and the rank of this one.
inline unsigned lane_of(unsigned lanes, unsigned rank) {
  for (; rank; --rank) lanes &= lanes - 1;
  return unsigned(sycl::ctz(lanes));
}
inline unsigned rank_in(unsigned lanes) { return unsigned(sycl::popcount(lanes & ((1u << lane()) - 1))); }

template <unsigned Size, class Parent = void> class thread_block_tile {
  static_assert(Size <= 32 && (Size & (Size - 1)) == 0, "a tile is a part of a warp");

 public:
  thread_block_tile() : thread_block_tile(thread_block::thread_rank(), thread_block::size()) {}
  thread_block_tile(unsigned rank, unsigned size) : group_(rank / Size), groups_((size + Size - 1) / Size) {}
  template <class Other>
  thread_block_tile(const thread_block_tile<Size, Other>& t)
      : group_(t.meta_group_rank()), groups_(t.meta_group_size()) {}
  /// thread_block_tile::sync => sycl::group_barrier(warp())
  static void sync() { sycl::group_barrier(warp()); }
  static unsigned thread_rank() { return lane() % Size; }
  static constexpr unsigned size() { return Size; }
  static constexpr unsigned num_threads() { return Size; }
  unsigned meta_group_rank() const { return group_; }
  unsigned meta_group_size() const { return groups_; }
  /// thread_block_tile::shfl, shfl_up, shfl_down, shfl_xor => sycl::select_from_group
  template <class T> static T shfl(T v, int from) { return port::shfl(v, from, Size); }
  template <class T> static T shfl_up(T v, unsigned delta) { return port::shfl_up(v, delta, Size); }
  template <class T> static T shfl_down(T v, unsigned delta) { return port::shfl_down(v, delta, Size); }
  template <class T> static T shfl_xor(T v, unsigned mask) { return port::shfl_xor(v, int(mask), Size); }
  /// thread_block_tile::ballot, any, all, match_any, match_all => the lanes of the tile among those of the warp
  static unsigned ballot(bool vote) { return mine(port::ballot(vote)); }
  static bool any(bool vote) { return ballot(vote) != 0; }
  static bool all(bool vote) { return ballot(!vote) == 0; }
  template <class T> static unsigned match_any(T v) { return mine(port::match_any(v)); }
  template <class T> static unsigned match_all(T v, int& all_same) {
    all_same = all(v == shfl(v, 0));
    return all_same ? ballot(true) : 0u;
  }
  // The lanes of the tile in the warp.
  static unsigned lanes() { return (Size == 32 ? ~0u : (1u << Size % 32) - 1) << (lane() & ~(Size - 1)); }

 private:
  static unsigned mine(unsigned voted) { return (voted & lanes()) >> (lane() & ~(Size - 1)); }
  unsigned group_, groups_;  // where it is among the tiles of its parent, and how many these are
};

/// coalesced_group => the lanes of the sub-group that a mask names, wherever the others are
class coalesced_group {
 public:
  explicit coalesced_group(unsigned lanes, unsigned group = 0, unsigned groups = 1)
      : lanes_(lanes), group_(group), groups_(groups) {}
  /// coalesced_group::sync => sycl::atomic_fence(acq_rel, sub_group)
  static void sync() { sycl::atomic_fence(sycl::memory_order::acq_rel, sycl::memory_scope::sub_group); }
  unsigned thread_rank() const { return rank_in(lanes_); }
  unsigned size() const { return unsigned(sycl::popcount(lanes_)); }
  unsigned num_threads() const { return size(); }
  unsigned meta_group_rank() const { return group_; }
  unsigned meta_group_size() const { return groups_; }
  /// coalesced_group::shfl, shfl_up, shfl_down => sycl::select_from_group
  template <class T> T shfl(T v, unsigned from) const { return port::shfl(v, int(lane_of(lanes_, from))); }
  template <class T> T shfl_up(T v, unsigned delta) const {
    const unsigned rank = thread_rank();
    return shfl(v, rank < delta ? rank : rank - delta);
  }
  template <class T> T shfl_down(T v, unsigned delta) const {
    const unsigned rank = thread_rank();
    return shfl(v, delta < size() - rank ? rank + delta : rank);
  }
  /// coalesced_group::ballot, any, all, match_any, match_all => their ranks among the lanes of the warp
  unsigned ballot(bool vote) const { return ranks(port::ballot(vote)); }
  bool any(bool vote) const { return ballot(vote) != 0; }
  bool all(bool vote) const { return ballot(!vote) == 0; }
  template <class T> unsigned match_any(T v) const { return ranks(port::match_any(v)); }
  template <class T> unsigned match_all(T v, int& all_same) const {
    all_same = all(v == shfl(v, 0));
    return all_same ? ballot(true) : 0u;
  }
  unsigned lanes() const { return lanes_; }

 private:
  unsigned ranks(unsigned voted) const {
    unsigned found = 0;
    for (unsigned left = voted & lanes_; left; left &= left - 1)
      found |= 1u << sycl::popcount(lanes_ & ((left & -left) - 1));
    return found;
  }
  unsigned lanes_, group_, groups_;
};

/// thread_group => the work-group, or lanes of the sub-group
class thread_group {
 public:
  thread_group(thread_block) {}
  template <unsigned Size, class Parent> thread_group(thread_block_tile<Size, Parent> t) : lanes_(t.lanes()) {}
  thread_group(const coalesced_group& g) : lanes_(g.lanes()) {}
  void sync() const {
    if (lanes_) coalesced_group::sync();
    else thread_block::sync();
  }
  unsigned thread_rank() const { return lanes_ ? rank_in(lanes_) : thread_block::thread_rank(); }
  unsigned size() const { return lanes_ ? unsigned(sycl::popcount(lanes_)) : thread_block::size(); }
  unsigned num_threads() const { return size(); }
  static constexpr bool is_valid() { return true; }
  // The lanes of the warp that are in it.
  unsigned lanes() const { return lanes_ ? lanes_ : unsigned((1ull << warp().get_local_linear_range()) - 1); }

 private:
  unsigned lanes_ = 0;  // 0 for the block
};

inline thread_block this_thread_block() { return {}; }
inline grid_group this_grid() { return {}; }
/// coalesced_threads => the lanes that get here, as get_opportunistic_group() [ext sycl_ext_oneapi_non_uniform_groups]
inline coalesced_group coalesced_threads() { return coalesced_group(active_mask()); }
/// tiled_partition => nothing: a tile is told by the lane; of a size that is a number, the lanes of these ranks
template <unsigned Size, class Parent> thread_block_tile<Size, Parent> tiled_partition(const Parent& parent) {
  return {parent.thread_rank(), parent.size()};
}
inline coalesced_group tiled_partition(const coalesced_group& parent, unsigned size) {
  const unsigned tile = parent.thread_rank() / size, tiles = (parent.size() + size - 1) / size;
  unsigned lanes = 0;
  for (unsigned left = parent.lanes(), rank = 0; left; left &= left - 1, ++rank)
    if (rank / size == tile) lanes |= left & -left;
  return coalesced_group(lanes, tile, tiles);
}
inline thread_group tiled_partition(const thread_group& parent, unsigned size) {
  return tiled_partition(coalesced_group(parent.lanes()), size);
}
/// binary_partition => the lanes that vote alike
template <class Group> coalesced_group binary_partition(const Group& g, bool vote) {
  const unsigned all = g.lanes() & active_mask(), voted = port::ballot(vote) & all;
  if (!voted || voted == all) return coalesced_group(all);
  return coalesced_group(vote ? voted : all & ~voted, vote, 2);
}
/// labeled_partition => the lanes whose labels are the same
template <class Group, class T> coalesced_group labeled_partition(const Group& g, T label) {
  if constexpr (std::is_same_v<T, bool>) return binary_partition(g, label);
  const unsigned all = g.lanes() & active_mask(), same = port::match_any(label) & all, first = same & -same;
  const unsigned leaders = port::ballot(first == 1u << lane()) & all;
  return coalesced_group(same, unsigned(sycl::popcount(leaders & (first - 1))), unsigned(sycl::popcount(leaders)));
}
/// invoke_one, invoke_one_broadcast => a call by the thread of rank 0
template <class Group, class F, class... A> void invoke_one(const Group& g, F&& f, A&&... a) {
  if (g.thread_rank() == 0) std::forward<F>(f)(std::forward<A>(a)...);
}
template <class Group, class F, class... A> auto invoke_one_broadcast(const Group& g, F&& f, A&&... a) {
  std::decay_t<decltype(std::forward<F>(f)(std::forward<A>(a)...))> result{};
  if (g.thread_rank() == 0) result = std::forward<F>(f)(std::forward<A>(a)...);
  return g.shfl(result, 0);
}
/// sync, thread_rank, group_size => the members of those names
template <class Group> void sync(const Group& g) { g.sync(); }
template <class Group> auto thread_rank(const Group& g) { return g.thread_rank(); }
template <class Group> auto group_size(const Group& g) { return g.size(); }

template <class T> struct plus {
  T operator()(T a, T b) const { return a + b; }
};
template <class T> struct less {
  T operator()(T a, T b) const { return b < a ? b : a; }
};
template <class T> struct greater {
  T operator()(T a, T b) const { return a < b ? b : a; }
};
template <class T> struct bit_and {
  T operator()(T a, T b) const { return a & b; }
};
template <class T> struct bit_or {
  T operator()(T a, T b) const { return a | b; }
};
template <class T> struct bit_xor {
  T operator()(T a, T b) const { return a ^ b; }
};

/// cooperative_groups::reduce => shuffles over the group
template <unsigned Size, class Parent, class T, class Op>
T reduce(const thread_block_tile<Size, Parent>& tile, T v, Op op) {
  for (unsigned m = Size / 2; m; m /= 2) v = op(v, tile.shfl_xor(v, m));
  return v;
}
template <class T, class Op> T reduce(const coalesced_group& g, T v, Op op) {
  const unsigned rank = g.thread_rank(), size = g.size();
  for (unsigned d = 1; d < size; d *= 2) {
    const T behind = g.shfl_down(v, d);
    if (rank + d < size) v = op(v, behind);
  }
  return g.shfl(v, 0);
}

/// cooperative_groups::inclusive_scan => shuffles over the tile
template <class Tile, class T, class Op = plus<T>> T inclusive_scan(const Tile& tile, T v, Op op = {}) {
  for (unsigned d = 1; d < tile.size(); d *= 2) {
    const T before = tile.shfl_up(v, d);
    if (tile.thread_rank() >= d) v = op(before, v);
  }
  return v;
}

/// cooperative_groups::exclusive_scan => shuffles over the tile
template <class Tile, class T, class Op = plus<T>> T exclusive_scan(const Tile& tile, T v, Op op = {}) {
  const T before = tile.shfl_up(inclusive_scan(tile, v, op), 1);
  return tile.thread_rank() ? before : T{};
}

/// cooperative_groups::memcpy_async => a copy by the threads of the group, at once
template <class Group, class T> void memcpy_async(const Group& g, T* to, const T* from, size_t bytes) {
  copy_shared_out(to, from, bytes, size_t(g.thread_rank()), size_t(g.size()));
}
template <class Group, class T> void memcpy_async(const Group& g, T* to, size_t room, const T* from, size_t count) {
  memcpy_async(g, to, from, std::min(room, count) * sizeof(T));
}

/// cooperative_groups::wait, wait_prior => the barrier of the group
template <class Group> void wait(const Group& g) { g.sync(); }
template <unsigned Left, class Group> void wait_prior(const Group& g) { g.sync(); }
}  // namespace cg

inline void grid_sync() { cg::grid_group::sync(); }
#endif

// ==== Occupancy
//
// SYCL has no such question before a kernel is compiled for a device: these are sizes that a launch may use.

/// cudaOccupancyMaxActiveBlocksPerMultiprocessor => 1024 threads divided by those of the block
template <class K> error_t max_active_blocks(int* blocks, K, int threads, size_t, unsigned = 0) {
  device_properties p;
  if (const error_t code = get_properties(&p, current_device())) return code;
  *blocks = std::max(1, p.maxThreadsPerMultiProcessor / std::max(1, threads));
  return success;
}

/// cudaOccupancyMaxPotentialBlockSize => 256 threads, four blocks for each compute unit
template <class K> error_t max_potential_block_size(int* blocks, int* threads, K, size_t = 0, int limit = 0) {
  device_properties p;
  if (const error_t code = get_properties(&p, current_device())) return code;
  *threads = std::min(limit ? limit : 256, p.maxThreadsPerBlock);
  *blocks = p.multiProcessorCount * 4;
  return success;
}

namespace types {
/// cudaFuncAttributes => the limits of the device
struct function_attributes {
  size_t sharedSizeBytes = 0, constSizeBytes = 0, localSizeBytes = 0;
  int maxThreadsPerBlock = 1024, numRegs = 0, ptxVersion = 0, binaryVersion = 0, cacheModeCA = 0;
  int maxDynamicSharedSizeBytes = 0, preferredShmemCarveout = 0;
};
}  // namespace types
using types::function_attributes;

/// cudaFuncGetAttributes => the limits of the device
template <class K> error_t get_attributes(function_attributes* a, K) {
  device_properties p;
  if (const error_t code = get_properties(&p, current_device())) return code;
  *a = {};
  a->maxThreadsPerBlock = p.maxThreadsPerBlock;
  a->maxDynamicSharedSizeBytes = int(p.sharedMemPerBlock);
  return success;
}

// ==== Graphs
//
// [ext sycl_ext_oneapi_graph]: what is submitted to a stream between begin and end is recorded.

namespace types {
struct graph_state {
  sx::command_graph<sx::graph_state::modifiable> graph;
};
struct graph_exec_state {
  sx::command_graph<sx::graph_state::executable> graph;
};
}  // namespace types
using types::graph_exec_state;
using types::graph_state;
/// cudaGraph_t => sx::command_graph<sx::graph_state::modifiable>
using graph_t = graph_state*;
/// cudaGraphExec_t => sx::command_graph<sx::graph_state::executable>
using graph_exec_t = graph_exec_state*;
enum capture_mode { capture_mode_global = 0, capture_mode_thread_local = 1, capture_mode_relaxed = 2 };
enum capture_status { capture_status_none = 0, capture_status_active = 1, capture_status_invalidated = 2 };

inline std::map<stream_t, graph_t>& captures() {
  thread_local std::map<stream_t, graph_t> all;
  return all;
}

/// cudaStreamBeginCapture => command_graph::begin_recording
inline error_t stream_begin_capture(stream_t stream, capture_mode = capture_mode_global) {
  if (!stream) return failed(error_stream_capture_unsupported, "the default stream is not recorded");
  return attempt([&] {
    const auto graph = new graph_state{{stream->get_context(), stream->get_device()}};
    captures()[stream] = graph;
    graph->graph.begin_recording(*stream);
  });
}

/// cudaStreamEndCapture => command_graph::end_recording
inline error_t stream_end_capture(stream_t stream, graph_t* graph) {
  const auto found = captures().find(stream);
  if (found == captures().end()) return failed(error_illegal_state, "the stream is not recorded");
  *graph = found->second;
  captures().erase(found);
  return attempt([&] { (*graph)->graph.end_recording(*stream); });
}

/// cudaStreamIsCapturing => queue::ext_oneapi_get_state
inline error_t stream_is_capturing(stream_t stream, capture_status* status) {
  return attempt([&] { *status = stream && is_recording(*stream) ? capture_status_active : capture_status_none; });
}

/// cudaGraphInstantiate => command_graph::finalize
template <class... Ignored> error_t graph_instantiate(graph_exec_t* exec, graph_t graph, Ignored...) {
  return attempt([&] { *exec = new graph_exec_state{graph->graph.finalize()}; });
}

/// cudaGraphLaunch => queue::ext_oneapi_graph
inline error_t graph_launch(graph_exec_t exec, stream_t stream) {
  return attempt([&] { queue(stream).ext_oneapi_graph(exec->graph); });
}

/// cudaGraphDestroy, cudaGraphExecDestroy => the graph is deleted
inline error_t graph_destroy(graph_t graph) {
  delete graph;
  return success;
}
inline error_t graph_exec_destroy(graph_exec_t exec) {
  delete exec;
  return success;
}
}  // namespace port

#if __has_include("port_texture.hpp")
#include "port_texture.hpp"  // where a port reads through textures
#endif
