#include <hip/hip_runtime.h>
#include <rocwmma/rocwmma.hpp>

using namespace rocwmma;

__global__ void first_row(float* c) {
    // expect: hip/wmma/element
    rocwmma::fragment<rocwmma::accumulator, 16, 16, 16, float> sum;
    rocwmma::fill_fragment(sum, 0.0f);
    if (threadIdx.x < 4) c[threadIdx.x] = sum.x[0];
}

__global__ void scale(float* c, float scale) {
    // ok: hip/wmma/element
    rocwmma::fragment<rocwmma::accumulator, 16, 16, 16, float> sum;
    rocwmma::load_matrix_sync(sum, c, 16, rocwmma::mem_row_major);
    for (int i = 0; i < sum.num_elements; ++i) sum.x[i] *= scale;
    rocwmma::store_matrix_sync(c, sum, 16, rocwmma::mem_row_major);
}
