size_t next();

void test(float* p, float* h, size_t n, cudaStream_t s) {
  // expect: ascend/memory/argument-evaluated-twice
  cudaMemcpyAsync(p, h, next(), cudaMemcpyHostToDevice, s);
  // expect: ascend/memory/argument-evaluated-twice
  cudaMemsetAsync(p, 0, n++, s);
  // ok: ascend/memory/argument-evaluated-twice
  cudaMemcpyAsync(p, h, n * sizeof(float), cudaMemcpyHostToDevice, s);
}
