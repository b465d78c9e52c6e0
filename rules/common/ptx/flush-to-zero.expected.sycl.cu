#include "port.hpp"
float product(float a, float b) {
  float result;
  // expect: cuda/ptx/flush-to-zero
  result = a * b;
  return result;
}

float plain_product(float a, float b) {
  float result;
  // ok: cuda/ptx/flush-to-zero
  result = a * b;
  return result;
}
