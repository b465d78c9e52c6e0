// A layer of a network, relu(W x + b), in one call of cuBLASLt.

#include <hipblaslt/hipblaslt.h>
#include <hip/hip_runtime.h>

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>

#define CHECK(call)                                                             \
  do {                                                                          \
    const hipError_t status = (call);                                          \
    if (status != hipSuccess) {                                                \
      std::printf("gemm_epilogue: FAILED: %s: %s\n", #call, hipGetErrorString(status));  \
      std::exit(1);                                                             \
    }                                                                           \
  } while (0)

#define CHECK_BLAS(call)                                                                       \
  do {                                                                                         \
    const hipblasStatus_t status = (call);                                                      \
    if (status != HIPBLAS_STATUS_SUCCESS) {                                                     \
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
  CHECK(hipMalloc(&d_w, w.size() * sizeof(float)));
  CHECK(hipMalloc(&d_x, x.size() * sizeof(float)));
  CHECK(hipMalloc(&d_bias, bias.size() * sizeof(float)));
  CHECK(hipMalloc(&d_y, y.size() * sizeof(float)));
  CHECK(hipMalloc(&workspace, workspace_size));
  CHECK(hipMemcpy(d_w, w.data(), w.size() * sizeof(float), hipMemcpyHostToDevice));
  CHECK(hipMemcpy(d_x, x.data(), x.size() * sizeof(float), hipMemcpyHostToDevice));
  CHECK(hipMemcpy(d_bias, bias.data(), bias.size() * sizeof(float), hipMemcpyHostToDevice));

  hipblasLtHandle_t handle;
  hipblasLtMatmulDesc_t product;
  hipblasLtMatrixLayout_t w_layout, x_layout, y_layout;
  hipblasLtMatmulPreference_t preference;
  const hipblasLtEpilogue_t epilogue = HIPBLASLT_EPILOGUE_RELU_BIAS;
  CHECK_BLAS(hipblasLtCreate(&handle));
  CHECK_BLAS(hipblasLtMatmulDescCreate(&product, HIPBLAS_COMPUTE_32F, HIP_R_32F));
  CHECK_BLAS(hipblasLtMatmulDescSetAttribute(product, HIPBLASLT_MATMUL_DESC_EPILOGUE, &epilogue, sizeof epilogue));
  CHECK_BLAS(hipblasLtMatmulDescSetAttribute(product, HIPBLASLT_MATMUL_DESC_BIAS_POINTER, &d_bias, sizeof d_bias));
  CHECK_BLAS(hipblasLtMatrixLayoutCreate(&w_layout, HIP_R_32F, m, k, m));
  CHECK_BLAS(hipblasLtMatrixLayoutCreate(&x_layout, HIP_R_32F, k, n, k));
  CHECK_BLAS(hipblasLtMatrixLayoutCreate(&y_layout, HIP_R_32F, m, n, m));
  CHECK_BLAS(hipblasLtMatmulPreferenceCreate(&preference));
  CHECK_BLAS(hipblasLtMatmulPreferenceSetAttribute(preference, HIPBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES,
                                                  &workspace_size, sizeof workspace_size));

  hipblasLtMatmulHeuristicResult_t found;
  int count = 0;
  CHECK_BLAS(hipblasLtMatmulAlgoGetHeuristic(handle, product, w_layout, x_layout, y_layout, y_layout, preference, 1,
                                            &found, &count));
  if (count == 0) {
    std::printf("gemm_epilogue: FAILED: no algorithm\n");
    return 1;
  }
  const float alpha = 1.0f, beta = 0.0f;
  CHECK_BLAS(hipblasLtMatmul(handle, product, &alpha, d_w, w_layout, d_x, x_layout, &beta, d_y, y_layout, d_y,
                            y_layout, &found.algo, workspace, workspace_size, 0));
  CHECK(hipMemcpy(y.data(), d_y, y.size() * sizeof(float), hipMemcpyDeviceToHost));
  CHECK_BLAS(hipblasLtMatmulPreferenceDestroy(preference));
  CHECK_BLAS(hipblasLtMatrixLayoutDestroy(y_layout));
  CHECK_BLAS(hipblasLtMatrixLayoutDestroy(x_layout));
  CHECK_BLAS(hipblasLtMatrixLayoutDestroy(w_layout));
  CHECK_BLAS(hipblasLtMatmulDescDestroy(product));
  CHECK_BLAS(hipblasLtDestroy(handle));
  CHECK(hipFree(workspace));
  CHECK(hipFree(d_y));
  CHECK(hipFree(d_bias));
  CHECK(hipFree(d_x));
  CHECK(hipFree(d_w));

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
