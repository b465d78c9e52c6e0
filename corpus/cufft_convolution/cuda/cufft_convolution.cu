// Cyclic convolution of two signals: transform both, multiply, transform back.

#include <cuComplex.h>
#include <cuda_runtime.h>
#include <cufft.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

#define CHECK_CUDA(call) require((call) == cudaSuccess, #call)
#define CHECK_FFT(call) require((call) == CUFFT_SUCCESS, #call)

static void require(bool condition, const char* what) {
  if (condition) return;
  std::printf("cufft_convolution: FAILED: %s\n", what);
  std::exit(1);
}

// a = a * b * scale, element by element
__global__ void multiply(cufftComplex* a, const cufftComplex* b, int count, float scale) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= count) return;
  const cuFloatComplex product = cuCmulf(a[i], b[i]);
  a[i] = make_cuFloatComplex(cuCrealf(product) * scale, cuCimagf(product) * scale);
}

int main() {
  constexpr int n = 1024, bins = n / 2 + 1, batch = 2;
  std::vector<float> signals(batch * n), result(n);
  for (int i = 0; i < n; ++i) {
    signals[i] = std::sin(0.05f * i);
    signals[n + i] = i < 8 ? 0.125f : 0.0f;  // a moving average
  }

  cufftReal* d_signals = nullptr;
  cufftComplex* d_spectra = nullptr;
  CHECK_CUDA(cudaMalloc(&d_signals, signals.size() * sizeof(cufftReal)));
  CHECK_CUDA(cudaMalloc(&d_spectra, batch * bins * sizeof(cufftComplex)));
  CHECK_CUDA(cudaMemcpy(d_signals, signals.data(), signals.size() * sizeof(float),
                        cudaMemcpyHostToDevice));

  cudaStream_t stream;
  cufftHandle forward, backward;
  int size[] = {n};
  CHECK_CUDA(cudaStreamCreate(&stream));
  CHECK_FFT(cufftPlanMany(&forward, 1, size, nullptr, 1, n, nullptr, 1, bins, CUFFT_R2C, batch));
  CHECK_FFT(cufftPlan1d(&backward, n, CUFFT_C2R, 1));
  CHECK_FFT(cufftSetStream(forward, stream));
  CHECK_FFT(cufftSetStream(backward, stream));

  CHECK_CUDA(cudaDeviceSynchronize());
  CHECK_FFT(cufftExecR2C(forward, d_signals, d_spectra));
  multiply<<<(bins + 127) / 128, 128, 0, stream>>>(d_spectra, d_spectra + bins, bins, 1.0f / n);
  CHECK_CUDA(cudaGetLastError());
  CHECK_FFT(cufftExecC2R(backward, d_spectra, d_signals));
  CHECK_CUDA(cudaMemcpyAsync(result.data(), d_signals, n * sizeof(float), cudaMemcpyDeviceToHost,
                             stream));
  CHECK_CUDA(cudaStreamSynchronize(stream));

  CHECK_FFT(cufftDestroy(forward));
  CHECK_FFT(cufftDestroy(backward));
  CHECK_CUDA(cudaStreamDestroy(stream));
  CHECK_CUDA(cudaFree(d_signals));
  CHECK_CUDA(cudaFree(d_spectra));

  bool ok = true;
  for (int i = 0; i < n; ++i) {
    double expected = 0.0;
    for (int k = 0; k < 8; ++k) expected += 0.125 * signals[(i - k + n) % n];
    ok = ok && std::fabs(result[i] - expected) < 1e-4;
  }
  std::printf("cufft_convolution: %s\n", ok ? "ok" : "FAILED: wrong signal");
  return ok ? 0 : 1;
}
