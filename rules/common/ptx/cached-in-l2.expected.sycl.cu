#include "port.hpp"
unsigned seen_by_all(const unsigned* flag) {
  unsigned value;
  // expect: cuda/ptx/cached-in-l2
  value = *(const unsigned *)flag;
  return value;
}

unsigned constant(const unsigned* address) {
  unsigned value;
  // ok: cuda/ptx/cached-in-l2
  value = *(const unsigned *)address;
  return value;
}
