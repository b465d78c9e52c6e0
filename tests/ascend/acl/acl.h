// What skeletons of kernels call of AscendCL, declared by ourselves from public text. It is not the vendor's header, and nothing links.
#pragma once
#include <cstddef>
#include <cstdint>

typedef int aclError;
typedef void* aclrtStream;
enum { ACL_SUCCESS = 0 };
enum aclrtDevAttr { ACL_DEV_ATTR_VECTOR_CORE_NUM };
enum aclrtLastErrLevel { ACL_RT_THREAD_LEVEL };

aclError aclrtGetDevice(int32_t* device);
aclError aclrtGetDeviceInfo(uint32_t device, aclrtDevAttr attribute, int64_t* value);
aclError aclrtMemsetAsync(void* memory, size_t size, int32_t value, size_t count, aclrtStream stream);
aclError aclrtGetLastError(aclrtLastErrLevel level);
