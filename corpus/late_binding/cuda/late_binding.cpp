// Fills an array on the device without being linked with the runtime: the library is
// loaded while the program runs, and its functions are found by their names.

#include <cuda_runtime_api.h>
#include <dlfcn.h>

#include <cstdio>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

struct Closer {
  void operator()(void* library) const { dlclose(library); }
};
using Library = std::unique_ptr<void, Closer>;

class Runtime {
 public:
  Runtime() : library_(dlopen("libcudart.so", RTLD_NOW | RTLD_LOCAL)) {
    if (!library_) throw std::runtime_error(dlerror());
    get_device_count = find<decltype(get_device_count)>("cudaGetDeviceCount");
    error_string = find<decltype(error_string)>("cudaGetErrorString");
    allocate = reinterpret_cast<decltype(allocate)>(dlsym(library_.get(), "cudaMalloc"));
    release = reinterpret_cast<decltype(release)>(dlsym(library_.get(), "cudaFree"));
    copy = reinterpret_cast<decltype(copy)>(dlsym(library_.get(), "cudaMemcpy"));
    set = reinterpret_cast<decltype(set)>(dlsym(library_.get(), "cudaMemset"));
    if (!allocate || !release || !copy || !set) throw std::runtime_error("incomplete runtime");
  }

  void check(cudaError_t error, const char* what) const {
    if (error != cudaSuccess)
      throw std::runtime_error(std::string(what) + ": " + error_string(error));
  }

  cudaError_t (*get_device_count)(int*) = nullptr;
  const char* (*error_string)(cudaError_t) = nullptr;
  cudaError_t (*allocate)(void**, size_t) = nullptr;
  cudaError_t (*release)(void*) = nullptr;
  cudaError_t (*copy)(void*, const void*, size_t, cudaMemcpyKind) = nullptr;
  cudaError_t (*set)(void*, int, size_t) = nullptr;

 private:
  template <typename Function>
  Function find(const char* name) const {
    void* const symbol = dlsym(library_.get(), name);
    if (symbol == nullptr) throw std::runtime_error(std::string("no function ") + name);
    return reinterpret_cast<Function>(symbol);
  }

  Library library_;
};

// Two halves of a device array, one copied from the host, one set on the device.
static std::vector<unsigned char> round_trip(const Runtime& runtime, size_t half) {
  std::vector<unsigned char> bytes(2 * half);
  for (size_t i = 0; i < half; ++i) bytes[i] = static_cast<unsigned char>(i);

  void* memory = nullptr;
  runtime.check(runtime.allocate(&memory, bytes.size()), "allocating");
  unsigned char* const second = static_cast<unsigned char*>(memory) + half;
  runtime.check(runtime.copy(memory, bytes.data(), half, cudaMemcpyHostToDevice), "copying in");
  runtime.check(runtime.set(second, 0x5a, half), "setting");
  runtime.check(runtime.copy(bytes.data(), memory, bytes.size(), cudaMemcpyDeviceToHost),
                "copying out");
  runtime.check(runtime.release(memory), "freeing");
  return bytes;
}

int main() {
  try {
    const Runtime runtime;
    int devices = 0;
    runtime.check(runtime.get_device_count(&devices), "counting devices");
    const size_t half = 1000;
    const std::vector<unsigned char> bytes = round_trip(runtime, half);
    bool ok = devices > 0;
    for (size_t i = 0; i < bytes.size(); ++i) {
      ok = ok && bytes[i] == (i < half ? static_cast<unsigned char>(i) : 0x5a);
    }
    std::printf("late_binding: %s\n", ok ? "ok" : "FAILED: wrong bytes");
    return ok ? 0 : 1;
  } catch (const std::exception& error) {
    std::printf("late_binding: FAILED: %s\n", error.what());
    return 1;
  }
}
