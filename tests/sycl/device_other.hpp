#pragma once
#include "port.hpp"

SYCL_EXTERNAL int twice(int n);
inline port::global<int> shared_by_units;
static port::global<int> own_of_each_unit;
int* other_address();
void other_counts();
struct place {
  int base;
  SYCL_EXTERNAL int offset() const;
};
