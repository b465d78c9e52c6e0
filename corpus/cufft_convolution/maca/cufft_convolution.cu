// Cyclic convolution of two signals: transform both, multiply, transform back.

#include <common/mcComplex.h>
#include <mcr/mc_runtime.h>
#include <mcfft/mcfft.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

#define CHECK_CUDA(call) require((call) == mcSuccess, #call)
#define CHECK_FFT(call) require((call) == MCFFT_SUCCESS, #call)

static void require(bool condition, const char* what) {
  if (condition) return;
  std::printf("cufft_convolution: FAILED: %s\n", what);
  std::exit(1);
}

// a = a * b * scale, element by element
__global__ void multiply(mcfftComplex* a, const mcfftComplex* b, int count, float scale) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= count) return;
  const mcFloatComplex product = mcCmulf(a[i], b[i]);
  a[i] = make_mcFloatComplex(mcCrealf(product) * scale, mcCimagf(product) * scale);
}

int main() {
  constexpr int n = 1024, bins = n / 2 + 1, batch = 2;
  std::vector<float> signals(batch * n), result(n);
  for (int i = 0; i < n; ++i) {
    signals[i] = std::sin(0.05f * i);
    signals[n + i] = i < 8 ? 0.125f : 0.0f;  // a moving average
  }

  mcfftReal* d_signals = nullptr;
  mcfftComplex* d_spectra = nullptr;
  CHECK_CUDA(mcMalloc(&d_signals, signals.size() * sizeof(mcfftReal)));
  CHECK_CUDA(mcMalloc(&d_spectra, batch * bins * sizeof(mcfftComplex)));
  CHECK_CUDA(mcMemcpy(d_signals, signals.data(), signals.size() * sizeof(float),
                        mcMemcpyHostToDevice));

  mcStream_t stream;
  mcfftHandle forward, backward;
  int size[] = {n};
  CHECK_CUDA(mcStreamCreate(&stream));
  CHECK_FFT(mcfftPlanMany(&forward, 1, size, nullptr, 1, n, nullptr, 1, bins, MCFFT_R2C, batch));
  CHECK_FFT(mcfftPlan1d(&backward, n, MCFFT_C2R, 1));
  CHECK_FFT(mcfftSetStream(forward, stream));
  CHECK_FFT(mcfftSetStream(backward, stream));

  CHECK_CUDA(mcDeviceSynchronize());
  CHECK_FFT(mcfftExecR2C(forward, d_signals, d_spectra));
  multiply<<<(bins + 127) / 128, 128, 0, stream>>>(d_spectra, d_spectra + bins, bins, 1.0f / n);
  CHECK_CUDA(mcGetLastError());
  CHECK_FFT(mcfftExecC2R(backward, d_spectra, d_signals));
  CHECK_CUDA(mcMemcpyAsync(result.data(), d_signals, n * sizeof(float), mcMemcpyDeviceToHost,
                             stream));
  CHECK_CUDA(mcStreamSynchronize(stream));

  CHECK_FFT(mcfftDestroy(forward));
  CHECK_FFT(mcfftDestroy(backward));
  CHECK_CUDA(mcStreamDestroy(stream));
  CHECK_CUDA(mcFree(d_signals));
  CHECK_CUDA(mcFree(d_spectra));

  bool ok = true;
  for (int i = 0; i < n; ++i) {
    double expected = 0.0;
    for (int k = 0; k < 8; ++k) expected += 0.125 * signals[(i - k + n) % n];
    ok = ok && std::fabs(result[i] - expected) < 1e-4;
  }
  std::printf("cufft_convolution: %s\n", ok ? "ok" : "FAILED: wrong signal");
  return ok ? 0 : 1;
}
