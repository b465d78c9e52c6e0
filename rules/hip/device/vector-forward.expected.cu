#include <hip/hip_runtime.h>

// expect: hip/device/vector-forward
struct float4;

// expect: hip/device/vector-forward
class double3;

// expect: hip/device/vector-forward
extern "C" struct int4;

// expect: hip/device/vector-forward
__global__ void first(uint2* o, float4* v) {
    // ok: hip/device/vector-forward
    float4 x = v[0];
    o[0].x = x.x;
}
