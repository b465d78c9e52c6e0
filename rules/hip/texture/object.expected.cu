#include <hip/hip_runtime.h>

__global__ void read(float* to, hipTextureObject_t image) {
    // ok: hip/texture/object
    to[threadIdx.x] = tex2D<float>(image, threadIdx.x + 0.5f, 0.5f);
}

hipTextureObject_t make(hipArray_t array) {
    hipResourceDesc resource = {};
    resource.resType = hipResourceTypeArray;
    resource.res.array.array = array;
    hipTextureDesc texture = {};
    hipTextureObject_t image = 0;
    // expect: hip/texture/object
    hipCreateTextureObject(&image, &resource, &texture, nullptr);
    return image;
}
