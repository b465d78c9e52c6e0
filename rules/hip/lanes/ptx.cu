__device__ unsigned lane() {
  unsigned id;
  // expect: hip/lanes/ptx
  asm("mov.u32 %0, %%laneid;" : "=r"(id));
  return id;
}

__device__ unsigned below() {
  unsigned mask;
  // expect: hip/lanes/ptx
  asm("mov.u32 %0, %%lanemask_lt;" : "=r"(mask));
  return mask;
}

// The predicate tells whether there is a lane to read from.
__device__ int scanned(int value) {
  for (int step = 1; step < 32; step *= 2)
    // expect: hip/lanes/ptx
    asm("{ .reg .s32 t; .reg .pred p; shfl.sync.up.b32 t|p, %0, %1, 0, 0xffffffff; @p add.s32 %0, t, %0; }"
        : "+r"(value) : "r"(step));
  return value;
}

__device__ unsigned voted(unsigned value) {
  unsigned votes, all;
  // expect: cuda/ptx/predicates
  asm("{ .reg .pred p; setp.ne.u32 p, %1, 0; vote.sync.ballot.b32 %0, p, 0xffffffff; }" : "=r"(votes) : "r"(value));
  // expect: hip/lanes/ptx
  asm("redux.sync.or.b32 %0, %1, 0xffffffff;" : "=r"(all) : "r"(value));
  // ok: hip/lanes/ptx
  asm("popc.b32 %0, %0;" : "+r"(votes));
  return votes + all;
}

__device__ unsigned chosen() {
  unsigned is_it;
  // expect: hip/lanes/ptx
  asm volatile("{ .reg .pred p; elect.sync _|p, 0xffffffff; selp.b32 %0, 1, 0, p; }" : "=r"(is_it));
  return is_it;
}

__device__ unsigned leader(unsigned mask) {
  unsigned lane;
  // expect: hip/lanes/ptx
  asm volatile("{ .reg .pred p; elect.sync %0|p, %1; }" : "=r"(lane) : "r"(mask));
  return lane;
}
