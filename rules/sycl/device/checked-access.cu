#include <cuda/atomic>
#include <cuda/std/array>
#include <cuda/std/optional>

__global__ void first(int* x) {
    // expect: sycl/device/checked-access
    cuda::std::optional<int> seen(x[0]);
    // expect: sycl/device/checked-access
    cuda::std::array<int, 4> four{1, 2, 3, 4};
    x[threadIdx.x] = seen.value() + four.at(1);
}

__global__ void last(int* x) {
    // ok: sycl/device/checked-access
    cuda::std::optional<int> seen(x[0]);
    // ok: sycl/device/checked-access
    cuda::std::array<int, 4> four{1, 2, 3, 4};
    x[threadIdx.x] = *seen + four[1];
}

__global__ void meet(int* x) {
    // expect: sycl/device/checked-access
    cuda::atomic_ref<int, cuda::thread_scope_device> ready(*x);
    if (threadIdx.x == 0) {
        ready.store(1);
        ready.notify_all();
    }
    ready.wait(0);
}
