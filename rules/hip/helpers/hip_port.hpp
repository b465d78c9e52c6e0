// What HIP lacks of CUDA, at all or before a version, and can be written right once: what a port includes that uses it.
//
// Results are CUDA's to the last bit: arithmetic rounded up, down or towards zero, and functions that work on the halves
// or bytes of a word. Functions of lanes are for the whole wavefront, of 64 or of 32, with masks of 64 bits, as HIP's own.
// C++11, no dependency but HIP. A comment of the form `/// CUDA` says what declarations stand for.
// Arithmetic must be that of IEEE 754: with -ffast-math, or where subnormal numbers are flushed, bounds are not.
#pragma once

#ifdef HIP_PORT_ON_HOST  // for tests
#include <math.h>
#define HIP_PORT_DEVICE inline
#define HIP_PORT_MEMBER
#else
#include <hip/hip_runtime.h>
#define HIP_PORT_DEVICE __device__ inline
#define HIP_PORT_MEMBER __device__
#endif

#ifdef HIP_PORT_HARDWARE  // the lanes of a test
#include HIP_PORT_HARDWARE
#elif defined(__HIP__)
namespace hip_port {
namespace hardware {

/// The number of the lane in its wavefront.
__device__ inline unsigned lane() { return __lane_id(); }

/// One bit for each active lane of the wavefront that says yes.
__device__ inline unsigned long long ballot(bool yes) { return __ballot(yes); }

/// The word that the active lane of this number in the wavefront gives.
__device__ inline unsigned read(unsigned word, unsigned lane) {
  return static_cast<unsigned>(__builtin_amdgcn_ds_bpermute(static_cast<int>(lane * 4), static_cast<int>(word)));
}

}  // namespace hardware
}  // namespace hip_port
#endif

