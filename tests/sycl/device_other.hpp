#pragma once
#include "port.hpp"

SYCL_EXTERNAL int twice(int n);
struct place {
  int base;
  SYCL_EXTERNAL int offset() const;
};
