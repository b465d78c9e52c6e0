// What bisheng knows by itself in a unit of SIMT code, for compilers that check types alone: clang in CUDA's mode, which reads
// launches, and any compiler of C++, for which launches are written as calls. Declarations of our own: they prove nothing of bisheng.
#pragma once
#ifdef __CUDA__
#define __host__ __attribute__((host))
#define __device__ __attribute__((device))  // for the headers of the standard library that clang has for CUDA
#include <algorithm>
#include <cmath>
#include <complex>
#include <new>
#undef __device__
#undef __host__
#endif
#define __NPU_HOST__
#include <acl/acl.h>

#include <cstddef>
#include <cstdint>

#ifdef __CUDA__
#define __global__ __attribute__((global))
#define __host__ __attribute__((host))
#define __aicore__ __attribute__((device))
#define __ubuf__ __attribute__((shared))
#define __launch_bounds__(...) __attribute__((launch_bounds(__VA_ARGS__)))
#else
#define __global__
#define __host__
#define __aicore__
#define __ubuf__
#define __launch_bounds__(...)
#endif
#ifndef __clang__
#define __builtin_nontemporal_load(address) (*(address))
#define __builtin_nontemporal_store(value, address) ((void)(*(address) = (value)))
#endif
#define __gm__
#define __vector__

struct dim3 {
  unsigned int x, y, z;
  __host__ __aicore__ constexpr dim3(unsigned int x = 1, unsigned int y = 1, unsigned int z = 1)
      : x(x), y(y), z(z) {}
};

#ifdef __CUDA__
extern "C" int __cudaPushCallConfiguration(dim3 grid, dim3 block, size_t bytes, aclrtStream stream);
struct migrate_place {
  unsigned int x, y, z;
};
extern const __aicore__ migrate_place threadIdx, blockIdx, blockDim, gridDim;
extern const __aicore__ int32_t warpSize;
#else
inline int migrate_launch(dim3, dim3, size_t, aclrtStream) { return 0; }
extern const dim3 threadIdx, blockIdx, blockDim, gridDim;
extern const int32_t warpSize;
#endif
