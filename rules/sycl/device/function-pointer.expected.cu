#include "port.hpp"
typedef float (*Unary)(float);
using Binary = float (*)(float, float);

struct Step {
    Unary function;
    int (*count)(int);
};

float twice(float x) { return 2 * x; }

// expect: sycl/device/function-pointer
float apply(float (*f)(float), float x) { return f(x); }
// expect: sycl/device/function-pointer
float join(Binary f, float x) { return f(x, x); }

// expect: sycl/device/function-pointer
static Unary first_chosen = twice; static port::global<decltype(first_chosen)> chosen; static const port::first_value value_of_chosen(chosen, first_chosen);
// expect: sycl/device/function-pointer
__constant__ float (*table[])(float) = {twice, twice};

void run(float* x, Step step) {
    // expect: sycl/device/function-pointer
    x[0] = step.function(x[0]);
    // expect: sycl/device/function-pointer
    float (*local)(float) = twice; x[1] = local(x[1]);
    // ok: sycl/device/function-pointer
    x[2] = twice(x[2]);
}

// ok: sycl/device/function-pointer
float on_host(Unary f) { return f(1); }
