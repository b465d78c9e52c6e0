#include <hip/hip_runtime.h>
#include <hipfft/hipfft.h>

#include <cstdio>
#include <map>

struct Plans {
  // expect: hip/fft/integer-handle
  hipfftHandle forward = 0;
  // expect: hip/fft/integer-handle
  hipfftHandle inverse = -1;
  std::map<int, hipfftHandle> by_size;
  // ok: hip/fft/integer-handle
  hipfftHandle none = 0;
  bool ready() const { return forward > 0 && inverse >= 0; }
  void show() const { std::printf("plan %d of %s\n", forward, "fft"); }
  int id() const { return forward; }
  bool empty() const { return none == 0 || !none; }
};

void make(int size) {
  // ok: hip/fft/integer-handle
  hipfftHandle plan;
  hipfftPlan1d(&plan, size, HIPFFT_C2C, 1);
  // expect: hip/fft/integer-handle
  hipfftHandle plans[2] = {-1, -1};
  (void)plans;
  hipfftDestroy(plan);
}
