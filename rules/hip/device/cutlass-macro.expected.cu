#include <hip/hip_runtime.h>

struct Tile {
    float x[8];

    __device__ float sum() const {
        float total = 0.0f;
        // expect: hip/device/cutlass-macro
        _Pragma("unroll")
        for (int i = 0; i < 8; ++i) total += x[i];
        // ok: hip/device/cutlass-macro
#pragma unroll
        for (int i = 0; i < 8; ++i) total -= 1.0f;
        return total;
    }
};
