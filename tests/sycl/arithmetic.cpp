// Arithmetic, on the host and on the device: each check runs on both.
#include "port.hpp"

#include <complex.h>

#include "check.hpp"

struct Results {
  bool good[300];
  int count;
};

#define EXPECT(...) r.good[r.count++] = bool(__VA_ARGS__)
#define ALMOST(a, b) EXPECT(sycl::fabs(double(a) - double(b)) <= 4e-6 * (1 + sycl::fabs(double(b))))

void simple(Results& r) {
  EXPECT(port::min(3, 2u) == 2 && port::max(-1, 2.5f) == 2.5f && port::min(2.0f, NAN) == 2 && port::max(NAN, 2.0) == 2);
  EXPECT(port::umin(3, 2) == 2 && port::umax(3u, 2u) == 3 && port::llmin(-3, 2) == -3 && port::llmax(-3, 2) == 2);
  EXPECT(port::ullmin(3, 2) == 2 && port::ullmax(3, 2) == 3);
  EXPECT(std::norm(std::complex<float>(3, 4)) == 25);
  ALMOST(port::rsqrt(4.0), 0.5);
  ALMOST(port::rsqrt(4), 0.5);
  ALMOST(port::rsqrtf(16), 0.25);
  ALMOST(port::rcbrt(8.0), 0.5);
  ALMOST(port::rcbrtf(27), 1.0 / 3);
  ALMOST(port::sinpi(0.5), 1);
  ALMOST(port::sinpif(0.25f), 0.70710678);
  ALMOST(port::cospi(1.0), -1);
  ALMOST(port::cospif(0.25f), 0.70710678);
  double s, c;
  float t, d;
  port::sincos(1.0, &s, &c), port::sincosf(1.0f, &t, &d);
  ALMOST(s, 0.8414709848);
  ALMOST(d, 0.5403023059);
  port::sincospi(0.5, &s, &c), port::sincospif(1.0f, &t, &d);
  ALMOST(s, 1);
  ALMOST(d, -1);
  ALMOST(port::exp10(2.0), 100);
  ALMOST(port::exp10f(-1), 0.1);
  ALMOST(port::norm3d(2.0, 3.0, 6.0), 7);
  ALMOST(port::norm3df(2, 3, 6), 7);
  ALMOST(port::norm4d(2.0, 4.0, 5.0, 6.0), 9);
  ALMOST(port::norm4df(2, 4, 5, 6), 9);
  ALMOST(port::rhypot(3.0, 4.0), 0.2);
  ALMOST(port::rhypotf(3, 4), 0.2);
  ALMOST(port::rnorm3d(2.0, 3.0, 6.0), 1.0 / 7);
  ALMOST(port::rnorm3df(2, 3, 6), 1.0 / 7);
  ALMOST(port::rnorm4d(2.0, 4.0, 5.0, 6.0), 1.0 / 9);
  ALMOST(port::rnorm4df(2, 4, 5, 6), 1.0 / 9);
  ALMOST(port::normcdf(1.0), 0.8413447461);
  ALMOST(port::normcdff(-1), 0.1586552539);
  ALMOST(port::normcdfinv(0.975), 1.959963984540054);
  ALMOST(port::normcdfinv(1e-20), -9.262340089798408);
  ALMOST(port::normcdfinvf(0.5f), 0);
  ALMOST(port::erfinv(0.5), 0.4769362762044699);
  ALMOST(port::erfinvf(-0.5f), -0.4769362762);
  ALMOST(port::erfcinv(1.5), -0.4769362762044699);
  ALMOST(port::erfcinvf(0.01f), 1.8213863677);
  ALMOST(sycl::isinf(port::erfinv(1.0)) + sycl::isinf(port::erfcinv(0.0)) + sycl::isnan(port::normcdfinv(2.0)), 3);
  ALMOST(port::erfcx(1.0), 0.4275835762);
  ALMOST(port::erfcx(3.0), 0.1790011511);
  ALMOST(port::erfcx(-1.0), 5.0089800807);
  ALMOST(port::erfcxf(30), 0.0187958888);
  EXPECT(port::saturate(2) == 1 && port::saturate(-1) == 0 && port::saturate(0.5f) == 0.5f && port::saturate(NAN) == 0);
  ALMOST(port::fdividef(7, 2), 3.5);
}

