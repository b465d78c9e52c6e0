#include "port.hpp"
#include "imaging/filters.cuh"

namespace imaging {

void threshold_kernel(View<float> in, View<unsigned char> out, float limit, int* above) {
  const int x = port::block_idx().x * port::block_dim().x + port::thread_idx().x;
  const int y = port::block_idx().y * port::block_dim().y + port::thread_idx().y;
  const bool inside = x < in.width && y < in.height;
  const bool set = inside && in(x, y) >= limit;
  if (inside) out(x, y) = set;

#if !defined(USE_ROCM) && defined(__CUDA_ARCH__) && __SYCL_DEVICE_ONLY__ >= 800
  // One instruction adds over the warp.
  const int lane_sum = sycl::reduce_over_group(port::warp(), set ? 1 : 0, sycl::plus<>());
  if ((port::thread_idx().y * port::block_dim().x + port::thread_idx().x) % kLanes == 0) port::atomic(above).fetch_add(lane_sum);
#else
  if (set) port::atomic(above).fetch_add(1);
#endif
}

int threshold(const Image<float>& in, Image<unsigned char>& out, float limit, stream_t stream) {
  Image<int> above(1, 1);
  CHECK(port::memset_async(above.view().data, 0, above.bytes(), stream));
  LAUNCH_2D(threshold_kernel, in.view().width, in.view().height, stream, in.view(), out.view(),
            limit, above.view().data);
  return above.download(stream).front();
}

}  // namespace imaging
