#include <cnrt.h>
#include "imaging/filters.cuh"

namespace imaging {
namespace {

enum class Axis { x, y };

template <int Radius, Axis axis>
__global__ void box(View<float> in, View<float> out) {
  const int x = blockIdx.x * blockDim.x + threadIdx.x;
  const int y = blockIdx.y * blockDim.y + threadIdx.y;
  if (x >= out.width || y >= out.height) return;
  float sum = 0.0f;
#pragma unroll
  for (int i = -Radius; i <= Radius; ++i) {
    sum += axis == Axis::x ? in.clamped(x + i, y) : in.clamped(x, y + i);
  }
  out(x, y) = sum / (2 * Radius + 1);
}

}  // namespace

template <int Radius>
void blur(const Image<float>& in, Image<float>& scratch, Image<float>& out, stream_t stream) {
  const View<float> to = out.view();
  LAUNCH_2D((box<Radius, Axis::x>), to.width, to.height, stream, in.view(), scratch.view());
  LAUNCH_2D((box<Radius, Axis::y>), to.width, to.height, stream, scratch.view(), to);
}

template void blur<1>(const Image<float>&, Image<float>&, Image<float>&, stream_t);
template void blur<3>(const Image<float>&, Image<float>&, Image<float>&, stream_t);

}  // namespace imaging
