#include <acl/acl.h>
#include <hccl/hccl.h>
void test(const float* mine, float* sum, size_t count, HcclComm comm, aclrtStream stream) {
  // expect: ascend/collective/constant-buffer
  HcclAllReduce((void*)(mine), sum, count, HCCL_DATA_TYPE_FP32, HCCL_REDUCE_SUM, comm, stream);
  // expect: ascend/collective/constant-buffer
  HcclSend((void*)(mine), count, HCCL_DATA_TYPE_FP32, 1, comm, stream);
  // ok: ascend/collective/constant-buffer
  HcclRecv(sum, count, HCCL_DATA_TYPE_FP32, 1, comm, stream);
}