void integers(Results& r) {
  EXPECT(port::ffs(0) == 0 && port::ffs(8) == 4 && port::ffs(1ll << 40) == 41 && port::popc(0xffu) == 8 &&
         port::popc(-1ll) == 64);
  EXPECT(port::clz(1) == 31 && port::clz(1ull) == 63 && port::clz(0) == 32);
  EXPECT(port::brev(1u) == 0x80000000u && port::brev(0x0fll) == static_cast<long long>(0xf000000000000000ull));
  EXPECT(port::mulhi(1u << 31, 4u) == 2 && port::mulhi(-2, 3) == -1 && port::mul24(3, -5) == -15 &&
         port::umul24(3u, 5u) == 15);
  EXPECT(port::mulhi(1ull << 63, 4ull) == 2);
  EXPECT(port::hadd(7, 4) == 5 && port::rhadd(7u, 4u) == 6 && port::hadd(0xffffffffu, 1u) == 0x80000000u);
  EXPECT(port::sad(3, -4, 10u) == 17 && port::usad(3, 9, 1) == 7 &&
         port::sad(-2147483647 - 1, 2147483647, 0) == 0xffffffffu);
  EXPECT(port::byte_perm(0x33221100, 0x77665544, 0x7531) == 0x77553311 &&
         port::byte_perm(0x80, 0, 0x8888) == 0xffffffff);
  EXPECT(port::funnelshift_l(0x80000000, 1, 1) == 3 && port::funnelshift_l(1, 2, 32) == 2 &&
         port::funnelshift_lc(5, 6, 40) == 5);
  EXPECT(port::funnelshift_r(0x10, 1, 4) == 0x10000001 && port::funnelshift_rc(5, 6, 32) == 6);
  EXPECT(port::dp4a(0x01020304, 0x01010101, 5) == 15 && port::dp4a(int(0xff000000), 0x02000000, 0) == -2);
  EXPECT(port::dp4a(0xff000000u, 0x02000000u, 0u) == 510);
  EXPECT(port::hiloint2double(0x3ff00000, 0) == 1.0 && port::double2hiint(1.0) == 0x3ff00000 &&
         port::double2loint(1.0) == 0);
}

