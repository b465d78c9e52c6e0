__device__ unsigned parity(unsigned a, unsigned b, unsigned c) {
  unsigned result;
  // expect: cuda/ptx/logic
  asm("lop3.b32 %0, %1, %2, %3, 0x96;" : "=r"(result) : "r"(a), "r"(b), "r"(c));
  return result;
}

template <int table>
__device__ unsigned logic3(unsigned a, unsigned b, unsigned c) {
  unsigned result;
  // expect: cuda/ptx/logic
  asm("lop3.b32 %0, %1, %2, %3, %4;" : "=r"(result) : "r"(a), "r"(b), "r"(c), "n"(table));
  return result;
}

// A shift by 32 or more gives 0 in PTX, and means nothing in C++.
__device__ unsigned shifted(unsigned a, unsigned count) {
  unsigned result;
  // expect: cuda/ptx/logic
  asm("shl.b32 %0, %1, %2;" : "=r"(result) : "r"(a), "r"(count));
  return result;
}

__device__ unsigned halved(unsigned a) {
  // ok: cuda/ptx/logic
  return a >> 1;
}
