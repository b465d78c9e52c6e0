#include <cuda_fp16.h>
#include <mma.h>

using namespace nvcuda;

__global__ void product(const half* a, const half* b, float* c) {
    // expect: hip/wmma/shape
    wmma::fragment<wmma::matrix_a, 32, 8, 16, half, wmma::row_major> left;
    // ok: hip/wmma/shape
    wmma::fragment<wmma::accumulator, 16, 16, 16, float> sum;
    wmma::load_matrix_sync(left, a, 16);
    wmma::fill_fragment(sum, 0.0f);
    wmma::store_matrix_sync(c, sum, 16, wmma::mem_row_major);
}
