#include <acl/acl.h>
#include <simt_api/asc_simt.h>
__aicore__ unsigned lane() {
  unsigned id;
  // expect: cuda/ptx/special-registers
  id = laneid();
  return id;
}

__aicore__ unsigned lanes_before() {
  unsigned mask;
  // expect(hip, maca): cuda/ptx/special-registers
  asm volatile("mov.u32 %0, %%lanemask_lt;" : "=r"(mask));
  return mask;
}

__aicore__ unsigned long long now() {
  unsigned long long time;
  // expect(hip): cuda/ptx/special-registers
  asm volatile("mov.u64 %0, %%globaltimer;" : "=l"(time));
  return time;
}

__aicore__ unsigned processor() {
  unsigned id;
  // expect(hip): cuda/ptx/special-registers
  asm("mov.u32 %0, %%smid;" : "=r"(id));
  return id;
}

__aicore__ unsigned processors() {
  unsigned count;
  // expect: cuda/ptx/special-registers
  asm("mov.u32 %0, %%nsmid;" : "=r"(count));
  return count;
}

__aicore__ unsigned copied(unsigned value) {
  unsigned copy;
  // ok: cuda/ptx/special-registers
  copy = value;
  return copy;
}
