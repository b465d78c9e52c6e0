#include <acl/acl.h>
#include "acl_port.hpp"
void test(aclrtStream s, int n) {
  // expect: ascend/host/answer
  if (acl_port::stream_query(s) == acl_port::not_ready) return;
  // expect: ascend/host/answer
  acl_port::device_count(&n);
  // expect: ascend/host/answer
  acl_port::stream_destroy(s);
  // ok: ascend/host/answer
  aclrtSynchronizeStream(s);
}
