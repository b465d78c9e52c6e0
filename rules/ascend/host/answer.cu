void test(cudaStream_t s, int n) {
  // expect: ascend/host/answer
  if (cudaStreamQuery(s) == cudaErrorNotReady) return;
  // expect: ascend/host/answer
  cudaGetDeviceCount(&n);
  // expect: ascend/host/answer
  cudaStreamDestroy(s);
  // ok: ascend/host/answer
  cudaStreamSynchronize(s);
}
