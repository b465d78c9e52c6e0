__global__ void k(float* p) {}

void test(float* p, int n, cudaStream_t s) {
  // expect: ascend/launch/launch
  k<<<4, 256>>>(p);
  // expect: ascend/launch/launch
  k<<<(n + 255) / 256, 256, 0, s>>>(p);
  // expect: ascend/launch/launch
  k<<<70000, 256>>>(p);
  // ok: ascend/launch/launch
  cudaStreamSynchronize(s);
}
