// As much of HIP's runtime as the warp programs of the corpus ask for, on the host: kernels run block by block on
// wavefronts of WAVEFRONT lanes that `wavefront.hpp` simulates, memory of the device is that of the host. Launches are
// written with hipLaunchKernelGGL. Blocks come one after another, so shared memory is static, and a cooperative launch
// has one block: that is as many as this device holds at a time.
#pragma once

#include <cstdint>
#include <cstring>
#include <functional>
#include <map>
#include <type_traits>
#include <utility>

#include "wavefront.hpp"

#define __global__
#define __host__
#define __forceinline__ inline
#define __shared__ static
#define __launch_bounds__(...)

struct dim3 {
  unsigned x, y, z;
  constexpr dim3(unsigned x = 1, unsigned y = 1, unsigned z = 1) : x(x), y(y), z(z) {}
};

namespace simulated {

inline dim3 grid_size, block_size, block_number;

inline dim3 thread_number() {
  const unsigned i = thread();
  return {i % block_size.x, i / block_size.x % block_size.y, i / block_size.x / block_size.y};
}

/// Lanes that read from others which did not take part, in all launches.
inline unsigned strays = 0;

inline void launch(dim3 grid, dim3 threads, const std::function<void()>& kernel) {
  grid_size = grid;
  block_size = threads;
  for (unsigned z = 0; z < grid.z; ++z)
    for (unsigned y = 0; y < grid.y; ++y)
      for (unsigned x = 0; x < grid.x; ++x) {
        block_number = {x, y, z};
        strays += run_block(WAVEFRONT, threads.x * threads.y * threads.z, kernel);
      }
  if (strays) {
    std::printf("%u reads from lanes that are not there\n", strays);
    std::exit(1);
  }
}

/// How kernels are called that were seen with their types, by their addresses.
inline std::map<const void*, std::function<void(void**)>> kernels;

template <typename... Parameters, std::size_t... Each>
void call(void (*kernel)(Parameters...), void** arguments, std::index_sequence<Each...>) {
  kernel(*static_cast<std::remove_reference_t<Parameters>*>(arguments[Each])...);
}

}  // namespace simulated

#define threadIdx (simulated::thread_number())
#define blockIdx (simulated::block_number)
#define blockDim (simulated::block_size)
#define gridDim (simulated::grid_size)

#define HIP_KERNEL_NAME(...) __VA_ARGS__
#define hipLaunchKernelGGL(kernel, grid, block, shared, stream, ...) \
  simulated::launch(grid, block, [=] { kernel(__VA_ARGS__); })

// ---- Device functions. Lanes run one after another between two stops, so nothing else is in between.

inline void __syncthreads() { simulated::wait_for_block(); }
inline void __threadfence() {}
inline int __popc(unsigned word) { return __builtin_popcount(word); }
inline int __ffs(int word) { return __builtin_ffs(word); }

template <typename T>
T __ldg(const T* place) { return *place; }

template <typename T>
T max(T a, T b) { return a < b ? b : a; }
template <typename T>
T min(T a, T b) { return b < a ? b : a; }

template <typename T>
T atomicAdd(T* place, std::common_type_t<T> value) {
  const T before = *place;
  *place += value;
  return before;
}
template <typename T>
T atomicMax(T* place, std::common_type_t<T> value) {
  const T before = *place;
  *place = max(before, value);
  return before;
}
template <typename T>
T atomicExch(T* place, std::common_type_t<T> value) { return std::exchange(*place, value); }
template <typename T>
T atomicCAS(T* place, std::common_type_t<T> expected, std::common_type_t<T> value) {
  const T before = *place;
  if (before == expected) *place = value;
  return before;
}

inline unsigned __byte_perm(unsigned low, unsigned high, unsigned which) {
  const unsigned long long bytes = static_cast<unsigned long long>(high) << 32 | low;
  unsigned made = 0;
  for (unsigned i = 0; i < 4; ++i) made |= static_cast<unsigned>(bytes >> (which >> 4 * i & 7) * 8 & 0xff) << 8 * i;
  return made;
}

// ---- Functions of the host

enum hipError_t { hipSuccess, hipErrorInvalidValue };
enum hipMemcpyKind { hipMemcpyHostToHost, hipMemcpyHostToDevice, hipMemcpyDeviceToHost, hipMemcpyDeviceToDevice, hipMemcpyDefault };
enum hipDeviceAttribute_t { hipDeviceAttributeCooperativeLaunch, hipDeviceAttributeMultiprocessorCount };
using hipStream_t = struct Stream*;

inline const char* hipGetErrorString(hipError_t status) { return status == hipSuccess ? "no error" : "invalid value"; }
inline const char* hipGetErrorName(hipError_t status) { return status == hipSuccess ? "hipSuccess" : "hipErrorInvalidValue"; }
inline hipError_t hipGetLastError() { return hipSuccess; }
inline hipError_t hipPeekAtLastError() { return hipSuccess; }
inline hipError_t hipDeviceSynchronize() { return hipSuccess; }

template <typename T>
hipError_t hipMalloc(T** place, std::size_t size) {
  *place = static_cast<T*>(std::malloc(size));
  std::memset(const_cast<void*>(static_cast<const volatile void*>(*place)), 0xab, size);  // not zero, as on a device
  return hipSuccess;
}
inline hipError_t hipFree(void* place) {
  std::free(place);
  return hipSuccess;
}
inline hipError_t hipMemcpy(void* to, const void* from, std::size_t size, hipMemcpyKind) {
  std::memcpy(to, from, size);
  return hipSuccess;
}
inline hipError_t hipMemset(void* place, int value, std::size_t size) {
  std::memset(place, value, size);
  return hipSuccess;
}

inline hipError_t hipGetDevice(int* device) {
  *device = 0;
  return hipSuccess;
}
inline hipError_t hipDeviceGetAttribute(int* value, hipDeviceAttribute_t, int) {
  *value = 1;
  return hipSuccess;
}

template <typename... Parameters>
hipError_t hipOccupancyMaxActiveBlocksPerMultiprocessor(int* blocks, void (*kernel)(Parameters...), int, std::size_t) {
  simulated::kernels[reinterpret_cast<const void*>(kernel)] = [=](void** arguments) {
    simulated::call(kernel, arguments, std::index_sequence_for<Parameters...>());
  };
  *blocks = 1;
  return hipSuccess;
}
inline hipError_t hipLaunchCooperativeKernel(const void* kernel, dim3 grid, dim3 block, void** arguments, unsigned, hipStream_t) {
  const auto found = simulated::kernels.find(kernel);
  if (found == simulated::kernels.end() || grid.x * grid.y * grid.z != 1) return hipErrorInvalidValue;
  simulated::launch(grid, block, [&] { found->second(arguments); });
  return hipSuccess;
}
