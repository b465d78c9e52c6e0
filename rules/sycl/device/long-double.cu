__device__ double half_of(double x) {
    // expect: sycl/device/long-double
    long double y = x;
    return (double)(y / 2);
}

__global__ void halves(double* values, const long double factor) {
    // expect: sycl/device/long-double
    values[threadIdx.x] = (long double)half_of(values[threadIdx.x]) * factor;
}

long double host(long double x) {
    // ok: sycl/device/long-double
    long double y = x;
    return y;
}
