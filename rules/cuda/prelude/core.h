// What CUDA's compiler gives by itself, as far as code has to be understood without it.
//
// Written for the parser only: declarations here say what a name is, not what it does. Names of
// the tables that do not stand here are declared by migrate/prelude.py, any arguments accepted.
#pragma once

#ifdef __CUDA__
// Either side may call the other here: which side a function is for, its annotation says.
#pragma clang force_cuda_host_device begin
#endif

#include <stddef.h>
#include <stdint.h>

#ifdef __CUDA__
#define __global__ __attribute__((global))
#else
#define __global__ __attribute__((annotate("global")))
#endif
#define __device__ __attribute__((annotate("device")))
#define __host__ __attribute__((annotate("host")))
#define __shared__ __attribute__((annotate("shared")))
#define __constant__ __attribute__((annotate("constant")))
#define __managed__ __attribute__((annotate("managed")))
#define MIGRATE_TEXT(...) #__VA_ARGS__
#define __launch_bounds__(...) __attribute__((annotate("launch_bounds " MIGRATE_TEXT(__VA_ARGS__))))
#define __cluster_dims__(...)
#define __block_size__(...)
#define __maxnreg__(...)
#define __grid_constant__
#define __forceinline__ inline
#define __noinline__
#define __inline_hint__ inline
#define __nv_pure__
#define __tile__
#define __tile_global__
#define __align__(n) __attribute__((aligned(n)))
#define __builtin_align__(n) __attribute__((aligned(n)))
#define __restrict__ __restrict
#define CUDART_VERSION 12040
#define CUDA_VERSION 12040
#define CUDARTAPI
#define CUDART_CB
#define CUDAAPI
#define CUDA_CB
#define CUDA_IPC_HANDLE_SIZE 64
#define CUB_VERSION 200400
#define THRUST_VERSION 200400
#define CUDNN_VERSION 90000
#define CUDNN_MAJOR 9
#define NCCL_VERSION_CODE 22000
#define NCCL_MAJOR 2
#define NCCL_MINOR 20
#define NCCL_UNIQUE_ID_BYTES 128
#define CUFFT_FORWARD -1
#define CUFFT_INVERSE 1
#define CUB_PTX_ARCH 800
#define CUB_RUNTIME_FUNCTION
#define CubDebug(e) (e)
#define CubDebugExit(e) (e)

#define MIGRATE_VECTOR(T, N)                              \
  typedef struct N##1 { T x; } N##1;                      \
  typedef struct N##2 { T x, y; } N##2;                   \
  typedef struct N##3 { T x, y, z; } N##3;                \
  typedef struct N##4 { T x, y, z, w; } N##4;             \
  static inline N##1 make_##N##1(T x) { N##1 v = {x}; return v; }                       \
  static inline N##2 make_##N##2(T x, T y) { N##2 v = {x, y}; return v; }               \
  static inline N##3 make_##N##3(T x, T y, T z) { N##3 v = {x, y, z}; return v; }       \
  static inline N##4 make_##N##4(T x, T y, T z, T w) { N##4 v = {x, y, z, w}; return v; }
MIGRATE_VECTOR(signed char, char)
MIGRATE_VECTOR(unsigned char, uchar)
MIGRATE_VECTOR(short, short)
MIGRATE_VECTOR(unsigned short, ushort)
MIGRATE_VECTOR(int, int)
MIGRATE_VECTOR(unsigned int, uint)
MIGRATE_VECTOR(long, long)
MIGRATE_VECTOR(unsigned long, ulong)
MIGRATE_VECTOR(long long, longlong)
MIGRATE_VECTOR(unsigned long long, ulonglong)
MIGRATE_VECTOR(float, float)
MIGRATE_VECTOR(double, double)
#undef MIGRATE_VECTOR

typedef float2 cuFloatComplex;
typedef double2 cuDoubleComplex;
typedef float2 cuComplex;

#ifndef __cplusplus
typedef struct dim3 { unsigned int x, y, z; } dim3;
#else
struct dim3 {
  unsigned int x, y, z;
  constexpr dim3(unsigned int x = 1, unsigned int y = 1, unsigned int z = 1) : x(x), y(y), z(z) {}
  constexpr dim3(uint3 v) : x(v.x), y(v.y), z(v.z) {}
  constexpr operator uint3() const { return {x, y, z}; }
};
typedef struct dim3 dim3;

