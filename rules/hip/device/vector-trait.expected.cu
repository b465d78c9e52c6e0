#include <type_traits>

#include <hip/hip_runtime.h>

// expect: hip/device/vector-trait
static_assert(std::is_trivial<float4>::value, "");
// expect: hip/device/vector-trait
static_assert(std::is_aggregate_v<int4>);
// ok: hip/device/vector-trait
static_assert(std::is_standard_layout<float4>::value, "");
// ok: hip/device/vector-trait
static_assert(std::is_trivially_copyable_v<float2>);
