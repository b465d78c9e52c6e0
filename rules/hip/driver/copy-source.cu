#include <cuda.h>

#include <vector>

void upload(CUdeviceptr to, const std::vector<float>& from, const float* more, CUstream stream) {
    // expect: hip/driver/copy-source
    cuMemcpyHtoD(to, from.data(), from.size() * sizeof(float));
    // expect: hip/driver/copy-source
    cuMemcpyHtoDAsync(to, more + from.size(), sizeof(float), stream);
    float* out = nullptr;
    // ok: hip/driver/copy-source
    cuMemcpyDtoH(out, to, sizeof(float));
    // ok: hip/driver/copy-source
    cuMemcpyHtoD(to, (void*)more, sizeof(float));
}
