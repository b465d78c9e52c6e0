// An array that grows without moving: its addresses are reserved at once, its memory is mapped as
// it grows.

#include <cuda.h>
#include <cuda_runtime.h>

#include <cstdio>
#include <stdexcept>
#include <string>
#include <vector>

static void check(CUresult result, const char* call) {
  if (result == CUDA_SUCCESS) return;
  const char* text = nullptr;
  if (cuGetErrorString(result, &text) != CUDA_SUCCESS) text = "unknown error";
  throw std::runtime_error(std::string(call) + ": " + text);
}
#define CHECK(call) check((call), #call)

class GrowingArray {
 public:
  GrowingArray(CUdevice device, size_t limit) {
    properties_.type = CU_MEM_ALLOCATION_TYPE_PINNED;
    properties_.location.type = CU_MEM_LOCATION_TYPE_DEVICE;
    properties_.location.id = device;
    access_.location = properties_.location;
    access_.flags = CU_MEM_ACCESS_FLAGS_PROT_READWRITE;
    CHECK(cuMemGetAllocationGranularity(&step_, &properties_, CU_MEM_ALLOC_GRANULARITY_MINIMUM));
    reserved_ = (limit + step_ - 1) / step_ * step_;
    CHECK(cuMemAddressReserve(&base_, reserved_, 0, 0, 0));
  }
  GrowingArray(const GrowingArray&) = delete;
  GrowingArray& operator=(const GrowingArray&) = delete;

  ~GrowingArray() {
    if (size_ > 0) (void)cuMemUnmap(base_, size_);
    for (const CUmemGenericAllocationHandle piece : pieces_) (void)cuMemRelease(piece);
    (void)cuMemAddressFree(base_, reserved_);
  }

  void grow() {
    if (size_ + step_ > reserved_) throw std::length_error("the reserved addresses are used up");
    CUmemGenericAllocationHandle piece;
    CHECK(cuMemCreate(&piece, step_, &properties_, 0));
    pieces_.push_back(piece);
    CHECK(cuMemMap(base_ + size_, step_, 0, piece, 0));
    size_ += step_;
    CHECK(cuMemSetAccess(base_ + size_ - step_, step_, &access_, 1));
  }

  int* data() const { return reinterpret_cast<int*>(base_); }
  size_t count() const { return size_ / sizeof(int); }

 private:
  CUmemAllocationProp properties_ = {};
  CUmemAccessDesc access_ = {};
  CUdeviceptr base_ = 0;
  size_t step_ = 0, reserved_ = 0, size_ = 0;
  std::vector<CUmemGenericAllocationHandle> pieces_;
};

__global__ void extend(int* values, size_t from, size_t to) {
  const size_t i = from + size_t(blockIdx.x) * blockDim.x + threadIdx.x;
  if (i < to) values[i] = static_cast<int>(i % 1000) - 1;
}

int main() try {
  int supported = 0;
  CUdevice device = 0;
  CHECK(cuInit(0));
  CHECK(cuDeviceGet(&device, 0));
  CHECK(cuDeviceGetAttribute(&supported, CU_DEVICE_ATTRIBUTE_VIRTUAL_MEMORY_MANAGEMENT_SUPPORTED,
                             device));
  if (!supported) {
    std::printf("virtual_memory: ok (the device has no virtual memory management)\n");
    return 0;
  }
  if (cudaFree(nullptr) != cudaSuccess) throw std::runtime_error("no context");

  GrowingArray array(device, size_t(64) << 20);
  const int* const before = array.data();
  for (int piece = 0; piece < 3; ++piece) {
    const size_t from = array.count();
    array.grow();
    const unsigned int blocks = static_cast<unsigned int>((array.count() - from + 255) / 256);
    extend<<<blocks, 256>>>(array.data(), from, array.count());
    if (cudaGetLastError() != cudaSuccess) throw std::runtime_error("launch failed");
  }

  std::vector<int> values(array.count());
  if (cudaMemcpy(values.data(), array.data(), values.size() * sizeof(int),
                 cudaMemcpyDeviceToHost) != cudaSuccess) {
    throw std::runtime_error("copy failed");
  }
  bool ok = array.data() == before;
  for (size_t i = 0; ok && i < values.size(); ++i) ok = values[i] == static_cast<int>(i % 1000) - 1;
  std::printf("virtual_memory: %s\n", ok ? "ok" : "FAILED: wrong values");
  return ok ? 0 : 1;
} catch (const std::exception& error) {
  std::printf("virtual_memory: FAILED: %s\n", error.what());
  return 1;
}
