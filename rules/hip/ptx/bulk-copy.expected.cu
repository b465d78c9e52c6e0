#include <hip/hip_runtime.h>
__device__ void arrive(unsigned barrier, unsigned bytes) {
  // expect: hip/ptx/bulk-copy
  asm volatile("mbarrier.arrive.expect_tx.shared::cta.b64 _, [%0], %1;" ::"r"(barrier), "r"(bytes) : "memory");
}

__device__ void copy_tile(unsigned shared, const void* map, unsigned barrier, int x, int y) {
  // expect: hip/ptx/bulk-copy
  asm volatile("cp.async.bulk.tensor.2d.shared::cluster.global.tile.mbarrier::complete_tx::bytes [%0], [%1, {%3, %4}], [%2];"
               ::"r"(shared), "l"(map), "r"(barrier), "r"(x), "r"(y) : "memory");
}

__device__ void copy(unsigned shared, const void* global) {
  // ok: hip/ptx/bulk-copy
  asm volatile("cp.async.ca.shared.global [%0], [%1], 4;" ::"r"(shared), "l"(global));
}
