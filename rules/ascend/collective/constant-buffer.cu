#include <cuda_runtime.h>
#include <nccl.h>
void test(const float* mine, float* sum, size_t count, ncclComm_t comm, cudaStream_t stream) {
  // expect: ascend/collective/constant-buffer
  ncclAllReduce(mine, sum, count, ncclFloat, ncclSum, comm, stream);
  // expect: ascend/collective/constant-buffer
  ncclSend(mine, count, ncclFloat, 1, comm, stream);
  // ok: ascend/collective/constant-buffer
  ncclRecv(sum, count, ncclFloat, 1, comm, stream);
}
