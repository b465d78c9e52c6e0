// Cyclic convolution of two signals: transform both, multiply, transform back.

#include <muComplex.h>
#include <musa_runtime.h>
#include <mufft.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

#define CHECK_CUDA(call) require((call) == musaSuccess, #call)
#define CHECK_FFT(call) require((call) == MUFFT_SUCCESS, #call)

static void require(bool condition, const char* what) {
  if (condition) return;
  std::printf("cufft_convolution: FAILED: %s\n", what);
  std::exit(1);
}

// a = a * b * scale, element by element
__global__ void multiply(mufftComplex* a, const mufftComplex* b, int count, float scale) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= count) return;
  const muFloatComplex product = muCmulf(a[i], b[i]);
  a[i] = make_muFloatComplex(muCrealf(product) * scale, muCimagf(product) * scale);
}

int main() {
  constexpr int n = 1024, bins = n / 2 + 1, batch = 2;
  std::vector<float> signals(batch * n), result(n);
  for (int i = 0; i < n; ++i) {
    signals[i] = std::sin(0.05f * i);
    signals[n + i] = i < 8 ? 0.125f : 0.0f;  // a moving average
  }

  mufftReal* d_signals = nullptr;
  mufftComplex* d_spectra = nullptr;
  CHECK_CUDA(musaMalloc(&d_signals, signals.size() * sizeof(mufftReal)));
  CHECK_CUDA(musaMalloc(&d_spectra, batch * bins * sizeof(mufftComplex)));
  CHECK_CUDA(musaMemcpy(d_signals, signals.data(), signals.size() * sizeof(float),
                        musaMemcpyHostToDevice));

  musaStream_t stream;
  mufftHandle forward, backward;
  int size[] = {n};
  CHECK_CUDA(musaStreamCreate(&stream));
  CHECK_FFT(mufftPlanMany(&forward, 1, size, nullptr, 1, n, nullptr, 1, bins, MUFFT_R2C, batch));
  CHECK_FFT(mufftPlan1d(&backward, n, MUFFT_C2R, 1));
  CHECK_FFT(mufftSetStream(forward, stream));
  CHECK_FFT(mufftSetStream(backward, stream));

  CHECK_CUDA(musaDeviceSynchronize());
  CHECK_FFT(mufftExecR2C(forward, d_signals, d_spectra));
  multiply<<<(bins + 127) / 128, 128, 0, stream>>>(d_spectra, d_spectra + bins, bins, 1.0f / n);
  CHECK_CUDA(musaGetLastError());
  CHECK_FFT(mufftExecC2R(backward, d_spectra, d_signals));
  CHECK_CUDA(musaMemcpyAsync(result.data(), d_signals, n * sizeof(float), musaMemcpyDeviceToHost,
                             stream));
  CHECK_CUDA(musaStreamSynchronize(stream));

  CHECK_FFT(mufftDestroy(forward));
  CHECK_FFT(mufftDestroy(backward));
  CHECK_CUDA(musaStreamDestroy(stream));
  CHECK_CUDA(musaFree(d_signals));
  CHECK_CUDA(musaFree(d_spectra));

  bool ok = true;
  for (int i = 0; i < n; ++i) {
    double expected = 0.0;
    for (int k = 0; k < 8; ++k) expected += 0.125 * signals[(i - k + n) % n];
    ok = ok && std::fabs(result[i] - expected) < 1e-4;
  }
  std::printf("cufft_convolution: %s\n", ok ? "ok" : "FAILED: wrong signal");
  return ok ? 0 : 1;
}
