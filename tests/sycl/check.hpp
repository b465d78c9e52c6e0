// Checks of a program: each that fails is said with its line, and the last line counts them.
#pragma once

#include <cmath>
#include <cstdio>

inline int checks = 0, failures = 0;

inline void check(bool holds, const char* what, int line) {
  ++checks;
  if (holds) return;
  ++failures;
  std::printf("line %d: %s does not hold\n", line, what);
}

#define CHECK(...) check(bool(__VA_ARGS__), #__VA_ARGS__, __LINE__)

inline bool near(double a, double b, double relative = 1e-5) {
  return std::fabs(a - b) <= relative * (1 + std::fabs(b));
}

inline int finished() {
  std::printf("%d checks, %d failed\n", checks, failures);
  return failures != 0;
}
