#include <cufft.h>

#include <cstdio>
#include <map>

struct Plans {
  // expect: hip/fft/integer-handle
  cufftHandle forward = 0;
  // expect: hip/fft/integer-handle
  cufftHandle inverse = -1;
  std::map<int, cufftHandle> by_size;
  // ok: hip/fft/integer-handle
  cufftHandle none = 0;
  bool ready() const { return forward > 0 && inverse >= 0; }
  void show() const { std::printf("plan %d of %s\n", forward, "fft"); }
  int id() const { return forward; }
  bool empty() const { return none == 0 || !none; }
};

void make(int size) {
  // ok: hip/fft/integer-handle
  cufftHandle plan;
  cufftPlan1d(&plan, size, CUFFT_C2C, 1);
  // expect: hip/fft/integer-handle
  cufftHandle plans[2] = {-1, -1};
  (void)plans;
  cufftDestroy(plan);
}
