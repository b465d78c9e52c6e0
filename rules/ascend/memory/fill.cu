__global__ void k(float* p) {}

int main() {
  float* p;
  cudaMalloc(&p, 4);
  // expect: ascend/memory/fill
  cudaMemset(p, 0, 4);
  k<<<1, 1>>>(p);
  // expect: ascend/memory/fill
  cudaMemset(p, 0, 4);
  // ok: ascend/memory/fill
  cudaDeviceSynchronize();
}