extern const uint3 threadIdx, blockIdx;
extern const dim3 blockDim, gridDim;
extern const int warpSize;
extern "C" int cudaConfigureCall(dim3, dim3, size_t = 0, void * = 0);
extern "C" unsigned __cudaPushCallConfiguration(dim3, dim3, size_t = 0, void * = 0);

// What the host's C++ library gives is callable in device code as well.
#include <algorithm>
#include <cassert>
#include <cfloat>
#include <climits>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <type_traits>
#include <utility>

using std::isfinite;
using std::isinf;
using std::isnan;
using std::signbit;
template <class A, class B> constexpr auto min(A a, B b) { return a < b ? a : b; }
template <class A, class B> constexpr auto max(A a, B b) { return a < b ? b : a; }

// One place in memory, read or changed.
#define MIGRATE_LOADS(name) template <class T> T name(const T *);
MIGRATE_LOADS(__ldg) MIGRATE_LOADS(__ldca) MIGRATE_LOADS(__ldcg) MIGRATE_LOADS(__ldcs)
MIGRATE_LOADS(__ldcv) MIGRATE_LOADS(__ldlu)
#define MIGRATE_STORES(name) template <class T, class V> void name(T *, V);
MIGRATE_STORES(__stcg) MIGRATE_STORES(__stcs) MIGRATE_STORES(__stwb) MIGRATE_STORES(__stwt)
#define MIGRATE_ATOMIC(name)                                                              \
  template <class T, class V> T name(volatile T *, V);                                    \
  template <class T, class V> T name##_block(volatile T *, V);                            \
  template <class T, class V> T name##_system(volatile T *, V);
MIGRATE_ATOMIC(atomicAdd) MIGRATE_ATOMIC(atomicAnd) MIGRATE_ATOMIC(atomicDec)
MIGRATE_ATOMIC(atomicExch) MIGRATE_ATOMIC(atomicInc) MIGRATE_ATOMIC(atomicMax)
MIGRATE_ATOMIC(atomicMin) MIGRATE_ATOMIC(atomicOr) MIGRATE_ATOMIC(atomicSub)
MIGRATE_ATOMIC(atomicXor)
template <class T, class U, class V> T atomicCAS(volatile T *, U, V);
template <class T, class U, class V> T atomicCAS_block(volatile T *, U, V);
template <class T, class U, class V> T atomicCAS_system(volatile T *, U, V);

// Values from other lanes.
#define MIGRATE_SHUFFLE(name)                                                             \
  template <class T> T name(T, int, int = 32);                                            \
  template <class T> T name##_sync(unsigned, T, int, int = 32);
MIGRATE_SHUFFLE(__shfl) MIGRATE_SHUFFLE(__shfl_up) MIGRATE_SHUFFLE(__shfl_down)
MIGRATE_SHUFFLE(__shfl_xor)
unsigned __activemask();
unsigned __ballot(int);
unsigned __ballot_sync(unsigned, int);
template <class T> unsigned __match_any_sync(unsigned, T);
template <class T> unsigned __match_all_sync(unsigned, T, int *);
template <class T> T __reduce_add_sync(unsigned, T);
template <class T> T __reduce_min_sync(unsigned, T);
template <class T> T __reduce_max_sync(unsigned, T);
extern "C" __attribute__((device)) void __syncthreads();  // as the parser declares it itself
void __syncwarp(unsigned = 0xffffffff);
long long clock64();
unsigned __float_as_uint(float);
float __uint_as_float(unsigned);
float __int_as_float(int);
double __longlong_as_double(long long);
long long __double_as_longlong(double);
size_t __cvta_generic_to_shared(const void *);