namespace hip_port {

// ==== Rounding: the nearest value, and the sign of what is missing from it, say what the other two are

enum class way { down, up, zero };

HIP_PORT_DEVICE float stepped(float value, bool up) {
  unsigned bits;
  __builtin_memcpy(&bits, &value, sizeof bits);
  if (value == 0) bits = up ? 1u : 0x80000001u;
  else bits += (value > 0) == up ? 1u : ~0u;
  __builtin_memcpy(&value, &bits, sizeof bits);
  return value;
}
HIP_PORT_DEVICE double stepped(double value, bool up) {
  unsigned long long bits;
  __builtin_memcpy(&bits, &value, sizeof bits);
  if (value == 0) bits = up ? 1ull : 0x8000000000000001ull;
  else bits += (value > 0) == up ? 1ull : ~0ull;
  __builtin_memcpy(&value, &bits, sizeof bits);
  return value;
}

/// The result, of a value next to the exact one and whether that is above or below it.
template <typename T>
HIP_PORT_DEVICE T moved(T value, bool above, bool below, bool negative, way to) {
  if (below && (to == way::down || (to == way::zero && !negative))) return stepped(value, false);
  if (above && (to == way::up || (to == way::zero && negative))) return stepped(value, true);
  return value;
}

/// Down or up, for towards zero.
HIP_PORT_DEVICE way towards(way to, bool negative) { return to != way::zero ? to : negative ? way::up : way::down; }

/// `missing` has the sign of what is to be added to the nearest value to have the exact one.
HIP_PORT_DEVICE double rounded(double nearest, double missing, way to) {
  return moved(nearest, missing > 0, missing < 0, nearest < 0, to);
}

/// The same as a float: one of the two that the exact value lies between is the nearest to `wide`.
HIP_PORT_DEVICE float narrowed(double wide, double missing, way to) {
  const float value = static_cast<float>(wide);
  const bool same = static_cast<double>(value) == wide;
  const bool above = wide > static_cast<double>(value) || (same && missing > 0);
  const bool below = wide < static_cast<double>(value) || (same && missing < 0);
  return moved(value, above, below, wide < 0 || (wide == 0 && missing < 0), to);
}

/// What a sum lacks, exactly.
HIP_PORT_DEVICE double missing_of_sum(double a, double b, double sum) {
  return fabs(a) < fabs(b) ? a - (sum - b) : b - (sum - a);
}

/// Whether a sum is a zero that is -0 where it is rounded down.
HIP_PORT_DEVICE bool is_negative_zero(double a, double b, double sum, way to) {
  return sum == 0 && to == way::down && (__builtin_signbit(a) != 0) != (__builtin_signbit(b) != 0);
}

/// Of numbers so small that what is missing would be lost, the mantissas are taken.
HIP_PORT_DEVICE bool is_small(double value) { return fabs(value) < 1e-270; }

HIP_PORT_DEVICE double missing_of_product(double a, double b, double product) {
  if (!is_small(product) || a == 0 || b == 0) return fma(a, b, -product);
  int of_a, of_b;
  const double part_a = frexp(a, &of_a), part_b = frexp(b, &of_b);
  return fma(part_a, part_b, -ldexp(product, -of_a - of_b));
}

HIP_PORT_DEVICE double missing_of_quotient(double a, double b, double quotient) {
  double left;
  if ((is_small(quotient) || is_small(a)) && a != 0 && b != 0 && !__builtin_isinf(a) && !__builtin_isinf(b)) {
    int of_a, of_b;
    const double part_a = frexp(a, &of_a), part_b = frexp(b, &of_b);
    left = fma(-ldexp(quotient, of_b - of_a), part_b, part_a);
  } else {
    left = fma(-quotient, b, a);
  }
  return b < 0 ? -left : left;
}

HIP_PORT_DEVICE double missing_of_root(double value, double root) {
  if (!is_small(value)) return fma(-root, root, value);
  const double of_root = ldexp(root, 300);
  return fma(-of_root, of_root, ldexp(value, 600));
}

HIP_PORT_DEVICE double sum(double a, double b, way to) {
  const double nearest = a + b;
  return is_negative_zero(a, b, nearest, to) ? -0.0 : rounded(nearest, missing_of_sum(a, b, nearest), to);
}
HIP_PORT_DEVICE double product(double a, double b, way to) {
  const double nearest = a * b;
  return rounded(nearest, missing_of_product(a, b, nearest), towards(to, (a < 0) != (b < 0)));
}
HIP_PORT_DEVICE double quotient(double a, double b, way to) {
  const double nearest = a / b;
  return rounded(nearest, missing_of_quotient(a, b, nearest), towards(to, (a < 0) != (b < 0)));
}
HIP_PORT_DEVICE double root(double value, way to) {
  const double nearest = sqrt(value);
  return rounded(nearest, missing_of_root(value, nearest), to);
}

/// Of floats: products are exact as doubles, and sums, quotients and roots of doubles as above.
HIP_PORT_DEVICE float narrow_sum(double a, double b, way to) {
  const double nearest = a + b;
  return is_negative_zero(a, b, nearest, to) ? -0.0f : narrowed(nearest, missing_of_sum(a, b, nearest), to);
}
HIP_PORT_DEVICE float narrow_product(double a, double b, way to) { return narrowed(a * b, 0, to); }
HIP_PORT_DEVICE float narrow_quotient(double a, double b, way to) {
  const double nearest = a / b, left = fma(-nearest, b, a);
  return narrowed(nearest, b < 0 ? -left : left, to);
}
HIP_PORT_DEVICE float narrow_root(double value, way to) {
  const double nearest = sqrt(value);
  return narrowed(nearest, fma(-nearest, nearest, value), to);
}

/// __fadd_rd, __fadd_ru, __fadd_rz, and so __fsub, __fmul, __fdiv, __fmaf, __frcp, __fsqrt; of double __dadd, __dsub,
/// __dmul, __ddiv, __drcp, __dsqrt
HIP_PORT_DEVICE float fadd_rd(float a, float b) { return narrow_sum(a, b, way::down); }
HIP_PORT_DEVICE float fsub_rd(float a, float b) { return narrow_sum(a, -b, way::down); }
HIP_PORT_DEVICE float fmul_rd(float a, float b) { return narrow_product(a, b, way::down); }
HIP_PORT_DEVICE float fdiv_rd(float a, float b) { return narrow_quotient(a, b, way::down); }
HIP_PORT_DEVICE float fmaf_rd(float a, float b, float c) { return narrow_sum(static_cast<double>(a) * b, c, way::down); }
HIP_PORT_DEVICE float frcp_rd(float a) { return narrow_quotient(1, a, way::down); }
HIP_PORT_DEVICE float fsqrt_rd(float a) { return narrow_root(a, way::down); }
HIP_PORT_DEVICE double dadd_rd(double a, double b) { return sum(a, b, way::down); }
HIP_PORT_DEVICE double dsub_rd(double a, double b) { return sum(a, -b, way::down); }
HIP_PORT_DEVICE double dmul_rd(double a, double b) { return product(a, b, way::down); }
HIP_PORT_DEVICE double ddiv_rd(double a, double b) { return quotient(a, b, way::down); }
HIP_PORT_DEVICE double drcp_rd(double a) { return quotient(1, a, way::down); }
HIP_PORT_DEVICE double dsqrt_rd(double a) { return root(a, way::down); }

HIP_PORT_DEVICE float fadd_ru(float a, float b) { return narrow_sum(a, b, way::up); }
HIP_PORT_DEVICE float fsub_ru(float a, float b) { return narrow_sum(a, -b, way::up); }
HIP_PORT_DEVICE float fmul_ru(float a, float b) { return narrow_product(a, b, way::up); }
HIP_PORT_DEVICE float fdiv_ru(float a, float b) { return narrow_quotient(a, b, way::up); }
HIP_PORT_DEVICE float fmaf_ru(float a, float b, float c) { return narrow_sum(static_cast<double>(a) * b, c, way::up); }
HIP_PORT_DEVICE float frcp_ru(float a) { return narrow_quotient(1, a, way::up); }
HIP_PORT_DEVICE float fsqrt_ru(float a) { return narrow_root(a, way::up); }
HIP_PORT_DEVICE double dadd_ru(double a, double b) { return sum(a, b, way::up); }
HIP_PORT_DEVICE double dsub_ru(double a, double b) { return sum(a, -b, way::up); }
HIP_PORT_DEVICE double dmul_ru(double a, double b) { return product(a, b, way::up); }
HIP_PORT_DEVICE double ddiv_ru(double a, double b) { return quotient(a, b, way::up); }
HIP_PORT_DEVICE double drcp_ru(double a) { return quotient(1, a, way::up); }
HIP_PORT_DEVICE double dsqrt_ru(double a) { return root(a, way::up); }

HIP_PORT_DEVICE float fadd_rz(float a, float b) { return narrow_sum(a, b, way::zero); }
HIP_PORT_DEVICE float fsub_rz(float a, float b) { return narrow_sum(a, -b, way::zero); }
HIP_PORT_DEVICE float fmul_rz(float a, float b) { return narrow_product(a, b, way::zero); }
HIP_PORT_DEVICE float fdiv_rz(float a, float b) { return narrow_quotient(a, b, way::zero); }
HIP_PORT_DEVICE float fmaf_rz(float a, float b, float c) { return narrow_sum(static_cast<double>(a) * b, c, way::zero); }
HIP_PORT_DEVICE float frcp_rz(float a) { return narrow_quotient(1, a, way::zero); }
HIP_PORT_DEVICE float fsqrt_rz(float a) { return narrow_root(a, way::zero); }
HIP_PORT_DEVICE double dadd_rz(double a, double b) { return sum(a, b, way::zero); }
HIP_PORT_DEVICE double dsub_rz(double a, double b) { return sum(a, -b, way::zero); }
HIP_PORT_DEVICE double dmul_rz(double a, double b) { return product(a, b, way::zero); }
HIP_PORT_DEVICE double ddiv_rz(double a, double b) { return quotient(a, b, way::zero); }
HIP_PORT_DEVICE double drcp_rz(double a) { return quotient(1, a, way::zero); }
HIP_PORT_DEVICE double dsqrt_rz(double a) { return root(a, way::zero); }

// ==== Halves and bytes of a word

/// The parts of this type of two words, each of which the operation makes one of.
template <typename Part, typename Operation>
HIP_PORT_DEVICE unsigned by_parts(unsigned a, unsigned b, Operation operation) {
  const int width = 8 * sizeof(Part);
  const unsigned ones = 0xffffffffu >> (32 - width);
  unsigned made = 0;
  for (int at = 0; at < 32; at += width) {
    const int one = static_cast<Part>(a >> at & ones), other = static_cast<Part>(b >> at & ones);
    made |= (static_cast<unsigned>(operation(one, other)) & ones) << at;
  }
  return made;
}

template <typename Part>
HIP_PORT_DEVICE unsigned sum_of_differences(unsigned a, unsigned b) {
  const int width = 8 * sizeof(Part);
  const unsigned ones = 0xffffffffu >> (32 - width);
  unsigned made = 0;
  for (int at = 0; at < 32; at += width) {
    const int one = static_cast<Part>(a >> at & ones), other = static_cast<Part>(b >> at & ones);
    made += static_cast<unsigned>(one < other ? other - one : one - other);
  }
  return made;
}

/// A number as near to the value as the parts have.
template <typename Part>
HIP_PORT_DEVICE int saturated(int value) {
  const int low = static_cast<Part>(-1) < 0 ? -(1 << (8 * sizeof(Part) - 1)) : 0;
  const int high = low + static_cast<int>((1u << 8 * sizeof(Part)) - 1);
  return value < low ? low : value > high ? high : value;
}

// What becomes of two parts.
struct add {
  HIP_PORT_MEMBER int operator()(int a, int b) const { return a + b; }
};
struct minus {
  HIP_PORT_MEMBER int operator()(int a, int b) const { return a - b; }
};
struct apart {
  HIP_PORT_MEMBER int operator()(int a, int b) const { return a < b ? b - a : a - b; }
};
struct higher {
  HIP_PORT_MEMBER int operator()(int a, int b) const { return a < b ? b : a; }
};
struct lower {
  HIP_PORT_MEMBER int operator()(int a, int b) const { return b < a ? b : a; }
};
struct halved {
  HIP_PORT_MEMBER int operator()(int a, int b) const { return (a + b) >> 1; }
};
struct halved_up {
  HIP_PORT_MEMBER int operator()(int a, int b) const { return (a + b + 1) >> 1; }
};
struct size_of {
  HIP_PORT_MEMBER int operator()(int a, int) const { return a < 0 ? -a : a; }
};
struct negated {
  HIP_PORT_MEMBER int operator()(int a, int) const { return -a; }
};
struct eq {
  HIP_PORT_MEMBER bool operator()(int a, int b) const { return a == b; }
};
struct ne {
  HIP_PORT_MEMBER bool operator()(int a, int b) const { return a != b; }
};
struct ge {
  HIP_PORT_MEMBER bool operator()(int a, int b) const { return a >= b; }
};
struct gt {
  HIP_PORT_MEMBER bool operator()(int a, int b) const { return a > b; }
};
struct le {
  HIP_PORT_MEMBER bool operator()(int a, int b) const { return a <= b; }
};
struct lt {
  HIP_PORT_MEMBER bool operator()(int a, int b) const { return a < b; }
};

/// The result as near as the parts have it, or all ones of a comparison that holds.
template <typename Part, typename Operation>
struct nearest {
  HIP_PORT_MEMBER int operator()(int a, int b) const { return saturated<Part>(Operation()(a, b)); }
};
template <typename Operation>
struct ones_if {
  HIP_PORT_MEMBER int operator()(int a, int b) const { return Operation()(a, b) ? -1 : 0; }
};

/// __vadd2, __vadd4, __vsub2, __vsub4: the highest bit of a part carries nowhere
HIP_PORT_DEVICE unsigned added(unsigned a, unsigned b, unsigned highest) { return ((a & ~highest) + (b & ~highest)) ^ ((a ^ b) & highest); }
HIP_PORT_DEVICE unsigned subtracted(unsigned a, unsigned b, unsigned highest) { return ((a | highest) - (b & ~highest)) ^ ((a ^ ~b) & highest); }
HIP_PORT_DEVICE unsigned vadd2(unsigned a, unsigned b) { return added(a, b, 0x80008000u); }
HIP_PORT_DEVICE unsigned vadd4(unsigned a, unsigned b) { return added(a, b, 0x80808080u); }
HIP_PORT_DEVICE unsigned vsub2(unsigned a, unsigned b) { return subtracted(a, b, 0x80008000u); }
HIP_PORT_DEVICE unsigned vsub4(unsigned a, unsigned b) { return subtracted(a, b, 0x80808080u); }

/// __vaddss, __vaddus, __vsubss, __vsubus, __vmaxs, __vmaxu, __vmins, __vminu, __vabsdiffs, __vabsdiffu, __vhaddu, __vavgu: of 2 and 4
HIP_PORT_DEVICE unsigned vaddss2(unsigned a, unsigned b) { return by_parts<short>(a, b, nearest<short, add>()); }
HIP_PORT_DEVICE unsigned vaddus2(unsigned a, unsigned b) { return by_parts<unsigned short>(a, b, nearest<unsigned short, add>()); }
HIP_PORT_DEVICE unsigned vsubss2(unsigned a, unsigned b) { return by_parts<short>(a, b, nearest<short, minus>()); }
HIP_PORT_DEVICE unsigned vsubus2(unsigned a, unsigned b) { return by_parts<unsigned short>(a, b, nearest<unsigned short, minus>()); }
HIP_PORT_DEVICE unsigned vmaxs2(unsigned a, unsigned b) { return by_parts<short>(a, b, higher()); }
HIP_PORT_DEVICE unsigned vmins2(unsigned a, unsigned b) { return by_parts<short>(a, b, lower()); }
HIP_PORT_DEVICE unsigned vabsdiffs2(unsigned a, unsigned b) { return by_parts<short>(a, b, apart()); }
HIP_PORT_DEVICE unsigned vmaxu2(unsigned a, unsigned b) { return by_parts<unsigned short>(a, b, higher()); }
HIP_PORT_DEVICE unsigned vminu2(unsigned a, unsigned b) { return by_parts<unsigned short>(a, b, lower()); }
HIP_PORT_DEVICE unsigned vabsdiffu2(unsigned a, unsigned b) { return by_parts<unsigned short>(a, b, apart()); }
HIP_PORT_DEVICE unsigned vhaddu2(unsigned a, unsigned b) { return by_parts<unsigned short>(a, b, halved()); }
HIP_PORT_DEVICE unsigned vavgu2(unsigned a, unsigned b) { return by_parts<unsigned short>(a, b, halved_up()); }
HIP_PORT_DEVICE unsigned vaddss4(unsigned a, unsigned b) { return by_parts<signed char>(a, b, nearest<signed char, add>()); }
HIP_PORT_DEVICE unsigned vaddus4(unsigned a, unsigned b) { return by_parts<unsigned char>(a, b, nearest<unsigned char, add>()); }
HIP_PORT_DEVICE unsigned vsubss4(unsigned a, unsigned b) { return by_parts<signed char>(a, b, nearest<signed char, minus>()); }
HIP_PORT_DEVICE unsigned vsubus4(unsigned a, unsigned b) { return by_parts<unsigned char>(a, b, nearest<unsigned char, minus>()); }
HIP_PORT_DEVICE unsigned vmaxs4(unsigned a, unsigned b) { return by_parts<signed char>(a, b, higher()); }
HIP_PORT_DEVICE unsigned vmins4(unsigned a, unsigned b) { return by_parts<signed char>(a, b, lower()); }
HIP_PORT_DEVICE unsigned vabsdiffs4(unsigned a, unsigned b) { return by_parts<signed char>(a, b, apart()); }
HIP_PORT_DEVICE unsigned vmaxu4(unsigned a, unsigned b) { return by_parts<unsigned char>(a, b, higher()); }
HIP_PORT_DEVICE unsigned vminu4(unsigned a, unsigned b) { return by_parts<unsigned char>(a, b, lower()); }
HIP_PORT_DEVICE unsigned vabsdiffu4(unsigned a, unsigned b) { return by_parts<unsigned char>(a, b, apart()); }
HIP_PORT_DEVICE unsigned vhaddu4(unsigned a, unsigned b) { return by_parts<unsigned char>(a, b, halved()); }
HIP_PORT_DEVICE unsigned vavgu4(unsigned a, unsigned b) { return by_parts<unsigned char>(a, b, halved_up()); }

/// __vabs, __vabsss, __vneg, __vnegss: of 2 and 4
HIP_PORT_DEVICE unsigned vabs2(unsigned a) { return by_parts<short>(a, 0, size_of()); }
HIP_PORT_DEVICE unsigned vabsss2(unsigned a) { return by_parts<short>(a, 0, nearest<short, size_of>()); }
HIP_PORT_DEVICE unsigned vneg2(unsigned a) { return by_parts<short>(a, 0, negated()); }
HIP_PORT_DEVICE unsigned vnegss2(unsigned a) { return by_parts<short>(a, 0, nearest<short, negated>()); }
HIP_PORT_DEVICE unsigned vabs4(unsigned a) { return by_parts<signed char>(a, 0, size_of()); }
HIP_PORT_DEVICE unsigned vabsss4(unsigned a) { return by_parts<signed char>(a, 0, nearest<signed char, size_of>()); }
HIP_PORT_DEVICE unsigned vneg4(unsigned a) { return by_parts<signed char>(a, 0, negated()); }
HIP_PORT_DEVICE unsigned vnegss4(unsigned a) { return by_parts<signed char>(a, 0, nearest<signed char, negated>()); }

/// __vsads, __vsadu: of 2 and 4
HIP_PORT_DEVICE unsigned vsads2(unsigned a, unsigned b) { return sum_of_differences<short>(a, b); }
HIP_PORT_DEVICE unsigned vsadu2(unsigned a, unsigned b) { return sum_of_differences<unsigned short>(a, b); }
HIP_PORT_DEVICE unsigned vsads4(unsigned a, unsigned b) { return sum_of_differences<signed char>(a, b); }
HIP_PORT_DEVICE unsigned vsadu4(unsigned a, unsigned b) { return sum_of_differences<unsigned char>(a, b); }

/// __vcmpeq, __vcmpne, __vcmpges, __vcmpgeu and so on: all ones where it holds; __vset and so on: 1. Of 2 and 4
HIP_PORT_DEVICE unsigned vcmpeq2(unsigned a, unsigned b) { return by_parts<unsigned short>(a, b, ones_if<eq>()); }
HIP_PORT_DEVICE unsigned vcmpne2(unsigned a, unsigned b) { return by_parts<unsigned short>(a, b, ones_if<ne>()); }
HIP_PORT_DEVICE unsigned vcmpges2(unsigned a, unsigned b) { return by_parts<short>(a, b, ones_if<ge>()); }
HIP_PORT_DEVICE unsigned vcmpgeu2(unsigned a, unsigned b) { return by_parts<unsigned short>(a, b, ones_if<ge>()); }
HIP_PORT_DEVICE unsigned vcmpgts2(unsigned a, unsigned b) { return by_parts<short>(a, b, ones_if<gt>()); }
HIP_PORT_DEVICE unsigned vcmpgtu2(unsigned a, unsigned b) { return by_parts<unsigned short>(a, b, ones_if<gt>()); }
HIP_PORT_DEVICE unsigned vcmples2(unsigned a, unsigned b) { return by_parts<short>(a, b, ones_if<le>()); }
HIP_PORT_DEVICE unsigned vcmpleu2(unsigned a, unsigned b) { return by_parts<unsigned short>(a, b, ones_if<le>()); }
HIP_PORT_DEVICE unsigned vcmplts2(unsigned a, unsigned b) { return by_parts<short>(a, b, ones_if<lt>()); }
HIP_PORT_DEVICE unsigned vcmpltu2(unsigned a, unsigned b) { return by_parts<unsigned short>(a, b, ones_if<lt>()); }
HIP_PORT_DEVICE unsigned vseteq2(unsigned a, unsigned b) { return by_parts<unsigned short>(a, b, eq()); }
HIP_PORT_DEVICE unsigned vsetne2(unsigned a, unsigned b) { return by_parts<unsigned short>(a, b, ne()); }
HIP_PORT_DEVICE unsigned vsetges2(unsigned a, unsigned b) { return by_parts<short>(a, b, ge()); }
HIP_PORT_DEVICE unsigned vsetgeu2(unsigned a, unsigned b) { return by_parts<unsigned short>(a, b, ge()); }
HIP_PORT_DEVICE unsigned vsetgts2(unsigned a, unsigned b) { return by_parts<short>(a, b, gt()); }
HIP_PORT_DEVICE unsigned vsetgtu2(unsigned a, unsigned b) { return by_parts<unsigned short>(a, b, gt()); }
HIP_PORT_DEVICE unsigned vsetles2(unsigned a, unsigned b) { return by_parts<short>(a, b, le()); }
HIP_PORT_DEVICE unsigned vsetleu2(unsigned a, unsigned b) { return by_parts<unsigned short>(a, b, le()); }
HIP_PORT_DEVICE unsigned vsetlts2(unsigned a, unsigned b) { return by_parts<short>(a, b, lt()); }
HIP_PORT_DEVICE unsigned vsetltu2(unsigned a, unsigned b) { return by_parts<unsigned short>(a, b, lt()); }
HIP_PORT_DEVICE unsigned vcmpeq4(unsigned a, unsigned b) { return by_parts<unsigned char>(a, b, ones_if<eq>()); }
HIP_PORT_DEVICE unsigned vcmpne4(unsigned a, unsigned b) { return by_parts<unsigned char>(a, b, ones_if<ne>()); }
HIP_PORT_DEVICE unsigned vcmpges4(unsigned a, unsigned b) { return by_parts<signed char>(a, b, ones_if<ge>()); }
HIP_PORT_DEVICE unsigned vcmpgeu4(unsigned a, unsigned b) { return by_parts<unsigned char>(a, b, ones_if<ge>()); }
HIP_PORT_DEVICE unsigned vcmpgts4(unsigned a, unsigned b) { return by_parts<signed char>(a, b, ones_if<gt>()); }
HIP_PORT_DEVICE unsigned vcmpgtu4(unsigned a, unsigned b) { return by_parts<unsigned char>(a, b, ones_if<gt>()); }
HIP_PORT_DEVICE unsigned vcmples4(unsigned a, unsigned b) { return by_parts<signed char>(a, b, ones_if<le>()); }
HIP_PORT_DEVICE unsigned vcmpleu4(unsigned a, unsigned b) { return by_parts<unsigned char>(a, b, ones_if<le>()); }
HIP_PORT_DEVICE unsigned vcmplts4(unsigned a, unsigned b) { return by_parts<signed char>(a, b, ones_if<lt>()); }
HIP_PORT_DEVICE unsigned vcmpltu4(unsigned a, unsigned b) { return by_parts<unsigned char>(a, b, ones_if<lt>()); }
HIP_PORT_DEVICE unsigned vseteq4(unsigned a, unsigned b) { return by_parts<unsigned char>(a, b, eq()); }
HIP_PORT_DEVICE unsigned vsetne4(unsigned a, unsigned b) { return by_parts<unsigned char>(a, b, ne()); }
HIP_PORT_DEVICE unsigned vsetges4(unsigned a, unsigned b) { return by_parts<signed char>(a, b, ge()); }
HIP_PORT_DEVICE unsigned vsetgeu4(unsigned a, unsigned b) { return by_parts<unsigned char>(a, b, ge()); }
HIP_PORT_DEVICE unsigned vsetgts4(unsigned a, unsigned b) { return by_parts<signed char>(a, b, gt()); }
HIP_PORT_DEVICE unsigned vsetgtu4(unsigned a, unsigned b) { return by_parts<unsigned char>(a, b, gt()); }
HIP_PORT_DEVICE unsigned vsetles4(unsigned a, unsigned b) { return by_parts<signed char>(a, b, le()); }
HIP_PORT_DEVICE unsigned vsetleu4(unsigned a, unsigned b) { return by_parts<unsigned char>(a, b, le()); }
HIP_PORT_DEVICE unsigned vsetlts4(unsigned a, unsigned b) { return by_parts<signed char>(a, b, lt()); }
HIP_PORT_DEVICE unsigned vsetltu4(unsigned a, unsigned b) { return by_parts<unsigned char>(a, b, lt()); }

#if defined(HIP_PORT_HARDWARE) || defined(__HIP__)

// ==== Lanes of a wavefront

/// A value in words of 32 bits, as lanes exchange them.
template <typename T>
struct words {
  enum : unsigned { count = (sizeof(T) + 3) / 4 };
  unsigned each[count] = {};

