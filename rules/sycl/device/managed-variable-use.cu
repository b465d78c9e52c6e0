__managed__ unsigned int evaluations = 0;

__host__ __device__ unsigned int seen() {
    // expect: sycl/device/managed-variable-use
    return evaluations;
}

__global__ void count() {
    // expect: sycl/device/managed-variable-use
    atomicAdd(&evaluations, 1u);
}

int main() {
    count<<<1, 32>>>();
    cudaDeviceSynchronize();
    // ok: sycl/device/managed-variable-use
    return evaluations != 32;
}
