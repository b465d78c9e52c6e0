#include <cuda_runtime.h>

struct Box {
    float3 low, high;
};

struct Pair {
    int first, second;
};

__global__ void parts(float* o, Box b, const float4* in, Pair pair) {
    // expect: hip/device/vector-decomposed
    auto [x, y, z] = b.low;
    // expect: hip/device/vector-decomposed
    const auto& [r, g, u, a] = in[threadIdx.x];
    // expect: hip/device/vector-decomposed
    auto [s, c] = make_float2(x, y);
    // ok: hip/device/vector-decomposed
    auto [first, second] = pair;
    o[0] = x + y + z + r + g + u + a + s + c + first + second;
}
