// What programs on Thrust's and CUB's algorithms share: memory with first values, values that are expected, and calls
// that ask for their scratch first.
#pragma once
#include "port_dpl.hpp"

#include "check.hpp"

namespace cub = port::cub;

template <class T> T* managed(std::initializer_list<T> first, size_t n = 16) {
  T* p = nullptr;
  port::malloc_managed(&p, n * sizeof(T));
  std::memset(static_cast<void*>(p), 0, n * sizeof(T));
  std::copy(first.begin(), first.end(), p);
  return p;
}
template <class It> bool is(It first, std::initializer_list<double> expected) {
  port::device_synchronize();
  bool good = true;
  for (const double one : expected) good = good && near(double(*first++), one);
  return good;
}
template <class Call> bool both(Call call) {
  size_t bytes = 0;
  char scratch = 0;
  return call(nullptr, bytes) == port::success && call(&scratch, bytes) == port::success &&
         port::device_synchronize() == port::success;
}
