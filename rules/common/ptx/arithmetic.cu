__device__ unsigned high_product(unsigned a, unsigned b) {
  unsigned high;
  // expect: cuda/ptx/arithmetic
  asm("mul.hi.u32 %0, %1, %2;" : "=r"(high) : "r"(a), "r"(b + 1));
  return high;
}

__device__ unsigned long long wide_sum(int a, int b, long long c) {
  unsigned long long sum;
  // expect: cuda/ptx/arithmetic
  asm("mad.wide.s32 %0, %1, %2, %3;" : "=l"(sum) : "r"(a), "r"(b), "l"(c));
  return sum;
}

// Two instructions and a register of their own become a block.
__device__ int clamped_sum(int a, int b) {
  int sum;
  // expect: cuda/ptx/arithmetic
  asm("{\n\t"
      ".reg .s32 t;\n\t"
      "add.s32 t, %1, %2;\n\t"
      "min.s32 %0, t, 255;\n\t"
      "}" : "=r"(sum) : "r"(a), "r"(b));
  return sum;
}

// What saturates stays within its type.
__device__ int saturated_difference(int a, int b) {
  int difference;
  // expect: cuda/ptx/arithmetic
  asm("sub.sat.s32 %0, %1, %2;" : "=r"(difference) : "r"(a), "r"(b));
  return difference;
}

// A carry cannot be said in C++.
__device__ void add_128(unsigned long long& low, unsigned long long& high, unsigned long long a) {
  // ok: cuda/ptx/arithmetic
  asm("add.cc.u64 %0, %0, %2; addc.u64 %1, %1, 0;" : "+l"(low), "+l"(high) : "l"(a));
}
