#include <cuda_runtime.h>
#include <nccl.h>
void test(ncclComm_t* comm, ncclUniqueId id, int* devices) {
  int ranks = 0, rank = 0;
  // expect: ascend/collective/arguments
  ncclCommInitRank(comm, 8, id, 3);
  // expect: ascend/collective/arguments
  ncclCommCount(*comm, &ranks);
  // expect: ascend/collective/arguments
  ncclCommUserRank(*comm, &rank);
  // expect: ascend/collective/arguments
  ncclCommInitAll(comm, 8, devices);
  // ok: ascend/collective/arguments
  ncclCommInitAll(comm, 8, nullptr);
}
void grouped(ncclComm_t* comms, ncclUniqueId id, int devices) {
  ncclGroupStart();
  for (int i = 0; i < devices; ++i) {
    cudaSetDevice(i);
    // expect: ascend/collective/arguments
    ncclCommInitRank(comms + i, devices, id, i);
  }
  ncclGroupEnd();
}
