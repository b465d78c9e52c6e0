#pragma once
// What differs between the platforms this library is built for.

#if defined(USE_ROCM)
#include <hip/hip_runtime.h>
#define IMAGING_PLATFORM "ROCm"
#else
#include "port.hpp"
#define IMAGING_PLATFORM "CUDA"
#endif

// IMAGING_HD marks functions for host and device, also where a plain C++ compiler reads the header.
#if defined(SYCL_LANGUAGE_VERSION) || defined(__HIPCC__)
#define IMAGING_HD
#else
#define IMAGING_HD
#endif

namespace imaging {

#ifdef USE_ROCM
using stream_t = hipStream_t;
inline constexpr int kLanes = 64;
#else
using stream_t = port::stream_t;
inline constexpr int kLanes = 32;
#endif

}  // namespace imaging
