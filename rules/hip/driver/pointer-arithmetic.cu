#include <cuda.h>

#include <cstddef>
#include <cstdio>
#include <iostream>
#include <vector>

using Address = CUdeviceptr;

struct Buffer {
  // expect: hip/driver/pointer-arithmetic
  CUdeviceptr base = 0;
  std::size_t size = 0;
  CUdeviceptr end() const { return base + size; }
  unsigned long long id() const;
};

unsigned long long Buffer::id() const { return base; }

// expect: hip/driver/pointer-arithmetic
CUdeviceptr next(CUdeviceptr from, std::size_t step) {
  from += step;
  return from;
}

void copy(const Buffer& buffer, float* host) {
  cuMemcpyDtoH(host, buffer.base + 16, 64);
  cuMemcpyDtoH(host, next(buffer.base, 4) + 4, 64);
}

// expect: hip/driver/pointer-arithmetic
bool is_aligned(CUdeviceptr pointer) { return (pointer & 255) == 0; }

// expect: hip/driver/pointer-arithmetic
void show(CUdeviceptr pointer) {
  std::printf("%llx\n", pointer);
  std::cout << pointer << '\n';
}

// expect: hip/driver/pointer-arithmetic
void fill(const std::vector<CUdeviceptr>& pointers) {
  cuMemsetD8(pointers[1] - 8, 0, 8);
}

void alias(float* memory) {
  // expect: hip/driver/pointer-arithmetic
  Address here = (CUdeviceptr)memory + 4;
  std::size_t number = here;
  (void)number;
}

struct Elsewhere;
void upload(Elsewhere* elsewhere, const float* host) {
  // expect: hip/driver/pointer-arithmetic
  cuMemcpyHtoD(elsewhere->memory + 64, host, 64);
}

void Elsewhere::grow(std::size_t size) {
  // expect: hip/driver/pointer-arithmetic
  cuMemMap(start_ + size_, size, 0, handle_, 0);
  // expect: hip/driver/pointer-arithmetic
  cuMemAddressReserve(&end_, size, 0, start_ - size, 0);
  // ok: hip/driver/pointer-arithmetic
  cuMemUnmap(start_, size_ + size);
}

// ok: hip/driver/pointer-arithmetic
void fine(CUdeviceptr pointer, std::size_t offset) {
  // ok: hip/driver/pointer-arithmetic
  CUdeviceptr none = 0;
  if (pointer == 0 || !pointer || pointer != none) return;
  float* memory = (float*)pointer;
  std::size_t number = (std::size_t)pointer;
  cuMemFree(pointer);
  {
    int pointer = 3;
    pointer += 4;
    offset = pointer & 1;
  }
  (void)memory;
  (void)number;
}
