#include <cuda_runtime.h>
__global__ void k(int* flag, int* data) {
  data[0] = 1;
  // expect: ascend/device/system-fence
  __threadfence_system();
  flag[0] = 1;
  // ok: ascend/device/system-fence
  __threadfence();
}
