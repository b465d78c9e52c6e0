__device__ void multiply(float* d, const unsigned* a, const unsigned* b) {
  // expect: hip/ptx/matrix
  asm volatile("mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
               : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3])
               : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]));
}

__device__ void load_tile(unsigned& x, unsigned& y, unsigned address) {
  // expect: hip/ptx/matrix
  asm volatile("ldmatrix.sync.aligned.m8n8.x2.shared.b16 {%0, %1}, [%2];" : "=r"(x), "=r"(y) : "r"(address));
}

__device__ unsigned multiply_halves(unsigned a, unsigned b) {
  unsigned product;
  // ok: hip/ptx/matrix
  asm("mul.f16x2 %0, %1, %2;" : "=r"(product) : "r"(a), "r"(b));
  return product;
}
