__global__ void k(float* p, float a, float b) {
  // expect: ascend/device/operator
  p[0] = __fadd_rn(a, b);
  // expect: ascend/device/operator
  p[1] = __fdiv_rn(a, b);
  // ok: ascend/device/operator
  p[2] = a + b;
}
