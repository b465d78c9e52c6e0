#include <hip/hip_runtime.h>

#include <cstddef>
#include <cstdio>
#include <iostream>
#include <vector>

using Address = hipDeviceptr_t;

struct Buffer {
  // expect: hip/driver/pointer-arithmetic
  hipDeviceptr_t base = 0;
  std::size_t size = 0;
  hipDeviceptr_t end() const { return base + size; }
  unsigned long long id() const;
};

unsigned long long Buffer::id() const { return base; }

// expect: hip/driver/pointer-arithmetic
hipDeviceptr_t next(hipDeviceptr_t from, std::size_t step) {
  from += step;
  return from;
}

void copy(const Buffer& buffer, float* host) {
  hipMemcpyDtoH(host, buffer.base + 16, 64);
  hipMemcpyDtoH(host, next(buffer.base, 4) + 4, 64);
}

// expect: hip/driver/pointer-arithmetic
bool is_aligned(hipDeviceptr_t pointer) { return (pointer & 255) == 0; }

// expect: hip/driver/pointer-arithmetic
void show(hipDeviceptr_t pointer) {
  std::printf("%llx\n", pointer);
  std::cout << pointer << '\n';
}

// expect: hip/driver/pointer-arithmetic
void fill(const std::vector<hipDeviceptr_t>& pointers) {
  hipMemsetD8(pointers[1] - 8, 0, 8);
}

void alias(float* memory) {
  // expect: hip/driver/pointer-arithmetic
  Address here = (hipDeviceptr_t)memory + 4;
  std::size_t number = here;
  (void)number;
}

struct Elsewhere;
void upload(Elsewhere* elsewhere, const float* host) {
  // expect: hip/driver/pointer-arithmetic
  hipMemcpyHtoD(elsewhere->memory + 64, host, 64);
}

void Elsewhere::grow(std::size_t size) {
  // expect: hip/driver/pointer-arithmetic
  hipMemMap(start_ + size_, size, 0, handle_, 0);
  // expect: hip/driver/pointer-arithmetic
  hipMemAddressReserve(&end_, size, 0, start_ - size, 0);
  // ok: hip/driver/pointer-arithmetic
  hipMemUnmap(start_, size_ + size);
}

// ok: hip/driver/pointer-arithmetic
void fine(hipDeviceptr_t pointer, std::size_t offset) {
  // ok: hip/driver/pointer-arithmetic
  hipDeviceptr_t none = 0;
  if (pointer == 0 || !pointer || pointer != none) return;
  float* memory = (float*)pointer;
  std::size_t number = (std::size_t)pointer;
  hipFree(pointer);
  {
    int pointer = 3;
    pointer += 4;
    offset = pointer & 1;
  }
  (void)memory;
  (void)number;
}
