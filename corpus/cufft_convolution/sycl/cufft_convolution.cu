// Cyclic convolution of two signals: transform both, multiply, transform back.

#include "port_fft.hpp"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

#define CHECK_CUDA(call) require((call) == port::success, #call)
#define CHECK_FFT(call) require((call) == port::fft_success, #call)

static void require(bool condition, const char* what) {
  if (condition) return;
  std::printf("cufft_convolution: FAILED: %s\n", what);
  std::exit(1);
}

// a = a * b * scale, element by element
void multiply(float2* a, const float2* b, int count, float scale) {
  const int i = port::block_idx().x * port::block_dim().x + port::thread_idx().x;
  if (i >= count) return;
  const float2 product = port::cmul(a[i], b[i]);
  a[i] = make_float2(port::creal(product) * scale, port::cimag(product) * scale);
}

int main() {
  constexpr int n = 1024, bins = n / 2 + 1, batch = 2;
  std::vector<float> signals(batch * n), result(n);
  for (int i = 0; i < n; ++i) {
    signals[i] = std::sin(0.05f * i);
    signals[n + i] = i < 8 ? 0.125f : 0.0f;  // a moving average
  }

  float* d_signals = nullptr;
  float2* d_spectra = nullptr;
  CHECK_CUDA(port::malloc(&d_signals, signals.size() * sizeof(float)));
  CHECK_CUDA(port::malloc(&d_spectra, batch * bins * sizeof(float2)));
  CHECK_CUDA(port::memcpy(d_signals, signals.data(), signals.size() * sizeof(float)));

  port::stream_t stream;
  port::fft_plan forward, backward;
  int size[] = {n};
  CHECK_CUDA(port::stream_create(&stream));
  CHECK_FFT(port::plan_many(&forward, 1, size, nullptr, 1, n, nullptr, 1, bins, port::fft_kind::r2c, batch));
  CHECK_FFT(port::plan_1d(&backward, n, port::fft_kind::c2r, 1));
  CHECK_FFT(port::fft_set_stream(forward, stream));
  CHECK_FFT(port::fft_set_stream(backward, stream));

  CHECK_CUDA(port::device_synchronize());
  CHECK_FFT(port::exec_r2c(forward, d_signals, d_spectra));
  port::launch<multiply>((bins + 127) / 128, 128, 0, stream)(d_spectra, d_spectra + bins, bins, 1.0f / n);
  CHECK_CUDA(port::last_error());
  CHECK_FFT(port::exec_c2r(backward, d_spectra, d_signals));
  CHECK_CUDA(port::memcpy_async(result.data(), d_signals, n * sizeof(float),
                             stream));
  CHECK_CUDA(port::stream_synchronize(stream));

  CHECK_FFT(port::fft_destroy(forward));
  CHECK_FFT(port::fft_destroy(backward));
  CHECK_CUDA(port::stream_destroy(stream));
  CHECK_CUDA(port::free(d_signals));
  CHECK_CUDA(port::free(d_spectra));

  bool ok = true;
  for (int i = 0; i < n; ++i) {
    double expected = 0.0;
    for (int k = 0; k < 8; ++k) expected += 0.125 * signals[(i - k + n) % n];
    ok = ok && std::fabs(result[i] - expected) < 1e-4;
  }
  std::printf("cufft_convolution: %s\n", ok ? "ok" : "FAILED: wrong signal");
  return ok ? 0 : 1;
}
