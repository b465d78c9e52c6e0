#include <cufft.h>

void transform(int size, cufftComplex* data) {
  int plan;
  // expect: hip/fft/integer-plan
  cufftPlan1d(&plan, size, CUFFT_C2C, 1);
  // expect: hip/fft/integer-plan
  cufftExecC2C(plan, data, data, CUFFT_FORWARD);
  // expect: hip/fft/integer-plan
  cufftDestroy(plan);
  cufftHandle handle;
  // ok: hip/fft/integer-plan
  cufftPlan1d(&handle, size, CUFFT_C2C, 1);
  // ok: hip/fft/integer-plan
  cufftExecC2C(handle, data, data, CUFFT_FORWARD);
}