void roundings(Results& r) {
  const float tiny = 1e-20f, up = 1.00000012f, down = 0.99999994f;
  EXPECT(port::fadd_rn(1, tiny) == 1 && port::fadd_ru(1, tiny) == up && port::fadd_rd(1, tiny) == 1 &&
         port::fadd_rz(1, tiny) == 1);
  EXPECT(port::fadd_rd(1, -tiny) == down && port::fadd_rz(1, -tiny) == down && port::fadd_rz(-1, tiny) == -down);
  EXPECT(port::fsub_rn(1, tiny) == 1 && port::fsub_ru(1, tiny) == 1 && port::fsub_rd(1, tiny) == down &&
         port::fsub_rz(1, tiny) == down);
  EXPECT(port::fmul_rn(3, 2) == 6 && port::fmul_ru(3, 2) == 6 && port::fmul_rd(up, up) < port::fmul_ru(up, up));
  EXPECT(port::fmul_rz(-up, up) == -port::fmul_rd(up, up));
  EXPECT(port::fdiv_rn(7, 2) == 3.5f && port::frcp_rn(4) == 0.25f && port::fsqrt_rn(9) == 3 &&
         port::fmaf_rn(2, 3, 4) == 10);
  ALMOST(port::frsqrt_rn(4), 0.5);
  EXPECT(port::dadd_rn(1, 2) == 3 && port::dsub_rn(1, 2) == -1 && port::dmul_rn(2, 3) == 6 &&
         port::ddiv_rn(7, 2) == 3.5);
  EXPECT(port::drcp_rn(4) == 0.25 && port::dsqrt_rn(9) == 3 && port::fma_rn(2, 3, 4) == 10);
  EXPECT(port::float2int_rn(2.5f) == 2 && port::float2int_rn(3.5f) == 4 && port::float2int_rz(-2.7f) == -2);
  EXPECT(port::float2int_ru(2.1f) == 3 && port::float2int_rd(-2.1f) == -3 && port::float2int_rn(1e20f) == 2147483647);
  EXPECT(port::float2int_rz(NAN) == 0 && port::float2uint_rn(-5) == 0 && port::float2uint_ru(1.5f) == 2 &&
         port::float2uint_rd(1.5f) == 1);
  EXPECT(port::float2uint_rz(3e9f) == 3000000000u && port::float2ll_rz(1e12f) == 999999995904ll &&
         port::float2ll_rn(-1.5f) == -2);
  EXPECT(port::float2ll_ru(1.5f) == 2 && port::float2ll_rd(1.5f) == 1 && port::float2ull_rz(1e30f) == ~0ull &&
         port::float2ull_rn(2.5f) == 2);
  EXPECT(port::float2ull_ru(1.5f) == 2 && port::float2ull_rd(1.5f) == 1);
  EXPECT(port::double2int_rn(2.5) == 2 && port::double2int_rz(-2.7) == -2 && port::double2uint_rn(2.6) == 3 &&
         port::double2uint_rz(2.6) == 2);
  EXPECT(port::double2ll_rn(-2.6) == -3 && port::double2ll_rz(-2.6) == -2 && port::double2ull_rn(2.6) == 3 &&
         port::double2ull_rz(2.6) == 2);
  const int odd = 16777217;
  EXPECT(port::int2float_rn(odd) == 16777216 && port::int2float_ru(odd) == 16777218 &&
         port::int2float_rd(odd) == 16777216);
  EXPECT(port::int2float_rz(-odd) == -16777216 && port::int2float_rd(-odd) == -16777218 &&
         port::int2double_rn(odd) == odd);
  EXPECT(port::int2float_ru(2147483647) == 2147483648.0f && port::int2float_rd(2147483647) == 2147483520.0f);
  EXPECT(port::uint2float_rn(4294967295u) == 4294967296.0f && port::uint2float_rz(4294967295u) == 4294967040.0f);
  EXPECT(port::uint2float_ru(5) == 5 && port::uint2float_rd(5) == 5 &&
         port::uint2double_rn(4294967295u) == 4294967295.0);
  EXPECT(port::ll2float_rn(odd) == 16777216 && port::ll2float_rz(odd) == 16777216 &&
         port::ll2float_ru(odd) == 16777218 && port::ll2float_rd(odd) == 16777216);
  const long long wide = (1ll << 53) + 1;
  EXPECT(port::ll2double_rn(wide) == 9007199254740992.0 && port::ll2double_ru(wide) == 9007199254740994.0);
  EXPECT(port::ll2double_rd(wide) == 9007199254740992.0 && port::ll2double_rz(-wide) == -9007199254740992.0);
  EXPECT(port::ull2float_rn(~0ull) == 18446744073709551616.0f && port::ull2float_rz(~0ull) == 18446742974197923840.0f);
  EXPECT(port::ull2float_ru(~0ull) == 18446744073709551616.0f && port::ull2float_rd(~0ull) == 18446742974197923840.0f);
  EXPECT(port::ull2double_rn(~0ull) == 18446744073709551616.0 && port::ull2double_rz(~0ull) == 18446744073709549568.0);
  EXPECT(port::ull2double_ru(5) == 5 && port::ull2double_rd(~0ull) == 18446744073709549568.0);
  EXPECT(port::double2float_rn(1e-50) == 0 && port::double2float_ru(1.0 + 1e-12) == up &&
         port::double2float_rd(1.0 - 1e-12) == down);
  EXPECT(port::double2float_rz(-1.0 - 1e-12) == -1);
  EXPECT(port::double2int_ru(2.1) == 3 && port::double2int_rd(-2.1) == -3 && port::double2uint_ru(2.1) == 3 &&
         port::double2uint_rd(2.9) == 2);
  EXPECT(port::double2ll_ru(2.1) == 3 && port::double2ll_rd(-2.1) == -3 && port::double2ull_ru(2.1) == 3 &&
         port::double2ull_rd(2.9) == 2);
}

