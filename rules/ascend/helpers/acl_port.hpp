// What CUDA's runtime does in one call and AscendCL in several. Written beside a port that needs it.
#pragma once

#include <acl/acl.h>
#include <acl/acl_rt_memory_soma.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <map>
#include <mutex>

namespace acl_port {

// Memory of the device: an integer in CUDA's driver.
using DevicePointer = void*;

// cudaMemcpy waits for the kernels before it; aclrtMemcpy copies at once and waits for nothing.
inline aclError copy(void* to, const void* from, std::size_t bytes, aclrtMemcpyKind kind) {
  const aclError status = aclrtSynchronizeDevice();
  return status == ACL_SUCCESS ? aclrtMemcpy(to, bytes, from, bytes, kind) : status;
}

// The size of the destination is that of the copy, which is evaluated once.
inline aclError copy_async(void* to, const void* from, std::size_t bytes, aclrtMemcpyKind kind,
                           aclrtStream stream) {
  return aclrtMemcpyAsync(to, bytes, from, bytes, kind, stream);
}

// Fills at once, behind all that came before.
inline aclError set(void* memory, int value, std::size_t bytes) {
  const aclError status = aclrtSynchronizeDevice();
  return status == ACL_SUCCESS ? aclrtMemset(memory, bytes, value, bytes) : status;
}

inline aclError set_async(void* memory, int value, std::size_t bytes, aclrtStream stream) {
  return aclrtMemsetAsync(memory, bytes, value, bytes, stream);
}

// cudaErrorNotReady: AscendCL reports "not ready" through an argument, never as a result.
constexpr aclError not_ready = 1;

// AscendCL must be initialised once, and a thread has no device before it sets one.
class Session {
 public:
  explicit Session(int32_t device = 0) {
    if (aclInit(nullptr) == ACL_SUCCESS) ready_ = aclrtSetDevice(device) == ACL_SUCCESS;
  }
  ~Session() {
    if (ready_) (void)aclFinalize();
  }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

