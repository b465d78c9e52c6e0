#include <hip/hip_runtime.h>

#include <vector>

void upload(hipDeviceptr_t to, const std::vector<float>& from, const float* more, hipStream_t stream) {
    // expect: hip/driver/copy-source
    hipMemcpyHtoD(to, (void*)from.data(), from.size() * sizeof(float));
    // expect: hip/driver/copy-source
    hipMemcpyHtoDAsync(to, (void*)(more + from.size()), sizeof(float), stream);
    float* out = nullptr;
    // ok: hip/driver/copy-source
    hipMemcpyDtoH(out, to, sizeof(float));
    // ok: hip/driver/copy-source
    hipMemcpyHtoD(to, (void*)more, sizeof(float));
}
