#include <acl/acl.h>
#include <hccl/hccl.h>
void test(HcclComm* comm, HcclRootInfo id, int* devices) {
  int ranks = 0, rank = 0;
  // expect: ascend/collective/arguments
  HcclCommInitRootInfo(8, &id, 3, comm);
  // expect: ascend/collective/arguments
  HcclGetRankSize(*comm, (uint32_t*)(&ranks));
  // expect: ascend/collective/arguments
  HcclGetRankId(*comm, (uint32_t*)(&rank));
  // expect: ascend/collective/arguments
  HcclCommInitAll(8, (int32_t*)(devices), comm);
  // ok: ascend/collective/arguments
  ncclCommInitAll(comm, 8, nullptr);
}
void grouped(HcclComm* comms, HcclRootInfo id, int devices) {
  HcclGroupStart();
  for (int i = 0; i < devices; ++i) {
    aclrtSetDevice(i);
    // expect: ascend/collective/arguments
    HcclCommInitRootInfo(devices, &id, i, comms + i);
  }
  HcclGroupEnd();
}
