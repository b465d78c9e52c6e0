#include <cuda.h>

static size_t shared_of(int threads) {
    return threads * sizeof(float);
}

void choose(CUfunction kernel, size_t shared) {
    int grid;
    int block;
    // expect: hip/driver/occupancy-callback
    cuOccupancyMaxPotentialBlockSize(&grid, &block, kernel, NULL, shared, 0);
    // expect: hip/driver/occupancy-callback
    cuOccupancyMaxPotentialBlockSize(&grid, &block, kernel, shared_of, 0, 256);
    // ok: hip/driver/occupancy-callback
    cuOccupancyMaxActiveBlocksPerMultiprocessor(&grid, kernel, 256, shared);
}
