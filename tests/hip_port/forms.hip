// The functions of lanes of hip_port.hpp as a port may write them, for a compiler of HIP: it only has to compile.
#include <hip/hip_runtime.h>
#include <hip/hip_cooperative_groups.h>
#include <hip/hip_fp16.h>

#include "hip_port.hpp"

template <typename T>
__global__ void match(T* values, unsigned long long* out, int* all) {
  out[threadIdx.x] = hip_port::match_any_sync(~0ULL, values[threadIdx.x]);
  out[0] ^= hip_port::match_all_sync(__ballot(1), values[threadIdx.x], all);
}

template __global__ void match<int>(int*, unsigned long long*, int*);
template __global__ void match<float>(float*, unsigned long long*, int*);
template __global__ void match<double>(double*, unsigned long long*, int*);
template __global__ void match<__half2>(__half2*, unsigned long long*, int*);

__global__ void reduce(unsigned* values, int* numbers, unsigned long long mask) {
  const unsigned t = threadIdx.x;
  values[t] = hip_port::reduce_add_sync(~0ULL, t) + hip_port::reduce_min_sync(mask, t) + hip_port::reduce_max_sync(mask, t);
  values[t] ^= hip_port::reduce_and_sync(mask, t) ^ hip_port::reduce_or_sync(mask, t) ^ hip_port::reduce_xor_sync(mask, t);
  numbers[t] = hip_port::reduce_add_sync(~0ULL, numbers[t]) + hip_port::reduce_min_sync(mask, -1) + hip_port::reduce_max_sync(mask, -1);
}

template <typename Group>
__device__ void of_group(const Group& group, int* numbers, float* sums) {
  numbers[0] = hip_port::reduce(group, numbers[1], hip_port::plus<int>()) + hip_port::reduce(group, numbers[1], hip_port::bit_and<int>());
  numbers[1] = hip_port::reduce(group, numbers[2], hip_port::bit_or<int>()) + hip_port::reduce(group, numbers[2], hip_port::bit_xor<int>());
  numbers[2] = hip_port::reduce(group, numbers[3], [](int a, int b) { return a < b ? b : a; });
  sums[0] = hip_port::reduce(group, sums[1], hip_port::less<float>()) + hip_port::reduce(group, sums[1], hip_port::greater<float>());
  sums[1] = hip_port::inclusive_scan(group, sums[2]) + hip_port::inclusive_scan(group, sums[2], hip_port::greater<float>());
  sums[2] = hip_port::exclusive_scan(group, sums[3]) + hip_port::exclusive_scan(group, sums[3], hip_port::plus<float>());
  sums[3] = __low2float(hip_port::reduce(group, __float2half2_rn(sums[4]), hip_port::plus<__half2>()));
}

template <unsigned size>
__global__ void group(int* numbers, float* sums) {
  of_group(cooperative_groups::tiled_partition<size>(cooperative_groups::this_thread_block()), numbers, sums);
  if (numbers[threadIdx.x] > 0) of_group(cooperative_groups::coalesced_threads(), numbers, sums);
}

template __global__ void group<1>(int*, float*);
template __global__ void group<16>(int*, float*);
template __global__ void group<32>(int*, float*);
