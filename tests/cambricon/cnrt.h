// What ports to Cambricon call of CNRT, declared by ourselves from public text (cnrt.h 6.14.1, as far as it can be read, and code that
// calls it). It is not the vendor's header: values are ours, and nothing links.
#pragma once
#include <cstddef>
#include <cstdint>

extern "C" {
typedef int cnrtRet_t;
enum { cnrtSuccess = 0, cnrtErrorNoDevice = 100004, cnrtErrorNotReady = 100010, cnrtErrorBusy = 100011, cnrtErrorNoMem = 100100 };
enum { cnrtErrorArgsInvalid = 100006, cnrtErrorNotSupport = 100013, cnrtErrorUnknown = 100012, cnrtErrorNoKernel = 100021 };
typedef struct cnrtQueueImpl* cnrtQueue_t;
typedef struct cnrtNotifierImpl* cnrtNotifier_t;
typedef struct cnrtTaskTopoImpl* cnrtTaskTopo_t;
typedef struct cnrtTaskTopoNodeImpl* cnrtTaskTopoNode_t;
typedef struct cnrtTaskTopoEntityImpl* cnrtTaskTopoEntity_t;
typedef struct cnrtMemPoolImpl* cnrtMemPool_t;
typedef struct {
  unsigned int x, y, z;
} cnrtDim3_t;
typedef enum { cnrtFuncTypeBlock = 1, cnrtFuncTypeUnion1 = 4, cnrtFuncTypeUnion2 = 8, cnrtFuncTypeUnion4 = 16 } cnrtFunctionType_t;
typedef enum {
  cnrtMemcpyHostToDev,
  cnrtMemcpyDevToDev,
  cnrtMemcpyDevToHost,
  cnrtMemcpyHostToHost,
  cnrtMemcpyPeerToPeer,
  cnrtMemcpyNoDirection
} cnrtMemTransDir_t;
typedef enum {
  cnrtAttrClusterCount,
  cnrtAttrMcorePerCluster,
  cnrtAttrNramSizePerMcore,
  cnrtAttrComputeCapabilityMajor,
  cnrtAttrComputeCapabilityMinor,
  cnrtAttrConcurrentKernels,
  cnrtAttrSupportQueuePriorities
} cnrtDeviceAttr_t;
typedef enum { cnrtQueueCaptureModeGlobal, cnrtQueueCaptureModeThreadLocal, cnrtQueueCaptureModeRelaxed } cnrtQueueCaptureMode_t;
typedef struct {
  char name[128];
  int clusterCount, McorePerCluster;
  unsigned long totalMem;
} cnrtDeviceProp_t;
typedef struct {
  int type, device;
  void *devicePointer, *hostPointer;
} cnrtPointerAttributes_t;
typedef void (*cnrtHostFn_t)(void*);
enum { CNRT_NOTIFIER_DEFAULT = 0, CNRT_NOTIFIER_DISABLE_TIMING_ALL = 1, CNRT_NOTIFIER_INTERPROCESS = 2 };

const char* cnrtGetErrorStr(cnrtRet_t error);
const char* cnrtGetErrorName(cnrtRet_t error);
cnrtRet_t cnrtGetLastError(void);
cnrtRet_t cnrtPeekAtLastError(void);
cnrtRet_t cnrtGetDevice(int* device);
cnrtRet_t cnrtSetDevice(int device);
cnrtRet_t cnrtGetDeviceCount(unsigned int* count);
cnrtRet_t cnrtGetDeviceProperties(cnrtDeviceProp_t* properties, int device);
cnrtRet_t cnrtDeviceGetAttribute(int* value, cnrtDeviceAttr_t attribute, int device);
cnrtRet_t cnrtDeviceGetQueuePriorityRange(int* least, int* greatest);
cnrtRet_t cnrtGetPeerAccessibility(unsigned int* can, int device, int peer);
cnrtRet_t cnrtDeviceReset(void);
cnrtRet_t cnrtSyncDevice(void);
cnrtRet_t cnrtMalloc(void** memory, size_t bytes);
cnrtRet_t cnrtFree(void* memory);
cnrtRet_t cnrtHostMalloc(void** memory, size_t bytes);
cnrtRet_t cnrtFreeHost(void* memory);
cnrtRet_t cnrtMemAllocAsync(void** memory, size_t bytes, cnrtQueue_t queue);
cnrtRet_t cnrtMemFreeAsync(void* memory, cnrtQueue_t queue);
cnrtRet_t cnrtMemGetInfo(size_t* available, size_t* total);
cnrtRet_t cnrtPointerGetAttributes(cnrtPointerAttributes_t* attributes, void* pointer);
cnrtRet_t cnrtMemcpy(void* to, void* from, size_t bytes, cnrtMemTransDir_t direction);
cnrtRet_t cnrtMemcpyAsync_V3(void* to, void* from, size_t bytes, cnrtQueue_t queue, cnrtMemTransDir_t direction);
cnrtRet_t cnrtMemcpy2D(void* to, size_t topitch, void* from, size_t frompitch, size_t width, size_t height, cnrtMemTransDir_t direction);
cnrtRet_t cnrtMemcpyPeer(void* to, int there, void* from, int here, size_t bytes);
cnrtRet_t cnrtMemcpyPeerAsync(void* to, int there, void* from, int here, size_t bytes, cnrtQueue_t queue);
cnrtRet_t cnrtMemset(void* memory, int value, size_t bytes);
cnrtRet_t cnrtMemsetAsync(void* memory, int value, size_t bytes, cnrtQueue_t queue);
cnrtRet_t cnrtQueueCreate(cnrtQueue_t* queue);
cnrtRet_t cnrtQueueCreateWithPriority(cnrtQueue_t* queue, unsigned int flags, int priority);
cnrtRet_t cnrtQueueDestroy(cnrtQueue_t queue);
cnrtRet_t cnrtQueueQuery(cnrtQueue_t queue);
cnrtRet_t cnrtQueueSync(cnrtQueue_t queue);
cnrtRet_t cnrtQueueWaitNotifier(cnrtNotifier_t notifier, cnrtQueue_t queue, unsigned int flag);
cnrtRet_t cnrtQueueBeginCapture(cnrtQueue_t queue, cnrtQueueCaptureMode_t mode);
cnrtRet_t cnrtQueueEndCapture(cnrtQueue_t queue, cnrtTaskTopo_t* graph);
cnrtRet_t cnrtTaskTopoEntityInvoke(cnrtTaskTopoEntity_t graph, cnrtQueue_t queue);
cnrtRet_t cnrtTaskTopoDestroy(cnrtTaskTopo_t graph);
cnrtRet_t cnrtTaskTopoEntityDestroy(cnrtTaskTopoEntity_t graph);
cnrtRet_t cnrtNotifierCreate(cnrtNotifier_t* notifier);
cnrtRet_t cnrtNotifierCreateWithFlags(cnrtNotifier_t* notifier, unsigned int flags);
cnrtRet_t cnrtNotifierDestroy(cnrtNotifier_t notifier);
cnrtRet_t cnrtNotifierElapsedTime(cnrtNotifier_t start, cnrtNotifier_t stop, float* milliseconds);
cnrtRet_t cnrtPlaceNotifier(cnrtNotifier_t notifier, cnrtQueue_t queue);
cnrtRet_t cnrtQueryNotifier(cnrtNotifier_t notifier);
cnrtRet_t cnrtWaitNotifier(cnrtNotifier_t notifier);
cnrtRet_t cnrtInvokeHostFunc(cnrtQueue_t queue, cnrtHostFn_t function, void* data);
}
