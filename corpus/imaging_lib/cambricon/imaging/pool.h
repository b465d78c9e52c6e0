#pragma once

#include <cstddef>
#include <map>
#include <utility>
#include <vector>

#include "check.h"

namespace imaging {

// Counts what the library does. The name is ours, however much it looks like the vendor's.
struct cudaHelper {
  int allocations = 0;
  int reuses = 0;
  void cudaReset() { *this = cudaHelper(); }
};

// A pool of device memory. Its functions are named after those that they stand in for.
namespace pool {

inline cudaHelper& statistics() {
  static cudaHelper helper;
  return helper;
}

inline std::multimap<std::size_t, void*>& cache() {
  static std::multimap<std::size_t, void*> blocks;
  return blocks;
}

inline void* cudaMalloc(std::size_t bytes) {
  const auto found = cache().find(bytes);
  if (found != cache().end()) {
    void* block = found->second;
    cache().erase(found);
    ++statistics().reuses;
    return block;
  }
  void* block = nullptr;
  CHECK(::cnrtMalloc((void**)(&block), bytes));
  ++statistics().allocations;
  return block;
}

inline void cudaFree(void* block, std::size_t bytes) { cache().emplace(bytes, block); }

inline void trim() {
  for (const auto& [bytes, block] : cache()) CHECK(::cnrtFree(block));
  cache().clear();
}

}  // namespace pool
}  // namespace imaging
