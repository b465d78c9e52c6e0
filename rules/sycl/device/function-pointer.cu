typedef float (*Unary)(float);
using Binary = float (*)(float, float);

struct Step {
    Unary function;
    int (*count)(int);
};

__device__ float twice(float x) { return 2 * x; }

// expect: sycl/device/function-pointer
__device__ float apply(float (*f)(float), float x) { return f(x); }
// expect: sycl/device/function-pointer
__device__ float join(Binary f, float x) { return f(x, x); }

// expect: sycl/device/function-pointer
__device__ Unary chosen = twice;
// expect: sycl/device/function-pointer
__constant__ float (*table[])(float) = {twice, twice};

__global__ void run(float* x, Step step) {
    // expect: sycl/device/function-pointer
    x[0] = step.function(x[0]);
    // expect: sycl/device/function-pointer
    float (*local)(float) = twice; x[1] = local(x[1]);
    // ok: sycl/device/function-pointer
    x[2] = twice(x[2]);
}

// ok: sycl/device/function-pointer
float on_host(Unary f) { return f(1); }
