#include <cnrt.h>

void test(cnrtQueue_t s, cnrtNotifier_t a, cnrtNotifier_t b, float ms) {
  // expect: cambricon/queue/order
  cnrtQueueCreate(&s);
  // expect: cambricon/queue/order
  cnrtQueueCreateWithPriority(&s, 0, -1);
  // expect: cambricon/queue/order
  cnrtNotifierCreate(&a);
  // expect: cambricon/queue/order
  cnrtPlaceNotifier(a, nullptr);
  // expect: cambricon/queue/order
  cnrtPlaceNotifier(b, s);
  // expect: cambricon/queue/order
  cnrtQueueWaitNotifier(a, s, 0);
  // expect: cambricon/queue/order
  cnrtNotifierElapsedTime(a, b, &ms);
  // ok: cambricon/queue/order
  my::cudaEventRecord(a);
}
