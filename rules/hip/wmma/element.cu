#include <mma.h>

using namespace nvcuda;

__global__ void first_row(float* c) {
    // expect: hip/wmma/element
    wmma::fragment<wmma::accumulator, 16, 16, 16, float> sum;
    wmma::fill_fragment(sum, 0.0f);
    if (threadIdx.x < 4) c[threadIdx.x] = sum.x[0];
}

__global__ void scale(float* c, float scale) {
    // ok: hip/wmma/element
    wmma::fragment<wmma::accumulator, 16, 16, 16, float> sum;
    wmma::load_matrix_sync(sum, c, 16, wmma::mem_row_major);
    for (int i = 0; i < sum.num_elements; ++i) sum.x[i] *= scale;
    wmma::store_matrix_sync(c, sum, 16, wmma::mem_row_major);
}
