__constant__ float table[4];

void test(float* h, cudaStream_t s) {
  // expect: ascend/memory/symbol
  cudaMemcpyToSymbol(table, h, sizeof(table));
  // expect: ascend/memory/symbol
  cudaMemcpyFromSymbol(h, table, sizeof(table));
  // ok: ascend/memory/symbol
  cudaStreamSynchronize(s);
}
