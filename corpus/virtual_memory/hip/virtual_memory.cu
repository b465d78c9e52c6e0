// An array that grows without moving: its addresses are reserved at once, its memory is mapped as
// it grows.

#include <hip/hip_runtime.h>

#include <cstdio>
#include <stdexcept>
#include <string>
#include <vector>

static void check(hipError_t result, const char* call) {
  if (result == hipSuccess) return;
  const char* text = nullptr;
  if (hipDrvGetErrorString(result, &text) != hipSuccess) text = "unknown error";
  throw std::runtime_error(std::string(call) + ": " + text);
}
#define CHECK(call) check((call), #call)

class GrowingArray {
 public:
  GrowingArray(hipDevice_t device, size_t limit) {
    properties_.type = hipMemAllocationTypePinned;
    properties_.location.type = hipMemLocationTypeDevice;
    properties_.location.id = device;
    access_.location = properties_.location;
    access_.flags = hipMemAccessFlagsProtReadWrite;
    CHECK(hipMemGetAllocationGranularity(&step_, &properties_, hipMemAllocationGranularityMinimum));
    reserved_ = (limit + step_ - 1) / step_ * step_;
    CHECK(hipMemAddressReserve(&base_, reserved_, 0, 0, 0));
  }
  GrowingArray(const GrowingArray&) = delete;
  GrowingArray& operator=(const GrowingArray&) = delete;

  ~GrowingArray() {
    if (size_ > 0) (void)hipMemUnmap(base_, size_);
    for (const hipMemGenericAllocationHandle_t piece : pieces_) (void)hipMemRelease(piece);
    (void)hipMemAddressFree(base_, reserved_);
  }

  void grow() {
    if (size_ + step_ > reserved_) throw std::length_error("the reserved addresses are used up");
    hipMemGenericAllocationHandle_t piece;
    CHECK(hipMemCreate(&piece, step_, &properties_, 0));
    pieces_.push_back(piece);
    CHECK(hipMemMap(base_ + size_, step_, 0, piece, 0));
    size_ += step_;
    CHECK(hipMemSetAccess(base_ + size_ - step_, step_, &access_, 1));
  }

  int* data() const { return reinterpret_cast<int*>(base_); }
  size_t count() const { return size_ / sizeof(int); }

 private:
  hipMemAllocationProp properties_ = {};
  hipMemAccessDesc access_ = {};
  hipDeviceptr_t base_ = 0;
  size_t step_ = 0, reserved_ = 0, size_ = 0;
  std::vector<hipMemGenericAllocationHandle_t> pieces_;
};

__global__ void extend(int* values, size_t from, size_t to) {
  const size_t i = from + size_t(blockIdx.x) * blockDim.x + threadIdx.x;
  if (i < to) values[i] = static_cast<int>(i % 1000) - 1;
}

int main() try {
  int supported = 0;
  hipDevice_t device = 0;
  CHECK(hipInit(0));
  CHECK(hipDeviceGet(&device, 0));
  CHECK(hipDeviceGetAttribute(&supported, hipDeviceAttributeVirtualMemoryManagementSupported,
                             device));
  if (!supported) {
    std::printf("virtual_memory: ok (the device has no virtual memory management)\n");
    return 0;
  }
  if (hipFree(nullptr) != hipSuccess) throw std::runtime_error("no context");

  GrowingArray array(device, size_t(64) << 20);
  const int* const before = array.data();
  for (int piece = 0; piece < 3; ++piece) {
    const size_t from = array.count();
    array.grow();
    const unsigned int blocks = static_cast<unsigned int>((array.count() - from + 255) / 256);
    extend<<<blocks, 256>>>(array.data(), from, array.count());
    if (hipGetLastError() != hipSuccess) throw std::runtime_error("launch failed");
  }

  std::vector<int> values(array.count());
  if (hipMemcpy(values.data(), array.data(), values.size() * sizeof(int),
                 hipMemcpyDeviceToHost) != hipSuccess) {
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
