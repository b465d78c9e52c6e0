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
