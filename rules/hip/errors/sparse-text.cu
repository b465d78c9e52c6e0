#include <cstdio>
#include <cusparse.h>

void check(cusparseStatus_t status) {
  // ok: hip/errors/sparse-text
  if (status == CUSPARSE_STATUS_SUCCESS) return;
  // expect: hip/errors/sparse-text
  std::printf("%s: %s\n", cusparseGetErrorName(status), cusparseGetErrorString(status));
}
