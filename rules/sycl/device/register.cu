__global__ void add(float* x, int n) {
    // expect: sycl/device/register
    register float sum = 0, last;
    // expect: sycl/device/register
    for (register int i = 0; i < n; i++) sum += x[i];
    // ok: sycl/device/register
    last = sum;
    x[threadIdx.x] = last;
}
