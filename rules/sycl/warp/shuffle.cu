__device__ int sum(int value, unsigned int some) {
    // expect: sycl/warp/shuffle
    for (int d = 16; d > 0; d /= 2) value += __shfl_down_sync(0xffffffff, value, d);
    // expect: sycl/warp/shuffle
    value = __shfl_sync(some, value, 0);
    // expect: sycl/warp/shuffle
    if (__any_sync(~0u, value > 3)) value += __popc(__ballot_sync(0xffffffffu, value & 1));
    // expect: sycl/warp/shuffle
    __syncwarp();
    // ok: sycl/warp/shuffle
    return value;
}