// Operations with a rounding: one and its neighbours, an exact result, one that is too large.
void directions(Results& r) {
  const double above = sycl::nextafter(1.0, 2.0), below = sycl::nextafter(1.0, 0.0), tiny = 0x1p-80;
  const double large = 0x1.fffffffffffffp1023;
  EXPECT(port::dadd_ru(1, tiny) == above && port::dadd_rd(1, tiny) == 1 && port::dadd_rz(1, -tiny) == below);
  EXPECT(port::dadd_rz(-1, tiny) == -below && port::dadd_ru(1, 2) == 3 && port::dadd_rz(large, large) == large);
  EXPECT(port::dadd_ru(large, large) > large && port::dadd_rd(-large, -large) < -large);
  EXPECT(port::dsub_ru(1, tiny) == 1 && port::dsub_rd(1, tiny) == below && port::dsub_rz(1, tiny) == below);
  const double square = above * above;  // 1 + 2e + e * e, which is rounded to 1 + 2e
  EXPECT(port::dmul_ru(above, above) > square && port::dmul_rd(above, above) == square && port::dmul_rz(3, 4) == 12);
  EXPECT(port::dmul_rz(-above, above) == -square && port::dmul_rz(large, -2) == -large);
  EXPECT(port::ddiv_rd(1, 3) == 1.0 / 3 && port::ddiv_ru(1, 3) > 1.0 / 3 && port::ddiv_rz(-1, 3) == -1.0 / 3 &&
         port::ddiv_rd(-1, 3) < -1.0 / 3 && port::ddiv_ru(1, -3) == -1.0 / 3 && port::ddiv_ru(6, 3) == 2);
  EXPECT(port::drcp_ru(3) > 1.0 / 3 && port::drcp_rd(3) == 1.0 / 3 && port::drcp_rz(4) == 0.25);
  EXPECT(port::dsqrt_ru(2) * port::dsqrt_ru(2) > 2 && port::dsqrt_rd(2) < port::dsqrt_ru(2) && port::dsqrt_rz(9) == 3);
  EXPECT(port::fma_ru(above, above, 1) > port::fma_rd(above, above, 1) && port::fma_rz(2, 3, 4) == 10);
  EXPECT(port::fma_rd(1, 1, tiny) == 1 && port::fma_ru(1, 1, tiny) == above && port::fma_rz(1, 1, -tiny) == below);
  EXPECT(port::fma_ru(above, above, -square) > 0 && port::fma_rz(large, 2, 1) == large);
  EXPECT(port::fdiv_rd(1, 3) < port::fdiv_ru(1, 3) && port::fdiv_rz(-1, 3) == -port::fdiv_rd(1, 3));
  EXPECT(port::fdiv_ru(6, 3) == 2);
  EXPECT(port::frcp_ru(3) > port::frcp_rd(3) && port::frcp_rz(3) == port::frcp_rd(3));
  EXPECT(port::fsqrt_ru(2) > port::fsqrt_rd(2) && port::fsqrt_rz(2) == port::fsqrt_rd(2) && port::fsqrt_ru(16) == 4);
  EXPECT(port::fmaf_ru(1, 1, 1e-20f) == sycl::nextafter(1.0f, 2.0f) && port::fmaf_rd(1, 1, 1e-20f) == 1 &&
         port::fmaf_rz(1, 1, -1e-20f) == sycl::nextafter(1.0f, 0.0f));
  EXPECT(port::dp2a_lo(int(0xffff0002u), int(0x050403feu), 10) == 10 - 2 * 2 - 3);
  EXPECT(port::dp2a_lo(make_short2(2, -1), make_char4(-2, 3, 4, 5), 10) == 3 &&
         port::dp4a(make_char4(1, -2, 3, 4), make_char4(5, 6, 7, -8), 1) == 5 - 12 + 21 - 32 + 1);
  EXPECT(port::dp2a_hi(0xffff0002u, 0x05040302u, 1u) == 1 + 2 * 4 + 0xffffu * 5);
  EXPECT(port::fns(0xf0u, 0, 2) == 5 && port::fns(0xf0u, 6, -2) == 5 && port::fns(0xf0u, 4, 0) == 4 &&
         port::fns(0xf0u, 3, 0) == ~0u && port::fns(0xf0u, 8, 1) == ~0u);
}

