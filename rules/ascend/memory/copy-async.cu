void test(float* p, float* h, size_t n, cudaStream_t s) {
  // expect: ascend/memory/copy-async
  cudaMemcpyAsync(p, h, n, cudaMemcpyHostToDevice, s);
  // expect: ascend/memory/copy-async
  cudaMemcpyAsync(p + 1, h, n, cudaMemcpyDeviceToDevice, s);
  // expect: ascend/memory/copy-async
  cudaMemsetAsync(p, 0, n, s);
  // expect: ascend/memory/copy-async
  cudaMemcpyPeerAsync(p, 1, h, 0, n, s);
  // ok: ascend/memory/copy-async
  cudaStreamSynchronize(s);
}
