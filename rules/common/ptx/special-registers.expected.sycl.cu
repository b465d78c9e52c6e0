#include "port.hpp"
unsigned lane() {
  unsigned id;
  // expect: cuda/ptx/special-registers
  id = port::lane();
  return id;
}

unsigned lanes_before() {
  unsigned mask;
  // expect(hip, maca): cuda/ptx/special-registers
  asm volatile("mov.u32 %0, %%lanemask_lt;" : "=r"(mask));
  return mask;
}

unsigned long long now() {
  unsigned long long time;
  // expect(hip): cuda/ptx/special-registers
  asm volatile("mov.u64 %0, %%globaltimer;" : "=l"(time));
  return time;
}

unsigned processor() {
  unsigned id;
  // expect(hip): cuda/ptx/special-registers
  asm("mov.u32 %0, %%smid;" : "=r"(id));
  return id;
}

unsigned processors() {
  unsigned count;
  // expect: cuda/ptx/special-registers
  asm("mov.u32 %0, %%nsmid;" : "=r"(count));
  return count;
}

unsigned copied(unsigned value) {
  unsigned copy;
  // ok: cuda/ptx/special-registers
  copy = value;
  return copy;
}