void numbers(Results& r) {
  const float2 a = {3, 4}, b = {1, 2};
  const float2 sum = port::cadd(a, b), difference = port::csub(a, b), product = port::cmul(a, b),
               quotient = port::cdiv(product, b);
  const float2 fused = port::cfma(a, b, a), conjugate = port::conj(a);
  EXPECT(port::creal(a) == 3 && port::cimag(a) == 4 && port::cabs(a) == 5);
  EXPECT(sum.x == 4 && sum.y == 6 && difference.x == 2 && difference.y == 2 && product.x == -5 && product.y == 10);
  EXPECT(fused.x == -2 && fused.y == 14 && conjugate.y == -4);
  ALMOST(quotient.x, 3);
  ALMOST(quotient.y, 4);
  const double2 large = port::cdiv(double2{1e300, 1e300}, double2{1e300, 1e300});
  ALMOST(large.x, 1);
  const float2 halves = port::to_float2(port::to_half2(float2{1.5f, -2})), narrow = port::to_float2(double2{1, 2});
  EXPECT(halves.x == 1.5f && halves.y == -2 && narrow.y == 2 && port::to_double2(b).y == 2);
  EXPECT(float(port::bfloat16(1.5f)) == 1.5f);
}

template <class T> void pairs(Results& r) {
  using P = port::pair<T>;
  const auto is = [](P v, float x, float y) { return float(v.x) == x && float(v.y) == y; };
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const P a = {1.5f, -2.0f}, b = P(2.0f), not_a_number = {nan, 1.0f};
  P c = a;
  c += b;
  EXPECT(is(c, 3.5f, 0) && is(a - b, -0.5f, -4) && is(a * b, 3, -4) && is(a / b, 0.75f, -1) && is(-a, -1.5f, 2));
  EXPECT(is(+a, 1.5f, -2) && sizeof(P) == 4 && alignof(P) == 4);
  EXPECT(float(port::low(a)) == 1.5f && port::high_float(a) == -2 && port::low_float(a) == 1.5f);
  EXPECT(float(port::high(a)) == -2 && is(port::swapped(a), -2, 1.5f) && is(port::both_low(a), 1.5f, 1.5f));
  EXPECT(is(port::both_high(a), -2, -2) && is(port::lows(a, b), 1.5f, 2) && is(port::highs(a, b), -2, 2));
  EXPECT(is(port::habs(a), 1.5f, 2) && is(port::hceil(a), 2, -2) && is(port::hfloor(a), 1, -2));
  EXPECT(is(port::hrint(a), 2, -2) && is(port::htrunc(a), 1, -2) && is(port::hrcp(b), 0.5f, 0.5f));
  EXPECT(is(port::hsqrt(b * b), 2, 2) && is(port::hrsqrt(b * b), 0.5f, 0.5f) && is(port::hexp2(b), 4, 4));
  EXPECT(is(port::hlog2(b), 1, 1) && is(port::hexp(b - b), 1, 1) && is(port::hlog(b / b), 0, 0));
  EXPECT(is(port::hexp10(b), 100, 100) && is(port::hlog10(b / b), 0, 0) && is(port::htanh(b - b), 0, 0));
  EXPECT(is(port::hsin(b - b), 0, 0) && is(port::hcos(b - b), 1, 1));
  EXPECT(is(port::hmax(a, b), 2, 2) && is(port::hmin(a, b), 1.5f, -2) && is(port::hmax(not_a_number, a), 1.5f, 1));
  EXPECT(port::hisnan(port::hmax_nan(not_a_number, a).x) && port::hisnan(port::hmin_nan(a, not_a_number).x));
  EXPECT(is(port::hisnan2(not_a_number), 1, 0) && port::hisinf(a.x / T(0.0f)) == 1 && port::hisinf(a.y / T(0.0f)) == -1);
  EXPECT(is(port::hadd_sat(a, b), 1, 0) && is(port::hsub_sat(b, a), 0.5f, 1) && is(port::hmul_sat(a, b), 1, 0));
  EXPECT(is(port::hfma(a, b, b), 5, -2) && is(port::hfma_sat(a, b, b), 1, 0) && is(port::hfma_relu(a, b, b), 5, 0));
  EXPECT(a == a && a != b && P(1.0f) < b && b > P(1.0f) && b <= b && b >= b && !(not_a_number == not_a_number));
  EXPECT(port::heq(a.x, a.x) && port::hlt(a.y, a.x) && port::hle(a.y, a.x) && port::hgt(a.x, a.y) && port::hge(a.x, a.y));
  EXPECT(!port::hne(not_a_number.x, a.x) && port::hneu(not_a_number.x, a.x) && port::hequ(not_a_number.x, a.x));
  EXPECT(port::hltu(not_a_number.x, a.x) && port::hleu(not_a_number.x, a.x) && port::hgtu(not_a_number.x, a.x));
  EXPECT(port::hgeu(not_a_number.x, a.x) && port::hlt_both(P(1.0f), b) && !port::hlt_both(b, a));
  EXPECT(is(port::hlt_each(a, b), 1, 1) && is(port::hgt_each(a, b), 0, 0) && port::hle_mask(a, a) == 0xffffffffu);
  EXPECT(port::heq_mask(a, P(-2.0f)) == 0xffff0000u && port::hne_mask(a, P(-2.0f)) == 0xffffu);
}

