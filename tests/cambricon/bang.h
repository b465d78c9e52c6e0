// What cncc gives a unit of BANG C by itself, as far as skeletons use it, for a parse without it. Own text, not the vendor's header.
#pragma once
#include "cnrt.h"

#define __mlu_global__
#define __mlu_shared__ static
#define __nram__ static

extern const unsigned int taskId, taskDim, coreId, coreDim;
enum mluMemcpyDirection_t { GDRAM2NRAM, NRAM2GDRAM };
void __memcpy(void* to, const void* from, size_t bytes, mluMemcpyDirection_t direction);
void __sync_cluster();
template <typename T>
float __bang_sum(const T* from, int count);
void __bang_atomic_add(float* old, float* at, float* value, int count);
