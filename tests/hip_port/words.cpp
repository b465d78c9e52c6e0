// The functions on halves and bytes of a word, compared with what CUDA's documents say of each part, on random words.
#define HIP_PORT_ON_HOST
#include "hip_port.hpp"
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <random>

std::mt19937 random_word(1);
long compared = 0, differ = 0;
using Reference = std::function<long(long, long)>;

unsigned word() {  // often with parts that are the least, the greatest, or alike
  static const unsigned chosen[] = {0u, 0x80008000u, 0x7fff7fffu, 0x80808080u, 0x7f7f7f7fu, 0xffffffffu, 0x80ff7f01u};
  return random_word() % 4 ? static_cast<unsigned>(random_word()) : chosen[random_word() % 7];
}

long part(unsigned of, int at, int width, bool is_signed) {
  const long value = (of >> at) & ((1l << width) - 1);
  return is_signed && value >= 1l << (width - 1) ? value - (1l << width) : value;
}

void check(const char* name, unsigned is, unsigned wanted, unsigned a, unsigned b) {
  ++compared;
  if (is != wanted && differ++ < 20) std::printf("%s(%08x, %08x): %08x, not %08x\n", name, a, b, is, wanted);
}

template <typename Function>
void each(const char* name, Function f, int width, bool is_signed, Reference reference, bool sums = false) {
  for (int i = 0; i < 5000; ++i) {
    const unsigned a = word(), b = random_word() % 8 ? word() : a;
    unsigned wanted = 0;
    for (int at = 0; at < 32; at += width) {
      const long made = reference(part(a, at, width, is_signed), part(b, at, width, is_signed));
      if (sums) wanted += static_cast<unsigned>(made);
      else wanted |= static_cast<unsigned>(made & ((1l << width) - 1)) << at;
    }
    check(name, f(a, b), wanted, a, b);
  }
}

long held(long value, int width, bool is_signed) {
  const long low = is_signed ? -(1l << (width - 1)) : 0, high = (1l << (is_signed ? width - 1 : width)) - 1;
  return value < low ? low : value > high ? high : value;
}

#define TWO(f, n, s, e) each(#f #n, [](unsigned a, unsigned b) { return hip_port::f##n(a, b); }, 32 / n, s, [](long a, long b) -> long { return e; });
#define SUMS(f, n, s, e) each(#f #n, [](unsigned a, unsigned b) { return hip_port::f##n(a, b); }, 32 / n, s, [](long a, long b) -> long { return e; }, true);
#define ONE(f, n, s, e) each(#f #n, [](unsigned a, unsigned) { return hip_port::f##n(a); }, 32 / n, s, [](long a, long) -> long { return e; });
#define COMPARES(n, f, s, e) TWO(vcmp##f, n, s, e ? -1 : 0) TWO(vset##f, n, s, e ? 1 : 0)
#define ALL(n) \
  TWO(vadd, n, false, a + b) TWO(vsub, n, false, a - b) \
  TWO(vaddss, n, true, held(a + b, 32 / n, true)) TWO(vaddus, n, false, held(a + b, 32 / n, false)) \
  TWO(vsubss, n, true, held(a - b, 32 / n, true)) TWO(vsubus, n, false, held(a - b, 32 / n, false)) \
  TWO(vmaxs, n, true, a > b ? a : b) TWO(vmaxu, n, false, a > b ? a : b) \
  TWO(vmins, n, true, a < b ? a : b) TWO(vminu, n, false, a < b ? a : b) \
  TWO(vabsdiffs, n, true, std::labs(a - b)) TWO(vabsdiffu, n, false, std::labs(a - b)) \
  TWO(vhaddu, n, false, (a + b) / 2) TWO(vavgu, n, false, (a + b + 1) / 2) \
  SUMS(vsads, n, true, std::labs(a - b)) SUMS(vsadu, n, false, std::labs(a - b)) \
  ONE(vabs, n, true, std::labs(a)) ONE(vabsss, n, true, held(std::labs(a), 32 / n, true)) \
  ONE(vneg, n, true, -a) ONE(vnegss, n, true, held(-a, 32 / n, true)) \
  COMPARES(n, eq, false, a == b) COMPARES(n, ne, false, a != b) \
  COMPARES(n, ges, true, a >= b) COMPARES(n, geu, false, a >= b) COMPARES(n, gts, true, a > b) COMPARES(n, gtu, false, a > b) \
  COMPARES(n, les, true, a <= b) COMPARES(n, leu, false, a <= b) COMPARES(n, lts, true, a < b) COMPARES(n, ltu, false, a < b)

int main() {
  ALL(2)
  ALL(4)
  std::printf("%ld compared, %ld differ\n", compared, differ);
}
