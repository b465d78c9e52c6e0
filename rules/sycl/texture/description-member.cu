#include <cuda_runtime.h>

cudaTextureDesc plain(bool colours) {
  cudaTextureDesc desc = {};
  // ok: sycl/texture/description-member
  desc.sRGB = 0;
  // expect: sycl/texture/description-member
  desc.sRGB = colours;
  return desc;
}

void set(cudaTextureDesc *desc) {
  // expect: sycl/texture/description-member
  desc->sRGB = 1;
}
