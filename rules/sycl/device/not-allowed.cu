// expect: sycl/device/not-allowed
__device__ int factorial(int n) { return n < 2 ? 1 : n * factorial(n - 1); }

// expect: sycl/device/not-allowed
__device__ float apply(float (*f)(float), float x) { return f(x); }

struct Shape {
    // expect: sycl/device/not-allowed
    __device__ virtual float area() const { return 0; }
    // expect: sycl/device/not-allowed
    virtual __device__ float edge() const { return 0; }
};

// ok: sycl/device/not-allowed
__device__ float square(float x) { return x * x; }
