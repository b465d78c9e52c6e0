// Cyclic convolution of two signals: transform both, multiply, transform back.

#include <hip/hip_complex.h>
#include <hip/hip_runtime.h>
#include <hipfft/hipfft.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

#define CHECK_CUDA(call) require((call) == hipSuccess, #call)
#define CHECK_FFT(call) require((call) == HIPFFT_SUCCESS, #call)

static void require(bool condition, const char* what) {
  if (condition) return;
  std::printf("cufft_convolution: FAILED: %s\n", what);
  std::exit(1);
}

// a = a * b * scale, element by element
__global__ void multiply(hipfftComplex* a, const hipfftComplex* b, int count, float scale) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= count) return;
  const hipFloatComplex product = hipCmulf(a[i], b[i]);
  a[i] = make_hipFloatComplex(hipCrealf(product) * scale, hipCimagf(product) * scale);
}

int main() {
  constexpr int n = 1024, bins = n / 2 + 1, batch = 2;
  std::vector<float> signals(batch * n), result(n);
  for (int i = 0; i < n; ++i) {
    signals[i] = std::sin(0.05f * i);
    signals[n + i] = i < 8 ? 0.125f : 0.0f;  // a moving average
  }

  hipfftReal* d_signals = nullptr;
  hipfftComplex* d_spectra = nullptr;
  CHECK_CUDA(hipMalloc(&d_signals, signals.size() * sizeof(hipfftReal)));
  CHECK_CUDA(hipMalloc(&d_spectra, batch * bins * sizeof(hipfftComplex)));
  CHECK_CUDA(hipMemcpy(d_signals, signals.data(), signals.size() * sizeof(float),
                        hipMemcpyHostToDevice));

  hipStream_t stream;
  hipfftHandle forward, backward;
  int size[] = {n};
  CHECK_CUDA(hipStreamCreate(&stream));
  CHECK_FFT(hipfftPlanMany(&forward, 1, size, nullptr, 1, n, nullptr, 1, bins, HIPFFT_R2C, batch));
  CHECK_FFT(hipfftPlan1d(&backward, n, HIPFFT_C2R, 1));
  CHECK_FFT(hipfftSetStream(forward, stream));
  CHECK_FFT(hipfftSetStream(backward, stream));

  CHECK_CUDA(hipDeviceSynchronize());
  CHECK_FFT(hipfftExecR2C(forward, d_signals, d_spectra));
  multiply<<<(bins + 127) / 128, 128, 0, stream>>>(d_spectra, d_spectra + bins, bins, 1.0f / n);
  CHECK_CUDA(hipGetLastError());
  CHECK_FFT(hipfftExecC2R(backward, d_spectra, d_signals));
  CHECK_CUDA(hipMemcpyAsync(result.data(), d_signals, n * sizeof(float), hipMemcpyDeviceToHost,
                             stream));
  CHECK_CUDA(hipStreamSynchronize(stream));

  CHECK_FFT(hipfftDestroy(forward));
  CHECK_FFT(hipfftDestroy(backward));
  CHECK_CUDA(hipStreamDestroy(stream));
  CHECK_CUDA(hipFree(d_signals));
  CHECK_CUDA(hipFree(d_spectra));

  bool ok = true;
  for (int i = 0; i < n; ++i) {
    double expected = 0.0;
    for (int k = 0; k < 8; ++k) expected += 0.125 * signals[(i - k + n) % n];
    ok = ok && std::fabs(result[i] - expected) < 1e-4;
  }
  std::printf("cufft_convolution: %s\n", ok ? "ok" : "FAILED: wrong signal");
  return ok ? 0 : 1;
}
