// What simt_api/asc_simt.h of asc-devkit declares and ports use, for compilers that check types alone: declarations of our own, typed
// from its public text.
#pragma once
#include <math.h>

#include <cstdint>

#define MIGRATE_VECTOR(name, type)                                                              \
  struct name##2 { type x, y; };                                                                \
  struct name##3 { type x, y, z; };                                                             \
  struct name##4 { type x, y, z, w; };                                                          \
  __host__ __aicore__ inline name##2 make_##name##2(type x, type y) { return {x, y}; }          \
  __host__ __aicore__ inline name##3 make_##name##3(type x, type y, type z) { return {x, y, z}; } \
  __host__ __aicore__ inline name##4 make_##name##4(type x, type y, type z, type w) {           \
    return {x, y, z, w};                                                                        \
  }
MIGRATE_VECTOR(char, signed char)
MIGRATE_VECTOR(uchar, unsigned char)
MIGRATE_VECTOR(short, short)
MIGRATE_VECTOR(ushort, unsigned short)
MIGRATE_VECTOR(int, int)
MIGRATE_VECTOR(uint, unsigned int)
MIGRATE_VECTOR(long, long)
MIGRATE_VECTOR(ulong, unsigned long)
MIGRATE_VECTOR(longlong, long long)
MIGRATE_VECTOR(ulonglong, unsigned long long)
MIGRATE_VECTOR(float, float)

__aicore__ void asc_syncthreads();
__aicore__ void asc_threadfence();
__aicore__ void asc_threadfence_block();
__aicore__ int32_t asc_all(int32_t);
__aicore__ int32_t asc_any(int32_t);
__aicore__ uint32_t asc_ballot(int32_t);
__aicore__ uint32_t asc_activemask();
__aicore__ int32_t laneid();

#define MIGRATE_WARP(type)                                         \
  __aicore__ type asc_shfl(type, int32_t, int32_t width = 32);     \
  __aicore__ type asc_shfl_up(type, uint32_t, int32_t width = 32); \
  __aicore__ type asc_shfl_down(type, uint32_t, int32_t width = 32); \
  __aicore__ type asc_shfl_xor(type, int32_t, int32_t width = 32); \
  __aicore__ type asc_atomic_add(type*, type);                     \
  __aicore__ type asc_atomic_sub(type*, type);                     \
  __aicore__ type asc_atomic_exch(type*, type);                    \
  __aicore__ type asc_atomic_max(type*, type);                     \
  __aicore__ type asc_atomic_min(type*, type);                     \
  __aicore__ type asc_atomic_cas(type*, type, type);
MIGRATE_WARP(int32_t)
MIGRATE_WARP(uint32_t)
MIGRATE_WARP(float)
MIGRATE_WARP(int64_t)
MIGRATE_WARP(uint64_t)
MIGRATE_WARP(unsigned long long)
#define MIGRATE_BITS(type)                      \
  __aicore__ type asc_atomic_and(type*, type);  \
  __aicore__ type asc_atomic_or(type*, type);   \
  __aicore__ type asc_atomic_xor(type*, type);
MIGRATE_BITS(int32_t)
MIGRATE_BITS(uint32_t)
__aicore__ uint32_t asc_atomic_inc(uint32_t*, uint32_t);
__aicore__ uint32_t asc_atomic_dec(uint32_t*, uint32_t);
__aicore__ float asc_reduce_add(float);
__aicore__ int32_t asc_reduce_add(int32_t);
__aicore__ float asc_reduce_max(float);
__aicore__ int32_t asc_reduce_max(int32_t);
__aicore__ float asc_reduce_min(float);
__aicore__ int32_t asc_reduce_min(int32_t);
template <class T>
__aicore__ T asc_ldca(T*);
template <class T>
__aicore__ T asc_ldcg(T*);
template <class T>
__aicore__ void asc_stcg(T*, T);
template <class T>
__aicore__ void asc_stwt(T*, T);

