#include <hip/hip_runtime.h>
#include <hipfft/hipfft.h>

void transform(int size, hipfftComplex* data) {
  int plan;
  // expect: hip/fft/integer-plan
  hipfftPlan1d(&plan, size, HIPFFT_C2C, 1);
  // expect: hip/fft/integer-plan
  hipfftExecC2C(plan, data, data, HIPFFT_FORWARD);
  // expect: hip/fft/integer-plan
  hipfftDestroy(plan);
  hipfftHandle handle;
  // ok: hip/fft/integer-plan
  hipfftPlan1d(&handle, size, HIPFFT_C2C, 1);
  // ok: hip/fft/integer-plan
  hipfftExecC2C(handle, data, data, HIPFFT_FORWARD);
}
