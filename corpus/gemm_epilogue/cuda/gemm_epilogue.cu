// A layer of a network, relu(W x + b), in one call of cuBLASLt.

#include <cublasLt.h>
#include <cuda_runtime.h>

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>

#define CHECK(call)                                                             \
  do {                                                                          \
    const cudaError_t status = (call);                                          \
    if (status != cudaSuccess) {                                                \
      std::printf("gemm_epilogue: FAILED: %s: %s\n", #call, cudaGetErrorString(status));  \
      std::exit(1);                                                             \
    }                                                                           \
  } while (0)

#define CHECK_BLAS(call)                                                                       \
  do {                                                                                         \
    const cublasStatus_t status = (call);                                                      \
    if (status != CUBLAS_STATUS_SUCCESS) {                                                     \
      std::printf("gemm_epilogue: FAILED: %s: %s\n", #call, cublasLtGetStatusString(status));  \
      std::exit(1);                                                                            \
    }                                                                                          \
  } while (0)

int main() {
  constexpr int m = 64, n = 48, k = 32;  // column-major: w is m x k, x is k x n, y is m x n
  constexpr std::size_t workspace_size = 1 << 22;
  std::vector<float> w(m * k), x(k * n), bias(m), y(m * n);
  for (int i = 0; i < m * k; ++i) w[i] = (i * 7 % 23 - 11) / 16.0f;
  for (int i = 0; i < k * n; ++i) x[i] = (i * 5 % 19 - 9) / 8.0f;
  for (int i = 0; i < m; ++i) bias[i] = (i % 5 - 2) * 0.5f;

  float *d_w, *d_x, *d_bias, *d_y;
  void* workspace;
  CHECK(cudaMalloc(&d_w, w.size() * sizeof(float)));
  CHECK(cudaMalloc(&d_x, x.size() * sizeof(float)));
  CHECK(cudaMalloc(&d_bias, bias.size() * sizeof(float)));
  CHECK(cudaMalloc(&d_y, y.size() * sizeof(float)));
  CHECK(cudaMalloc(&workspace, workspace_size));
  CHECK(cudaMemcpy(d_w, w.data(), w.size() * sizeof(float), cudaMemcpyHostToDevice));
  CHECK(cudaMemcpy(d_x, x.data(), x.size() * sizeof(float), cudaMemcpyHostToDevice));
  CHECK(cudaMemcpy(d_bias, bias.data(), bias.size() * sizeof(float), cudaMemcpyHostToDevice));

  cublasLtHandle_t handle;
  cublasLtMatmulDesc_t product;
  cublasLtMatrixLayout_t w_layout, x_layout, y_layout;
  cublasLtMatmulPreference_t preference;
  const cublasLtEpilogue_t epilogue = CUBLASLT_EPILOGUE_RELU_BIAS;
  CHECK_BLAS(cublasLtCreate(&handle));
  CHECK_BLAS(cublasLtMatmulDescCreate(&product, CUBLAS_COMPUTE_32F, CUDA_R_32F));
  CHECK_BLAS(cublasLtMatmulDescSetAttribute(product, CUBLASLT_MATMUL_DESC_EPILOGUE, &epilogue, sizeof epilogue));
  CHECK_BLAS(cublasLtMatmulDescSetAttribute(product, CUBLASLT_MATMUL_DESC_BIAS_POINTER, &d_bias, sizeof d_bias));
  CHECK_BLAS(cublasLtMatrixLayoutCreate(&w_layout, CUDA_R_32F, m, k, m));
  CHECK_BLAS(cublasLtMatrixLayoutCreate(&x_layout, CUDA_R_32F, k, n, k));
  CHECK_BLAS(cublasLtMatrixLayoutCreate(&y_layout, CUDA_R_32F, m, n, m));
  CHECK_BLAS(cublasLtMatmulPreferenceCreate(&preference));
  CHECK_BLAS(cublasLtMatmulPreferenceSetAttribute(preference, CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES,
                                                  &workspace_size, sizeof workspace_size));

  cublasLtMatmulHeuristicResult_t found;
  int count = 0;
  CHECK_BLAS(cublasLtMatmulAlgoGetHeuristic(handle, product, w_layout, x_layout, y_layout, y_layout, preference, 1,
                                            &found, &count));
  if (count == 0) {
    std::printf("gemm_epilogue: FAILED: no algorithm\n");
    return 1;
  }
  const float alpha = 1.0f, beta = 0.0f;
  CHECK_BLAS(cublasLtMatmul(handle, product, &alpha, d_w, w_layout, d_x, x_layout, &beta, d_y, y_layout, d_y,
                            y_layout, &found.algo, workspace, workspace_size, 0));
  CHECK(cudaMemcpy(y.data(), d_y, y.size() * sizeof(float), cudaMemcpyDeviceToHost));
  CHECK_BLAS(cublasLtMatmulPreferenceDestroy(preference));
  CHECK_BLAS(cublasLtMatrixLayoutDestroy(y_layout));
  CHECK_BLAS(cublasLtMatrixLayoutDestroy(x_layout));
  CHECK_BLAS(cublasLtMatrixLayoutDestroy(w_layout));
  CHECK_BLAS(cublasLtMatmulDescDestroy(product));
  CHECK_BLAS(cublasLtDestroy(handle));
  CHECK(cudaFree(workspace));
  CHECK(cudaFree(d_y));
  CHECK(cudaFree(d_bias));
  CHECK(cudaFree(d_x));
  CHECK(cudaFree(d_w));

  for (int column = 0; column < n; ++column) {
    for (int row = 0; row < m; ++row) {
      float expected = bias[row];
      for (int i = 0; i < k; ++i) expected += w[row + i * m] * x[i + column * k];
      expected = expected > 0.0f ? expected : 0.0f;
      if (std::fabs(y[row + column * m] - expected) > 1e-3f) {
        std::printf("gemm_epilogue: FAILED: (%d, %d) is %g, expected %g\n", row, column, y[row + column * m],
                    expected);
        return 1;
      }
    }
  }
  std::printf("gemm_epilogue: ok\n");
  return 0;
}
