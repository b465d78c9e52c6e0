__global__ void child(int* x) { x[threadIdx.x] = 1; }

__global__ void parent(int* x) {
    // expect: sycl/launch/nested
    child<<<1, 32>>>(x);
}

void host(int* x) {
    // ok: sycl/launch/nested
    parent<<<1, 1>>>(x);
}
