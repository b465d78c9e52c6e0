#include <cnrt.h>
#include "imaging/filters.cuh"

namespace imaging {

__global__ void threshold_kernel(View<float> in, View<unsigned char> out, float limit, int* above) {
  const int x = blockIdx.x * blockDim.x + threadIdx.x;
  const int y = blockIdx.y * blockDim.y + threadIdx.y;
  const bool inside = x < in.width && y < in.height;
  const bool set = inside && in(x, y) >= limit;
  if (inside) out(x, y) = set;

#if !defined(USE_ROCM) && defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 800
  // One instruction adds over the warp.
  const int lane_sum = __reduce_add_sync(0xffffffffu, set ? 1 : 0);
  if ((threadIdx.y * blockDim.x + threadIdx.x) % kLanes == 0) atomicAdd(above, lane_sum);
#else
  if (set) atomicAdd(above, 1);
#endif
}

int threshold(const Image<float>& in, Image<unsigned char>& out, float limit, stream_t stream) {
  Image<int> above(1, 1);
  CHECK(cnrtMemsetAsync(above.view().data, 0, above.bytes(), stream));
  LAUNCH_2D(threshold_kernel, in.view().width, in.view().height, stream, in.view(), out.view(),
            limit, above.view().data);
  return above.download(stream).front();
}

}  // namespace imaging