// Numbers of 16 bits.
#define MIGRATE_HALF(name)                                                                \
  struct name {                                                                           \
    name() = default;                                                                     \
    template <class T, class = std::enable_if_t<std::is_arithmetic<T>::value>>            \
    constexpr name(T) : bits(0) {}                                                        \
    operator float() const;                                                               \
    name &operator+=(const name &);                                                       \
    name &operator-=(const name &);                                                       \
    name &operator*=(const name &);                                                       \
    name &operator/=(const name &);                                                       \
    unsigned short bits;                                                                  \
  };                                                                                      \
  name operator+(const name &, const name &);                                             \
  name operator-(const name &, const name &);                                             \
  name operator*(const name &, const name &);                                             \
  name operator/(const name &, const name &);
MIGRATE_HALF(__half)
MIGRATE_HALF(__nv_bfloat16)
#define MIGRATE_HALF2(name, of)                                                           \
  struct name {                                                                           \
    name() = default;                                                                     \
    name(of, of);                                                                         \
    of x, y;                                                                              \
  };                                                                                      \
  name operator+(name, name);                                                             \
  name operator-(name, name);                                                             \
  name operator*(name, name);                                                             \
  name operator/(name, name);
MIGRATE_HALF2(__half2, __half)
MIGRATE_HALF2(__nv_bfloat162, __nv_bfloat16)
typedef __half half, nv_half, __nv_half;
typedef __half2 half2, nv_half2, __nv_half2;
typedef __nv_bfloat16 nv_bfloat16;
typedef __nv_bfloat162 nv_bfloat162;

// Textures and surfaces.
enum cudaTextureReadMode : int;
template <class T, int dimension = 1, int mode = 0> struct texture {
  int normalized, filterMode, addressMode[3], sRGB;
};
template <class T, int dimension = 1> struct surface {};
#define MIGRATE_FETCH(name)                                                               \
  template <class T, class... A> T name(unsigned long long, A...);                        \
  template <class T, int d, int m, class... A> T name(texture<T, d, m>, A...);
MIGRATE_FETCH(tex1D) MIGRATE_FETCH(tex1Dfetch) MIGRATE_FETCH(tex2D) MIGRATE_FETCH(tex3D)
MIGRATE_FETCH(tex1DLod) MIGRATE_FETCH(tex2DLod) MIGRATE_FETCH(tex3DLod)
MIGRATE_FETCH(tex1DLayered) MIGRATE_FETCH(tex2DLayered) MIGRATE_FETCH(tex2Dgather)
MIGRATE_FETCH(texCubemap)
template <class T> struct cudaChannelFormatDesc cudaCreateChannelDesc();
struct cudaChannelFormatDesc cudaCreateChannelDesc(int, int, int, int, int);

namespace cooperative_groups {
struct thread_group {
  void sync() const;
  unsigned size() const, num_threads() const, thread_rank() const;
  bool is_valid() const;
};
struct thread_block : thread_group {
  dim3 group_index() const, thread_index() const, group_dim() const, dim_threads() const;
  thread_block(...);
};
struct grid_group : thread_group {
  dim3 group_dim() const;
  unsigned long long num_blocks() const, block_rank() const;
};
struct multi_grid_group : thread_group {
  unsigned grid_rank() const, num_grids() const;
};
struct cluster_group : thread_group {
  unsigned block_rank() const, num_blocks() const;
  template <class T> T *map_shared_rank(T *, int) const;
  static void barrier_arrive(), barrier_wait();
};
struct coalesced_group : thread_group {
  template <class T> T shfl(T, int) const;
  template <class T> T shfl_up(T, unsigned) const;
  template <class T> T shfl_down(T, unsigned) const;
  int any(int) const, all(int) const;
  unsigned ballot(int) const, meta_group_size() const, meta_group_rank() const;
};
template <unsigned Size, class Parent = void> struct thread_block_tile : coalesced_group {
  thread_block_tile();
  template <class Other> thread_block_tile(const thread_block_tile<Size, Other> &);
  template <class T> T shfl_xor(T, unsigned) const;
  template <class T> unsigned match_any(T) const;
  template <class T> unsigned match_all(T, int &) const;
};
template <unsigned Size> struct block_tile_memory {};
template <unsigned Size, class G> thread_block_tile<Size, G> tiled_partition(const G &);
template <class G> thread_group tiled_partition(const G &, unsigned);
thread_block this_thread_block(...);
grid_group this_grid();
multi_grid_group this_multi_grid();
cluster_group this_cluster();
coalesced_group coalesced_threads();
template <class G> void sync(const G &);
template <class T> struct plus {};
template <class T> struct less {};
template <class T> struct greater {};
template <class T> struct bit_and {};
template <class T> struct bit_or {};
template <class T> struct bit_xor {};
template <class G, class T, class F> T reduce(const G &, T, F &&);
template <class G, class T, class... F> T inclusive_scan(const G &, T, F &&...);
template <class G, class T, class... F> T exclusive_scan(const G &, T, F &&...);
}  // namespace cooperative_groups

