// expect: ascend/device/kernel
__global__ void k(float* p) {}

// ok: ascend/device/kernel
void host() {}
