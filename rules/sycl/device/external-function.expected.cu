// expect: sycl/device/external-function
#include "port.hpp"
extern SYCL_EXTERNAL float falloff(float distance);
// expect: sycl/device/external-function
SYCL_EXTERNAL int blocks_for(int count, int size);
// expect: sycl/device/external-function
SYCL_EXTERNAL float *row_of(float *values, int row);
// ok: sycl/device/external-function
float near(float x);

float near(float x) { return x < 1 ? falloff(x) : 0; }
// ok: sycl/device/external-function
static float far(float x);
// ok: sycl/device/external-function
inline int far_of_two(int x);
// expect: sycl/device/external-function
SYCL_EXTERNAL void elsewhere(float* x);
// expect: sycl/device/external-function
template <class T> SYCL_EXTERNAL void instance_elsewhere(T* x);
// ok: sycl/device/external-function
void here(float* x);

void here(float* x) { x[0] = near(x[1]); }

template <class T> struct Dynamic {
    T* get() {
        // ok: sycl/device/external-function
        extern void error(void);
        error();
        return nullptr;
    }
};

// expect: sycl/device/external-function
extern double atomicAdd(double* address, double val);
