#include <hip/hip_runtime.h>
#include "hip_port.hpp"
#include <cstdio>
#include <hipsparse/hipsparse.h>

void check(hipsparseStatus_t status) {
  // ok: hip/errors/sparse-text
  if (status == HIPSPARSE_STATUS_SUCCESS) return;
  // expect: hip/errors/sparse-text
  std::printf("%s: %s\n", hip_port::sparse_error_name(status), hip_port::sparse_error_string(status));
}
