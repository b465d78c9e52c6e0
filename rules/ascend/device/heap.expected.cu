#include <simt_api/asc_simt.h>
#include <acl/acl.h>
#include <stdlib.h>
__global__ void k(int** out) {
  // expect: ascend/device/heap
  int* mine = static_cast<int*>(malloc(4));
  *mine = 1;
  // expect: ascend/device/heap
  free(mine);
}

void host() {
  // ok: ascend/device/heap
  free(malloc(4));
}
