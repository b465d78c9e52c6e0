#include <iostream>
#include <vector>
using namespace std;

// expect: sycl/host/name-of-std
typedef float real;
typedef struct {
    // ok: sycl/host/name-of-std
    float imag, conj;
// expect: sycl/host/name-of-std
} complex;
// expect: sycl/host/name-of-std
static float ratio = 0;

// ok: sycl/host/name-of-std
__global__ void scale(float* x, float ratio) {
    // ok: sycl/host/name-of-std
    float real = x[threadIdx.x];
    x[threadIdx.x] = real * ratio;
}
