__global__ void k(float* p) {}

int main() {
  float *p, *h = nullptr;
  size_t n = 4;
  cudaMalloc(&p, n);
  // expect: ascend/memory/copy
  cudaMemcpy(p, h, n, cudaMemcpyHostToDevice);
  k<<<1, 1>>>(p);
  // ok: ascend/memory/copy
  cudaMemcpy(h, p, n, cudaMemcpyDeviceToHost);
  k<<<1, 1>>>(p);
  if (cudaDeviceSynchronize() != cudaSuccess) {
    return 1;
  }
  // expect: ascend/memory/copy
  cudaMemcpy(h, p, n * sizeof(float), cudaMemcpyDeviceToHost);
}
