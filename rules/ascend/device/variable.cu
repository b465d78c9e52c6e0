// expect: ascend/device/variable
__constant__ float table[4];
// expect: ascend/device/variable
__device__ unsigned int counter;
// expect: ascend/device/variable
__device__ constexpr int width = 4;

// expect: ascend/device/variable
__device__ float twice(float x) { return 2.0f * x; }

// ok: ascend/device/variable
void host() {}
