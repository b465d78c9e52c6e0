#include <cuda/atomic>
#include <cuda_runtime.h>

__global__ void publish(int* data, volatile int* flag, int* count, int* local) {
    data[threadIdx.x] = threadIdx.x;
    // expect: hip/device/system-scope
    __threadfence_system();
    // ok: hip/device/system-scope
    __threadfence();
    if (threadIdx.x == 0) {
        *flag = 1;
        // expect: hip/device/system-scope
        atomicAdd_system(count, 1);
        // ok: hip/device/system-scope
        atomicAdd(local, 1);
        // ok: hip/device/system-scope
        atomicAdd_block(local, 1);
        // expect: hip/device/system-scope
        cuda::atomic_ref<int> all(*count);
        all.fetch_add(1);
    }
}
