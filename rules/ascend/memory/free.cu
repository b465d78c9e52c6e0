__global__ void k(float* p) {}

void test(float* p, float* q) {
  k<<<1, 1>>>(p);
  // expect: ascend/memory/free
  cudaFree(p);
  k<<<1, 1>>>(q);
  cudaDeviceSynchronize();
  // expect: ascend/memory/free
  cudaFree(q);
  // ok: ascend/memory/free
  free(p);
}
