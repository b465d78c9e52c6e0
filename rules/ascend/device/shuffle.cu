__global__ void k(float* p, unsigned mask) {
  float v = p[threadIdx.x];
  // expect: ascend/device/shuffle
  v += __shfl_down_sync(0xffffffffu, v, 16);
  // expect: ascend/device/shuffle
  v += __shfl_xor_sync(mask, v, 1, 16);
  // ok: ascend/device/shuffle
  p[threadIdx.x] = v + threadIdx.x;
}
