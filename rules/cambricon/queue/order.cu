#include <cuda_runtime.h>

void test(cudaStream_t s, cudaEvent_t a, cudaEvent_t b, float ms) {
  // expect: cambricon/queue/order
  cudaStreamCreateWithFlags(&s, cudaStreamNonBlocking);
  // expect: cambricon/queue/order
  cudaStreamCreateWithPriority(&s, cudaStreamNonBlocking, -1);
  // expect: cambricon/queue/order
  cudaEventCreate(&a);
  // expect: cambricon/queue/order
  cudaEventRecord(a);
  // expect: cambricon/queue/order
  cudaEventRecord(b, s);
  // expect: cambricon/queue/order
  cudaStreamWaitEvent(s, a, 0);
  // expect: cambricon/queue/order
  cudaEventElapsedTime(&ms, a, b);
  // ok: cambricon/queue/order
  my::cudaEventRecord(a);
}
