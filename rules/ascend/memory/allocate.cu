void test(float* p, size_t n) {
  // expect: ascend/memory/allocate
  cudaMalloc(&p, n);
  // expect: ascend/memory/allocate
  cudaMalloc((void**)&p, n * sizeof(float));
  // expect: ascend/memory/allocate
  cudaMallocHost(&p, n);
  // ok: ascend/memory/allocate
  pool::cudaMalloc(&p, n);
}