__aicore__ unsigned int __byte_perm(unsigned int, unsigned int, unsigned int);
__aicore__ unsigned int __brev(unsigned int);
__aicore__ unsigned long long __brev(unsigned long long);
__aicore__ unsigned long __brev(unsigned long);
__aicore__ int __clz(int);
__aicore__ int __clz(long long);
__aicore__ int __clz(long);
__aicore__ int __ffs(int);
__aicore__ int __ffs(long long);
__aicore__ int __ffs(long);
__aicore__ int __popc(unsigned int);
__aicore__ int __popc(unsigned long long);
__aicore__ int __popc(unsigned long);
__aicore__ int __mul24(int, int);
__aicore__ unsigned int __umul24(unsigned int, unsigned int);
__aicore__ int __mulhi(int, int);
__aicore__ unsigned int __umulhi(unsigned int, unsigned int);
__aicore__ long long __mul64hi(long long, long long);
__aicore__ unsigned long long __umul64hi(unsigned long long, unsigned long long);
__aicore__ int __rhadd(int, int);
__aicore__ unsigned int __uhadd(unsigned int, unsigned int);
__aicore__ unsigned int __urhadd(unsigned int, unsigned int);
__aicore__ unsigned int __sad(int, int, unsigned int);
__aicore__ unsigned int __usad(unsigned int, unsigned int, unsigned int);
__aicore__ float __fdividef(float, float);
__aicore__ float fdividef(float, float);
__aicore__ float __saturatef(float);
__aicore__ int __float_as_int(float);
__aicore__ unsigned int __float_as_uint(float);
__aicore__ float __int_as_float(int);
__aicore__ float __uint_as_float(unsigned int);
#define MIGRATE_ROUNDED(mode)                                  \
  __aicore__ int __float2int_##mode(float);                    \
  __aicore__ unsigned int __float2uint_##mode(float);          \
  __aicore__ long long __float2ll_##mode(float);               \
  __aicore__ unsigned long long __float2ull_##mode(float);     \
  __aicore__ float __int2float_##mode(int);                    \
  __aicore__ float __uint2float_##mode(unsigned int);          \
  __aicore__ float __ll2float_##mode(long long);               \
  __aicore__ float __ull2float_##mode(unsigned long long);
MIGRATE_ROUNDED(rn)
MIGRATE_ROUNDED(rz)
MIGRATE_ROUNDED(rd)
MIGRATE_ROUNDED(ru)

#ifdef __CUDA__  // the host has these of its own
#define MIGRATE_ONE(name) __aicore__ float name(float);
#define MIGRATE_TWO(name) __aicore__ float name(float, float);
MIGRATE_ONE(acosf) MIGRATE_ONE(acoshf) MIGRATE_ONE(asinf) MIGRATE_ONE(asinhf) MIGRATE_ONE(atanf) MIGRATE_ONE(atanhf)
MIGRATE_ONE(cbrtf) MIGRATE_ONE(ceilf) MIGRATE_ONE(cosf) MIGRATE_ONE(coshf) MIGRATE_ONE(erff) MIGRATE_ONE(erfcf)
MIGRATE_ONE(exp10f) MIGRATE_ONE(exp2f) MIGRATE_ONE(expf) MIGRATE_ONE(expm1f) MIGRATE_ONE(fabsf) MIGRATE_ONE(floorf)
MIGRATE_ONE(lgammaf) MIGRATE_ONE(log10f) MIGRATE_ONE(log1pf) MIGRATE_ONE(log2f) MIGRATE_ONE(logf) MIGRATE_ONE(logbf)
MIGRATE_ONE(nearbyintf) MIGRATE_ONE(rintf) MIGRATE_ONE(roundf) MIGRATE_ONE(sinf) MIGRATE_ONE(sinhf) MIGRATE_ONE(sqrtf)
MIGRATE_ONE(tanf) MIGRATE_ONE(tanhf) MIGRATE_ONE(tgammaf) MIGRATE_ONE(truncf)
MIGRATE_TWO(atan2f) MIGRATE_TWO(copysignf) MIGRATE_TWO(fdimf) MIGRATE_TWO(fmaxf) MIGRATE_TWO(fminf) MIGRATE_TWO(fmodf)
MIGRATE_TWO(hypotf) MIGRATE_TWO(nextafterf) MIGRATE_TWO(powf) MIGRATE_TWO(remainderf)
__aicore__ float fmaf(float, float, float);
__aicore__ float ldexpf(float, int);
__aicore__ float modff(float, float&);
__aicore__ float frexpf(float, int&);
__aicore__ long lroundf(float);
__aicore__ long lrintf(float);
__aicore__ bool isnan(float);
__aicore__ bool isinf(float);
__aicore__ bool isfinite(float);
#endif
__aicore__ void sincosf(float, float&, float&);
__aicore__ void sincospif(float, float&, float&);
__aicore__ float cospif(float);
__aicore__ float sinpif(float);
__aicore__ float rsqrtf(float);
__aicore__ float rcbrtf(float);
__aicore__ float rhypotf(float, float);
__aicore__ float erfinvf(float);
__aicore__ float normcdff(float);

#define MIGRATE_BOUNDS(type)         \
  __aicore__ type max(type, type);   \
  __aicore__ type min(type, type);
MIGRATE_BOUNDS(char)
MIGRATE_BOUNDS(unsigned char)
MIGRATE_BOUNDS(short)
MIGRATE_BOUNDS(unsigned short)
MIGRATE_BOUNDS(int)
MIGRATE_BOUNDS(unsigned int)
MIGRATE_BOUNDS(long)
MIGRATE_BOUNDS(unsigned long)
MIGRATE_BOUNDS(long long)
MIGRATE_BOUNDS(unsigned long long)
