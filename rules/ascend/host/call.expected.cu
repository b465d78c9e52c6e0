#include <acl/acl.h>
void test(aclrtStream s, aclrtEvent e) {
  // expect: ascend/host/call
  aclrtGetLastError(ACL_RT_THREAD_LEVEL);
  // expect: ascend/host/call
  aclrtCreateEventExWithFlag(&e, ACL_EVENT_SYNC | ACL_EVENT_TIME_LINE);
  // expect: ascend/host/call
  aclrtStreamWaitEvent(s, e);
  // ok: ascend/host/call
  aclrtSynchronizeEvent(e);
}
