#include <hip/hip_runtime.h>

static size_t shared_of(int threads) {
    return threads * sizeof(float);
}

void choose(hipFunction_t kernel, size_t shared) {
    int grid;
    int block;
    // expect: hip/driver/occupancy-callback
    hipModuleOccupancyMaxPotentialBlockSize(&grid, &block, kernel, shared, 0);
    // expect: hip/driver/occupancy-callback
    hipModuleOccupancyMaxPotentialBlockSize(&grid, &block, kernel, shared_of, 0, 256);
    // ok: hip/driver/occupancy-callback
    hipModuleOccupancyMaxActiveBlocksPerMultiprocessor(&grid, kernel, 256, shared);
}
