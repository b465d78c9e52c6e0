// Memory of the device with values, and what it holds afterwards.
#pragma once

#include <vector>

#include "check.hpp"

template <class V> V* device(const std::vector<V>& values) {
  V* p = nullptr;
  port::malloc(&p, values.size() * sizeof(V));
  port::memcpy(p, values.data(), values.size() * sizeof(V));
  return p;
}
template <class V> std::vector<V> host(const V* p, size_t n) {
  std::vector<V> values(n);
  port::memcpy(values.data(), p, n * sizeof(V));
  return values;
}
template <class V> bool holds(const V* p, const std::vector<double>& expected, double relative = 1e-4) {
  const auto got = host(p, expected.size());
  bool good = true;
  for (size_t n = 0; n < expected.size(); ++n) good = good && near(double(got[n]), expected[n], relative);
  if (!good) {
    for (const auto one : got) std::printf("%g ", double(one));
    std::printf("are not what is expected\n");
  }
  return good;
}
