#include <cuda_runtime.h>

__global__ void read(float* to, cudaTextureObject_t image) {
    // ok: hip/texture/object
    to[threadIdx.x] = tex2D<float>(image, threadIdx.x + 0.5f, 0.5f);
}

cudaTextureObject_t make(cudaArray_t array) {
    cudaResourceDesc resource = {};
    resource.resType = cudaResourceTypeArray;
    resource.res.array.array = array;
    cudaTextureDesc texture = {};
    cudaTextureObject_t image = 0;
    // expect: hip/texture/object
    cudaCreateTextureObject(&image, &resource, &texture, nullptr);
    return image;
}
