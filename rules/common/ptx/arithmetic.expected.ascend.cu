#include <acl/acl.h>
#include <simt_api/asc_simt.h>
__aicore__ unsigned high_product(unsigned a, unsigned b) {
  unsigned high;
  // expect: cuda/ptx/arithmetic
  high = __umulhi(a, b + 1);
  return high;
}

__aicore__ unsigned long long wide_sum(int a, int b, long long c) {
  unsigned long long sum;
  // expect: cuda/ptx/arithmetic
  sum = (unsigned long long)((long long)(int)a * (int)b) + (unsigned long long)c;
  return sum;
}

// Two instructions and a register of their own become a block.
__aicore__ int clamped_sum(int a, int b) {
  int sum;
  // expect: cuda/ptx/arithmetic
  {
    int t;
    t = (unsigned)a + (unsigned)b;
    sum = ::min((int)t, (int)255);
  }
  return sum;
}

// What saturates stays within its type.
__aicore__ int saturated_difference(int a, int b) {
  int difference;
  // expect: cuda/ptx/arithmetic
  difference = (int)::max(::min((long long)(int)a - (int)b, 2147483647ll), -2147483648ll);
  return difference;
}

// A carry cannot be said in C++.
__aicore__ void add_128(unsigned long long& low, unsigned long long& high, unsigned long long a) {
  // ok: cuda/ptx/arithmetic
  asm("add.cc.u64 %0, %0, %2; addc.u64 %1, %1, 0;" : "+l"(low), "+l"(high) : "l"(a));
}
