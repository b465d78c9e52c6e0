void test(cudaStream_t s, cudaEvent_t e) {
  // expect: ascend/host/call
  cudaGetLastError();
  // expect: ascend/host/call
  cudaEventCreate(&e);
  // expect: ascend/host/call
  cudaStreamWaitEvent(s, e, 0);
  // ok: ascend/host/call
  cudaEventSynchronize(e);
}
