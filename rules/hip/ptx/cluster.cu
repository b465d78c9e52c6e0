__device__ void wait_for_the_kernel_before() {
  // expect: hip/ptx/cluster
  asm volatile("griddepcontrol.wait;" ::: "memory");
}

__device__ void meet_the_cluster() {
  // expect: hip/ptx/cluster
  asm volatile("barrier.cluster.arrive.aligned;");
  // expect: hip/ptx/cluster
  asm volatile("barrier.cluster.wait.aligned;");
}

__device__ void meet_the_block() {
  // ok: hip/ptx/cluster
  asm volatile("barrier.sync 0;");
}
