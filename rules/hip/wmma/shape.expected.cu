#include <hip/hip_runtime.h>
#include <hip/hip_fp16.h>
#include <rocwmma/rocwmma.hpp>

using namespace rocwmma;

__global__ void product(const half* a, const half* b, float* c) {
    // expect: hip/wmma/shape
    rocwmma::fragment<rocwmma::matrix_a, 32, 8, 16, half, rocwmma::row_major> left;
    // ok: hip/wmma/shape
    rocwmma::fragment<rocwmma::accumulator, 16, 16, 16, float> sum;
    rocwmma::load_matrix_sync(left, a, 16);
    rocwmma::fill_fragment(sum, 0.0f);
    rocwmma::store_matrix_sync(c, sum, 16, rocwmma::mem_row_major);
}
