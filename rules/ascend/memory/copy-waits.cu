__global__ void k(float* p) {}

int main() {
  float *p, *h = nullptr;
  size_t n = 4;
  cudaMalloc(&p, n);
  // ok: ascend/memory/copy-waits
  cudaMemcpy(p, h, n, cudaMemcpyHostToDevice);
  k<<<1, 1>>>(p);
  // expect: ascend/memory/copy-waits
  cudaMemcpy(h, p, n, cudaMemcpyDeviceToHost);
}

void download(float* h, float* p, size_t n) {
  // expect: ascend/memory/copy-waits
  cudaMemcpy(h, p, n, cudaMemcpyDeviceToHost);
}