 private:
  bool ready_ = false;
};

// aclGetRecentErrMsg clears what it returns and may return nullptr.
inline const char* error_string(aclError code) {
  static thread_local char text[32];
  if (code == ACL_SUCCESS) return "no error";
  if (const char* message = aclGetRecentErrMsg()) return message;
  std::snprintf(text, sizeof text, "AscendCL error %d", static_cast<int>(code));
  return text;
}

// AscendCL has no names of codes.
inline const char* error_name(aclError code) {
  static thread_local char text[32];
  std::snprintf(text, sizeof text, "ACL_ERROR_%d", static_cast<int>(code));
  return code == ACL_SUCCESS ? "ACL_SUCCESS" : text;
}

inline aclError device_count(int* count) {
  uint32_t found = 0;
  const aclError status = aclrtGetDeviceCount(&found);
  *count = static_cast<int>(found);
  return status;
}

inline aclError device_attribute(int* value, aclrtDevAttr attribute, int device) {
  int64_t wide = 0;
  const aclError status = aclrtGetDeviceInfo(static_cast<uint32_t>(device), attribute, &wide);
  *value = static_cast<int>(wide);
  return status;
}

// cudaDeviceProp, as far as AscendCL has attributes.
struct DeviceProperties {
  char name[256];
  std::size_t totalGlobalMem;
  std::size_t sharedMemPerBlock;
  int warpSize;
  int maxThreadsPerBlock;
  int maxThreadsPerMultiProcessor;
  int maxThreadsDim[3];
  int maxGridSize[3];
  int multiProcessorCount;
  int l2CacheSize;
};

inline aclError device_properties(DeviceProperties* found, int device) {
  const aclrtDevAttr attributes[] = {
      ACL_DEV_ATTR_TOTAL_GLOBAL_MEM_SIZE, ACL_DEV_ATTR_UBUF_PER_VECTOR_CORE, ACL_DEV_ATTR_WARP_SIZE,
      ACL_DEV_ATTR_MAX_THREADS_PER_BLOCK, ACL_DEV_ATTR_MAX_THREAD_PER_VECTOR_CORE,
      ACL_DEV_ATTR_MAX_BLOCK_DIM_X,       ACL_DEV_ATTR_MAX_BLOCK_DIM_Y,      ACL_DEV_ATTR_MAX_BLOCK_DIM_Z,
      ACL_DEV_ATTR_MAX_GRID_DIM_X,        ACL_DEV_ATTR_MAX_GRID_DIM_Y,       ACL_DEV_ATTR_MAX_GRID_DIM_Z,
      ACL_DEV_ATTR_VECTOR_CORE_NUM,       ACL_DEV_ATTR_L2_CACHE_SIZE};
  int64_t values[sizeof attributes / sizeof *attributes] = {};
  for (std::size_t i = 0; i < sizeof attributes / sizeof *attributes; ++i) {
    const aclError status =
        aclrtGetDeviceInfo(static_cast<uint32_t>(device), attributes[i], values + i);
    if (status != ACL_SUCCESS) return status;
  }
  const char* name = aclrtGetSocName();
  std::snprintf(found->name, sizeof found->name, "%s", name == nullptr ? "" : name);
  found->totalGlobalMem = static_cast<std::size_t>(values[0]);
  found->sharedMemPerBlock = static_cast<std::size_t>(values[1]);
  found->warpSize = static_cast<int>(values[2]);
  found->maxThreadsPerBlock = static_cast<int>(values[3]);
  found->maxThreadsPerMultiProcessor = static_cast<int>(values[4]);
  for (int i = 0; i < 3; ++i) {
    found->maxThreadsDim[i] = static_cast<int>(values[5 + i]);
    found->maxGridSize[i] = static_cast<int>(values[8 + i]);
  }
  found->multiProcessorCount = static_cast<int>(values[11]);
  found->l2CacheSize = static_cast<int>(values[12]);
  return ACL_SUCCESS;
}

inline aclError stream_query(aclrtStream stream) {
  aclrtStreamStatus state = ACL_STREAM_STATUS_RESERVED;
  const aclError status = aclrtStreamQuery(stream, &state);
  if (status != ACL_SUCCESS) return status;
  return state == ACL_STREAM_STATUS_COMPLETE ? ACL_SUCCESS : not_ready;
}

inline aclError event_query(aclrtEvent event) {
  aclrtEventRecordedStatus state = ACL_EVENT_RECORDED_STATUS_NOT_READY;
  const aclError status = aclrtQueryEventStatus(event, &state);
  if (status != ACL_SUCCESS) return status;
  return state == ACL_EVENT_RECORDED_STATUS_COMPLETE ? ACL_SUCCESS : not_ready;
}

inline aclError stream_destroy(aclrtStream stream) {
  const aclError status = aclrtSynchronizeStream(stream);
  return status == ACL_SUCCESS ? aclrtDestroyStream(stream) : status;
}

inline aclError device_reset() {
  int32_t device = 0;
  const aclError status = aclrtGetDevice(&device);
  return status == ACL_SUCCESS ? aclrtResetDeviceForce(device) : status;
}

// Pinned memory of AscendCL is not visible to the device before it is registered.
inline aclError malloc_mapped(void** memory, std::size_t bytes) {
  const aclError status = aclrtMallocHost(memory, bytes);
  return status == ACL_SUCCESS ? aclrtHostRegisterV2(*memory, bytes, ACL_HOST_REG_MAPPED) : status;
}

inline aclError malloc_pitch(void** memory, std::size_t* pitch, std::size_t width,
                             std::size_t height) {
  constexpr std::size_t line = 512;
  *pitch = (width + line - 1) / line * line;
  return aclrtMalloc(memory, *pitch * height, ACL_MEM_MALLOC_HUGE_FIRST);
}

// AscendCL has no default memory pool: one per device, made at first use.
inline aclError default_pool(aclrtMemPool* pool, int32_t device) {
  static std::mutex lock;
  static std::map<int32_t, aclrtMemPool> pools;
  const std::lock_guard<std::mutex> guard(lock);
  const auto found = pools.find(device);
  if (found != pools.end()) {
    *pool = found->second;
    return ACL_SUCCESS;
  }
  aclrtMemPoolProps properties{};
  properties.allocType = ACL_MEM_ALLOCATION_TYPE_PINNED;
  properties.handleType = ACL_MEM_HANDLE_TYPE_NONE;
  properties.location.type = ACL_MEM_LOCATION_TYPE_DEVICE;
  properties.location.id = static_cast<uint32_t>(device);
  const aclError status = aclrtMemPoolCreate(pool, &properties);
  if (status == ACL_SUCCESS) pools.emplace(device, *pool);
  return status;
}

// Whether a device has pools: AscendCL has no attribute that says so.
inline aclError has_pools(int* value, int32_t device) {
  aclrtMemPool pool = nullptr;
  *value = default_pool(&pool, device) == ACL_SUCCESS ? 1 : 0;
  return ACL_SUCCESS;
}

inline aclError malloc_async(void** memory, std::size_t bytes, aclrtStream stream) {
  int32_t device = 0;
  aclError status = aclrtGetDevice(&device);
  aclrtMemPool pool = nullptr;
  if (status == ACL_SUCCESS) status = default_pool(&pool, device);
  return status == ACL_SUCCESS ? aclrtMemPoolMallocAsync(memory, bytes, pool, stream) : status;
}

}  // namespace acl_port
