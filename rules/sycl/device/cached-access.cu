__global__ void copy(const float4* from, float4* to) {
    // expect: sycl/device/cached-access
    const float4 value = __ldg(from + threadIdx.x);
    // expect: sycl/device/cached-access
    __stcs(&to[threadIdx.x], value);
    // ok: sycl/device/cached-access
    to[threadIdx.x] = value;
}
