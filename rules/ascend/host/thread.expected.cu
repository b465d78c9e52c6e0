#include "acl_port.hpp"
#include <thread>
void work(float* memory, size_t bytes) {
  // expect: ascend/host/thread
  (aclrtSynchronizeDevice(), aclrtMemset(memory, bytes, 0, bytes));
}

void prepared(float* memory, size_t bytes, int device) {
  // ok: ascend/host/thread
  aclrtSetDevice(device);
  (aclrtSynchronizeDevice(), aclrtMemset(memory, bytes, 0, bytes));
}

int main() {
  const acl_port::Session session;
  float* memory;
  // ok: ascend/host/thread
  aclrtMalloc((void**)(&memory), 4, ACL_MEM_MALLOC_HUGE_FIRST);
  std::thread other(work, memory, 4);
  other.join();
  std::thread third([&] {
    // expect: ascend/host/thread
    aclrtSynchronizeDevice();
  });
  third.join();
}