  HIP_PORT_MEMBER explicit words(const T& value) {
    __builtin_memcpy(each, static_cast<const void*>(&value), sizeof(T));
  }

  /// The value, which takes the place of another one.
  HIP_PORT_MEMBER T over(T value) const {
    __builtin_memcpy(static_cast<void*>(&value), each, sizeof(T));
    return value;
  }

  HIP_PORT_MEMBER bool operator==(const words& other) const {
    bool same = true;
    for (unsigned i = 0; i < count; ++i) same = same && each[i] == other.each[i];
    return same;
  }
};

template <typename T>
HIP_PORT_DEVICE words<T> read(words<T> mine, unsigned lane) {
  for (unsigned i = 0; i < words<T>::count; ++i) mine.each[i] = hardware::read(mine.each[i], lane);
  return mine;
}

/// The value that an active lane has.
template <typename T>
HIP_PORT_DEVICE T read_lane(T mine, unsigned lane) {
  return read(words<T>(mine), lane).over(mine);
}

HIP_PORT_DEVICE unsigned long long active_lanes() { return hardware::ballot(true); }

/// The lanes up to the caller's own.
HIP_PORT_DEVICE unsigned long long lanes_so_far() { return ~0ull >> (63 - hardware::lane()); }

/// The lowest lane of a mask that is not empty.
HIP_PORT_DEVICE unsigned lowest(unsigned long long lanes) { return static_cast<unsigned>(__builtin_ctzll(lanes)); }

/// __match_any_sync, which HIP has from 6.2 on: compares bits. As many steps as there are values.
template <typename T>
HIP_PORT_DEVICE unsigned long long match_any_sync(unsigned long long mask, T value) {
  const words<T> mine(value);
  unsigned long long same = 0;
  for (unsigned long long left = active_lanes(); left != 0;) {
    const bool equal = read(mine, lowest(left)) == mine;
    const unsigned long long votes = hardware::ballot(equal);
    if (equal) same = votes;
    left &= ~votes;
  }
  return same & mask;
}

/// __match_all_sync, which HIP has from 6.2 on
template <typename T>
HIP_PORT_DEVICE unsigned long long match_all_sync(unsigned long long mask, T value, int* all_same) {
  const words<T> mine(value);
  const unsigned long long there = active_lanes() & mask;
  const bool differs = !(read(mine, lowest(there)) == mine);
  const bool same = (hardware::ballot(differs) & mask) == 0;
  *all_same = same;
  return same ? there : 0;
}

/// The result of those active lanes that are in the caller's mask, in their order, or `none`. As many steps as lanes are active.
template <typename T, typename Operation>
HIP_PORT_DEVICE T folded(unsigned long long mask, T value, Operation operation, T none) {
  T result = none;
  bool begun = false;
  for (unsigned long long left = active_lanes(); left != 0; left &= left - 1) {
    const unsigned lane = lowest(left);
    const T other = read_lane(value, lane);
    if (mask >> lane & 1) {
      result = begun ? operation(result, other) : other;
      begun = true;
    }
  }
  return result;
}

/// The result of the lanes around the caller's, a power of two of them, all active.
template <typename T, typename Operation>
HIP_PORT_DEVICE T folded_in_halves(unsigned count, T value, Operation operation) {
  for (unsigned step = count / 2; step > 0; step /= 2)
    value = operation(value, read_lane(value, hardware::lane() ^ step));
  return value;
}

/// The result of the active lanes of the mask, which is that of all lanes in it.
template <typename T, typename Operation>
HIP_PORT_DEVICE T reduce_sync(unsigned long long mask, T value, Operation operation) {
  const unsigned long long there = active_lanes();
  if ((there & ~mask) == 0 && (there == ~0ull || there == 0xffffffffull))
    return folded_in_halves(there == ~0ull ? 64 : 32, value, operation);
  return folded(mask, value, operation, value);
}

// Sums that go around, of integers with a sign as well.
struct sum_of_two {
  HIP_PORT_MEMBER unsigned operator()(unsigned a, unsigned b) const { return a + b; }
  HIP_PORT_MEMBER int operator()(int a, int b) const {
    return static_cast<int>(static_cast<unsigned>(a) + static_cast<unsigned>(b));
  }
};

/// cooperative_groups::plus, less, greater, bit_and, bit_or, bit_xor, which HIP has from 10.0 on
template <typename T>
struct plus {
  HIP_PORT_MEMBER T operator()(T a, T b) const { return a + b; }
};
template <typename T>
struct less {
  HIP_PORT_MEMBER T operator()(T a, T b) const { return b < a ? b : a; }
};
template <typename T>
struct greater {
  HIP_PORT_MEMBER T operator()(T a, T b) const { return a < b ? b : a; }
};
template <typename T>
struct bit_and {
  HIP_PORT_MEMBER T operator()(T a, T b) const { return a & b; }
};
template <typename T>
struct bit_or {
  HIP_PORT_MEMBER T operator()(T a, T b) const { return a | b; }
};
template <typename T>
struct bit_xor {
  HIP_PORT_MEMBER T operator()(T a, T b) const { return a ^ b; }
};

/// __reduce_add_sync, __reduce_min_sync, __reduce_max_sync, which HIP has from 7.0 on
HIP_PORT_DEVICE unsigned reduce_add_sync(unsigned long long mask, unsigned value) { return reduce_sync(mask, value, sum_of_two()); }
HIP_PORT_DEVICE int reduce_add_sync(unsigned long long mask, int value) { return reduce_sync(mask, value, sum_of_two()); }
HIP_PORT_DEVICE unsigned reduce_min_sync(unsigned long long mask, unsigned value) { return reduce_sync(mask, value, less<unsigned>()); }
HIP_PORT_DEVICE int reduce_min_sync(unsigned long long mask, int value) { return reduce_sync(mask, value, less<int>()); }
HIP_PORT_DEVICE unsigned reduce_max_sync(unsigned long long mask, unsigned value) { return reduce_sync(mask, value, greater<unsigned>()); }
HIP_PORT_DEVICE int reduce_max_sync(unsigned long long mask, int value) { return reduce_sync(mask, value, greater<int>()); }

/// __reduce_and_sync, __reduce_or_sync, __reduce_xor_sync, which HIP has from 7.0 on
HIP_PORT_DEVICE unsigned reduce_and_sync(unsigned long long mask, unsigned value) { return reduce_sync(mask, value, bit_and<unsigned>()); }
HIP_PORT_DEVICE unsigned reduce_or_sync(unsigned long long mask, unsigned value) { return reduce_sync(mask, value, bit_or<unsigned>()); }
HIP_PORT_DEVICE unsigned reduce_xor_sync(unsigned long long mask, unsigned value) { return reduce_sync(mask, value, bit_xor<unsigned>()); }

// ==== Cooperative groups of lanes: tiles and coalesced groups of HIP's

/// The lanes of a group, a bit for each. Groups that get here together have different first lanes.
template <typename Group>
HIP_PORT_DEVICE unsigned long long lanes_of(const Group& group) {
  return match_any_sync(~0ull, group.shfl(static_cast<int>(hardware::lane()), 0));
}

/// Whether the lanes are neighbours, as many as a power of two: groups for which that is sure have shfl_xor.
template <typename Group>
HIP_PORT_DEVICE auto is_tile(const Group& group, int) -> decltype(group.shfl_xor(0, 1u), true) { return true; }
template <typename Group>
HIP_PORT_DEVICE bool is_tile(const Group&, long) { return false; }

/// cooperative_groups::reduce, which HIP has from 10.0 on. Floats are added in the order of this header.
template <typename Group, typename T, typename Operation>
HIP_PORT_DEVICE T reduce(const Group& group, T value, Operation operation) {
  if (is_tile(group, 0)) return folded_in_halves(static_cast<unsigned>(group.size()), value, operation);
  return folded(lanes_of(group), value, operation, value);
}

/// cooperative_groups::inclusive_scan
template <typename Group, typename T, typename Operation>
HIP_PORT_DEVICE T inclusive_scan(const Group& group, T value, Operation operation) {
  if (!is_tile(group, 0)) return folded(lanes_of(group) & lanes_so_far(), value, operation, value);
  const unsigned rank = static_cast<unsigned>(group.thread_rank()), lane = hardware::lane();
  for (unsigned step = 1; step < static_cast<unsigned>(group.size()); step *= 2) {
    const T other = read_lane(value, rank < step ? lane : lane - step);
    if (rank >= step) value = operation(other, value);
  }
  return value;
}
template <typename Group, typename T>
HIP_PORT_DEVICE T inclusive_scan(const Group& group, T value) {
  return inclusive_scan(group, value, plus<T>());
}

/// cooperative_groups::exclusive_scan: T() in the first thread, as CUDA's headers have it
template <typename Group, typename T, typename Operation>
HIP_PORT_DEVICE T exclusive_scan(const Group& group, T value, Operation operation) {
  if (!is_tile(group, 0)) return folded(lanes_of(group) & lanes_so_far() >> 1, value, operation, T());
  const bool first = group.thread_rank() == 0;
  const T before = read_lane(inclusive_scan(group, value, operation), hardware::lane() - !first);
  return first ? T() : before;
}
template <typename Group, typename T>
HIP_PORT_DEVICE T exclusive_scan(const Group& group, T value) {
  return exclusive_scan(group, value, plus<T>());
}

#endif

// ==== Functions of the host

/// cusparseGetErrorName, which hipSPARSE has from 6.0 on; takes a hipsparseStatus_t
inline const char* sparse_error_name(int status) {
  static const char* const names[] = {
      "HIPSPARSE_STATUS_SUCCESS",          "HIPSPARSE_STATUS_NOT_INITIALIZED",
      "HIPSPARSE_STATUS_ALLOC_FAILED",     "HIPSPARSE_STATUS_INVALID_VALUE",
      "HIPSPARSE_STATUS_ARCH_MISMATCH",    "HIPSPARSE_STATUS_MAPPING_ERROR",
      "HIPSPARSE_STATUS_EXECUTION_FAILED", "HIPSPARSE_STATUS_INTERNAL_ERROR",
      "HIPSPARSE_STATUS_MATRIX_TYPE_NOT_SUPPORTED", "HIPSPARSE_STATUS_ZERO_PIVOT",
      "HIPSPARSE_STATUS_NOT_SUPPORTED",    "HIPSPARSE_STATUS_INSUFFICIENT_RESOURCES",
  };
  return status >= 0 && status < static_cast<int>(sizeof names / sizeof *names) ? names[status] : "unrecognized error code";
}

/// cusparseGetErrorString, which hipSPARSE has from 6.0 on
inline const char* sparse_error_string(int status) {
  static const char* const texts[] = {
      "success",          "library not initialized",   "resource allocation failed", "invalid value",
      "architecture mismatch", "access to GPU memory space failed", "kernel launch failure", "internal error",
      "matrix type not supported", "zero pivot",       "operation not supported",    "insufficient resources",
  };
  return status >= 0 && status < static_cast<int>(sizeof texts / sizeof *texts) ? texts[status] : "unrecognized error code";
}

}  // namespace hip_port

#undef HIP_PORT_DEVICE
#undef HIP_PORT_MEMBER