void rounded_once(Results& r) {
  EXPECT(float(port::to_bfloat16((1 << 24) + (1 << 16) + 1)) == float((1 << 24) + (1 << 17)));
  EXPECT(float(port::to_bfloat16(-((1 << 24) + (1 << 16) + 1))) == -float((1 << 24) + (1 << 17)));
  EXPECT(float(port::to_bfloat16(3ull)) == 3 && port::to_float2(port::to_bfloat162(float2{1, -2})).y == -2);
}

void same_bits(Results& r) {
  using namespace port;
  EXPECT(float_as_int(-1.0f) == -0x40800000 && float_as_uint(1.0f) == 0x3f800000u);
  EXPECT(int_as_float(0x3f800000) == 1 && uint_as_float(0xbf800000) == -1 && int_as_float(1065353216.0) == 1);
  EXPECT(double_as_longlong(1) == 0x3ff0000000000000 && longlong_as_double(0) == 0);
  EXPECT(half_as_short(-1) == -0x4400 && half_as_ushort(1) == 0x3c00);
  EXPECT(short_as_half(0x3c00) == 1 && ushort_as_half(0xbc00) == -1);
  EXPECT(bfloat16_as_short(-1.0f) == -0x4080 && bfloat16_as_ushort(1.0f) == 0x3f80);
  EXPECT(float(short_as_bfloat16(0x3f80)) == 1 && float(ushort_as_bfloat16(0xbf80)) == -1);
}

