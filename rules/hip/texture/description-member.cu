#include <cuda_runtime.h>

struct Own {
  int seamlessCubemap;
};

void describe(cudaTextureDesc& description, cudaTextureDesc* other, Own& own) {
  // expect: hip/texture/description-member
  description.seamlessCubemap = 1;
  // expect: hip/texture/description-member
  other->disableTrilinearOptimization = 1;
  // ok: hip/texture/description-member
  own.seamlessCubemap = 1;
}