namespace nvcuda {
namespace wmma {
struct matrix_a; struct matrix_b; struct accumulator; struct row_major; struct col_major;
enum layout_t { mem_row_major, mem_col_major };
template <class Use, int m, int n, int k, class T, class Layout = void> struct fragment {
  enum { num_elements = 16, num_storage_elements = 16 };
  T x[16];
};
template <class... A> void load_matrix_sync(A &&...);
template <class... A> void store_matrix_sync(A &&...);
template <class... A> void fill_fragment(A &&...);
template <class... A> void mma_sync(A &&...);
}  // namespace wmma
}  // namespace nvcuda

namespace cub {
#define MIGRATE_COLLECTIVE(name)                                                          \
  template <class T, int n = 0, auto... more> struct name {                               \
    struct TempStorage {};                                                                \
    name(...);                                                                            \
    template <class... A> T Reduce(A &&...), Sum(A &&...);                                \
    template <class... A> void Load(A &&...), Store(A &&...), InclusiveSum(A &&...),      \
        ExclusiveSum(A &&...), InclusiveScan(A &&...), ExclusiveScan(A &&...),            \
        Sort(A &&...), SortBlockedToStriped(A &&...);                                     \
  };
MIGRATE_COLLECTIVE(BlockReduce) MIGRATE_COLLECTIVE(BlockScan) MIGRATE_COLLECTIVE(BlockLoad)
MIGRATE_COLLECTIVE(BlockStore) MIGRATE_COLLECTIVE(BlockExchange)
MIGRATE_COLLECTIVE(BlockDiscontinuity) MIGRATE_COLLECTIVE(BlockHistogram)
MIGRATE_COLLECTIVE(WarpReduce) MIGRATE_COLLECTIVE(WarpScan)
template <class K, int n, int items, class V = int, auto... more> struct BlockRadixSort {
  struct TempStorage {};
  BlockRadixSort(...);
  template <class... A> void Sort(A &&...), SortDescending(A &&...);
};
template <class K, class V> struct KeyValuePair { K key; V value; };
template <class T> struct DoubleBuffer {
  DoubleBuffer(...);
  T *Current(), *Alternate();
};
template <class V, class Op, class I, class O = long> struct TransformInputIterator {
  TransformInputIterator(...);
};
template <class V, class O = long> struct CountingInputIterator { CountingInputIterator(...); };
struct Sum { template <class T> T operator()(T, T) const; };
struct Max { template <class T> T operator()(T, T) const; };
struct Min { template <class T> T operator()(T, T) const; };
}  // namespace cub

namespace thrust {
template <class T> struct device_ptr {
  device_ptr(...);
  T *get() const;
  T &operator*() const;
  device_ptr operator+(long) const;
};
#define MIGRATE_VECTOR(name)                                                              \
  template <class T, class A = void> struct name {                                        \
    typedef device_ptr<T> iterator;                                                       \
    name(...);                                                                            \
    iterator begin() const, end() const, data() const;                                    \
    size_t size() const;                                                                  \
    bool empty() const;                                                                   \
    void clear(), resize(...), push_back(...), reserve(...);                              \
    T &operator[](size_t) const, &front() const, &back() const;                           \
  };
MIGRATE_VECTOR(device_vector)
MIGRATE_VECTOR(host_vector)
#undef MIGRATE_VECTOR
template <class T> device_ptr<T> device_pointer_cast(T *);
template <class T> T *raw_pointer_cast(T *);
template <class T> T *raw_pointer_cast(device_ptr<T>);
template <class I, class T, class... A> T reduce(I, I, T, A...);
}  // namespace thrust
#endif
