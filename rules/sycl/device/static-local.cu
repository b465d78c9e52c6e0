__global__ void count(int* x) {
    // expect: sycl/device/static-local
    static int calls = 0;
    x[threadIdx.x] = ++calls;
}

int host() {
    // ok: sycl/device/static-local
    static int calls = 0;
    return ++calls;
}

__global__ void look(int* x) {
    // ok: sycl/device/static-local
    static const int primes[4] = {2, 3, 5, 7};
    // ok: sycl/device/static-local
    static constexpr int step = 2;
    // expect: sycl/device/static-local
    static const int* last;
    // ok: sycl/device/static-local
    static __shared__ int sum;
    // ok: sycl/device/static-local
    static const char* const text = "text";
    last = x;
    sum = text[0] + last[0];
    x[threadIdx.x] = primes[threadIdx.x & 3] + step;
}