void halfwords(Results& r) {
  using namespace port;
  EXPECT(vadd2(0x0001ffff, 0x00010001) == 0x00020000 && vadd4(0x01ff01ff, 0x01010101) == 0x02000200);
  EXPECT(vsub2(0x00010000, 0x00010001) == 0x0000ffff && vsub4(0x00010000, 0x00010001) == 0x000000ff);
  EXPECT(vaddss2(0x7fff0001, 0x00010001) == 0x7fff0002 && vaddss4(0x7f010101, 0x01010101) == 0x7f020202);
  EXPECT(vaddus2(0xffff0001, 0x00010001) == 0xffff0002 && vaddus4(0xff010101, 0x01010101) == 0xff020202);
  EXPECT(vsubss2(0x80000001, 0x00010001) == 0x80000000 && vsubss4(0x80010101, 0x01010101) == 0x80000000);
  EXPECT(vsubus2(0x00000005, 0x00010001) == 0x00000004 && vsubus4(0x00000005, 0x00010001) == 0x00000004);
  EXPECT(vavgs2(0xffff0001, 0xfffe0002) == 0xfffe0002 && vavgu2(0x00010001, 0x00020002) == 0x00020002);
  EXPECT(vavgs4(0x01010101, 0x02020202) == 0x02020202 && vavgu4(0x01010101, 0x02020202) == 0x02020202);
  EXPECT(vhaddu2(0x00010003, 0x00020003) == 0x00010003 && vhaddu4(0x01030103, 0x02030203) == 0x01030103);
  EXPECT(vabs2(0xffff0001) == 0x00010001 && vabs4(0xff01ff01) == 0x01010101 && vabs2(0x80000000) == 0x80000000);
  EXPECT(vabsss2(0x80000001) == 0x7fff0001 && vabsss4(0x80010101) == 0x7f010101);
  EXPECT(vneg2(0x00010002) == 0xfffffffe && vneg4(0x01020102) == 0xfffefffe && vnegss2(0x80000001) == 0x7fffffff &&
         vnegss4(0x80000001) == 0x7f0000ff);
  EXPECT(vabsdiffs2(0xffff0001, 0x00010003) == 0x00020002 && vabsdiffu2(0xffff0001, 0x00010003) == 0xfffe0002);
  EXPECT(vabsdiffs4(0xff010101, 0x01030101) == 0x02020000 && vabsdiffu4(0xff010101, 0x01030101) == 0xfe020000);
  EXPECT(vmaxs2(0xffff0001, 0x00000000) == 0x00000001 && vmaxu2(0xffff0001, 0) == 0xffff0001 &&
         vmins2(0xffff0001, 0) == 0xffff0000 && vminu2(0xffff0001, 0) == 0);
  EXPECT(vmaxs4(0xff010001, 0) == 0x00010001 && vmaxu4(0xff010001, 0) == 0xff010001 &&
         vmins4(0xff010001, 0) == 0xff000000 && vminu4(0xff010001, 0) == 0);
  EXPECT(vcmpeq2(0x00010002, 0x00010003) == 0xffff0000 && vcmpne2(0x00010002, 0x00010003) == 0x0000ffff &&
         vcmpeq4(1, 1) == ~0u && vcmpne4(1, 0) == 0xff);
  EXPECT(vseteq2(0x00010002, 0x00010003) == 0x00010000 && vsetne2(0x00010002, 0x00010003) == 1 &&
         vseteq4(0, 0) == 0x01010101 && vsetne4(1, 0) == 1);
  EXPECT(vcmpgts2(0xffff0001, 0) == 0x0000ffff && vcmpgtu2(0xffff0001, 0) == ~0u &&
         vcmpges2(0xffff0000, 0) == 0x0000ffff && vcmpgeu2(0, 0) == ~0u);
  EXPECT(vcmplts2(0xffff0001, 0) == 0xffff0000 && vcmpltu2(0xffff0001, 0) == 0 && vcmples2(0xffff0000, 0) == ~0u &&
         vcmpleu2(1, 0) == 0xffff0000);
  EXPECT(vcmpgts4(0xff000001, 0) == 0xff && vcmpgtu4(0xff000001, 0) == 0xff0000ff &&
         vcmpges4(0xff000000, 0) == 0x00ffffff && vcmpgeu4(0, 0) == ~0u);
  EXPECT(vcmplts4(0xff000001, 0) == 0xff000000 && vcmpltu4(1, 0) == 0 && vcmples4(0xff000001, 0) == 0xffffff00 &&
         vcmpleu4(1, 0) == 0xffffff00);
  EXPECT(vsetgts2(0xffff0001, 0) == 1 && vsetgtu2(0xffff0001, 0) == 0x00010001 && vsetges2(0xffff0000, 0) == 1 &&
         vsetgeu2(0, 0) == 0x00010001);
  EXPECT(vsetlts2(0xffff0001, 0) == 0x00010000 && vsetltu2(1, 0) == 0 && vsetles2(0xffff0000, 0) == 0x00010001 &&
         vsetleu2(1, 0) == 0x00010000);
  EXPECT(vsetgts4(0xff000001, 0) == 1 && vsetgtu4(0xff000001, 0) == 0x01000001 &&
         vsetges4(0xff000000, 0) == 0x00010101 && vsetgeu4(0, 0) == 0x01010101);
  EXPECT(vsetlts4(0xff000001, 0) == 0x01000000 && vsetltu4(1, 0) == 0 && vsetles4(0xff000001, 0) == 0x01010100 &&
         vsetleu4(1, 0) == 0x01010100);
  EXPECT(vsads2(0xffff0001, 0x00010003) == 4 && vsadu2(0xffff0001, 0x00010003) == 0x10000 &&
         vsads4(0xff01, 0x0103) == 4 && vsadu4(0xff01, 0x0103) == 256);
  EXPECT(vimax3_s32(-1, 2, 1) == 2 && vimin3_s32(-1, 2, 1) == -1 && vimax3_u32(1, 3, 2) == 3 &&
         vimin3_u32(1, 3, 2) == 1);
  EXPECT(vimax3_s32_relu(-1, -2, -3) == 0 && vimin3_s32_relu(-1, 2, 3) == 0 && vimax_s32_relu(-1, -2) == 0 &&
         vimin_s32_relu(3, 2) == 2);
  EXPECT(viaddmax_s32(1, 2, 5) == 5 && viaddmin_s32(1, 2, 5) == 3 && viaddmax_u32(1, 2, 5) == 5 &&
         viaddmin_u32(1, 2, 5) == 3);
  EXPECT(viaddmax_s32_relu(-1, -2, -5) == 0 && viaddmin_s32_relu(1, 2, -5) == 0);
  bool first, high, low;
  EXPECT(vibmax_s32(1, -2, &first) == 1 && first && vibmin_s32(1, -2, &first) == -2 && !first);
  EXPECT(vibmax_u32(1, 2, &first) == 2 && !first && vibmin_u32(1, 2, &first) == 1 && first);
  EXPECT(vimax3_s16x2(0xffff0001, 0x00020000, 0) == 0x00020001 &&
         vimin3_s16x2(0xffff0001, 0x00020000, 0) == 0xffff0000);
  EXPECT(vimax3_u16x2(0xffff0001, 0, 2) == 0xffff0002 && vimin3_u16x2(0xffff0001, 0x00020002, ~0u) == 0x00020001);
  EXPECT(vimax3_s16x2_relu(0xffff0001, 0xffff0000, 0xffff0000) == 1 &&
         vimin3_s16x2_relu(0xffff0003, 0x00010001, ~0u) == 0);
  EXPECT(vimax_s16x2_relu(0xffff0001, 0xffff0000) == 1 && vimin_s16x2_relu(0xffff0002, 0x00010001) == 1);
  EXPECT(viaddmax_s16x2(0x00010001, 0x00010001, 0x00050000) == 0x00050002 &&
         viaddmin_s16x2(0x00010001, 0x00010001, 0x00050000) == 0x00020000);
  EXPECT(viaddmax_u16x2(0x00010001, 0x00010001, 0x00050000) == 0x00050002 &&
         viaddmin_u16x2(0x00010001, 0x00010001, 0x00050000) == 0x00020000);
  EXPECT(viaddmax_s16x2_relu(0xffff0001, 0, 0xffff0000) == 1 && viaddmin_s16x2_relu(0xffff0001, 0, 5) == 1);
  EXPECT(vibmax_s16x2(0xffff0001, 0, &high, &low) == 1 && !high && low &&
         vibmin_s16x2(0xffff0001, 0, &high, &low) == 0xffff0000 && high && !low);
  EXPECT(vibmax_u16x2(0xffff0001, 2, &high, &low) == 0xffff0002 && high && !low &&
         vibmin_u16x2(0xffff0001, 2, &high, &low) == 1 && !high && low);
}

void all(Results& r) {
  simple(r);
  integers(r);
  roundings(r);
  directions(r);
  numbers(r);
  pairs<sycl::half>(r);
  pairs<port::bfloat16>(r);
  rounded_once(r);
  same_bits(r);
  halfwords(r);
}
void on_device(Results* r) { all(*r); }

int main() {
  Results *device = nullptr, host{};
  port::malloc_managed(&device, sizeof(Results));
  device->count = 0;
  all(host);
  port::launch<on_device>(1, 1)(device);
  CHECK(port::device_synchronize() == port::success && port::last_error() == port::success);
  CHECK(device->count == host.count && host.count > 80);
  for (int n = 0; n < host.count; ++n) {
    check(host.good[n], "on the host: a check of `all`", n);
    check(device->good[n], "on the device: a check of `all`", n);
  }
  CHECK(abs(-1.5f) == 1.5f && isfinite(1.0f));
  return finished();
}
