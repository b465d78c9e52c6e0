__constant__ float weights[9];

void copy(float* to, const float* from, size_t n, cudaMemcpyKind kind, cudaStream_t stream) {
    // expect: sycl/memory/copy
    cudaMemcpy(to, from, n * sizeof(float), cudaMemcpyHostToDevice);
    // expect: sycl/memory/copy
    cudaMemcpyAsync(to, from, n * sizeof(float), cudaMemcpyDeviceToHost, stream);
    // expect: sycl/memory/copy
    cudaMemcpy2D(to, 64, from, 64, 32, 8, cudaMemcpyDefault);
    // expect: sycl/memory/copy
    cudaMemcpyToSymbolAsync(weights, from, 36, 0, cudaMemcpyHostToDevice, stream);
    // expect: sycl/memory/copy
    cudaMemcpy(to, from, n, kind);
    // expect: sycl/memory/copy
    cudaMemcpyToSymbol(weights, from, 36, cudaMemcpyHostToDevice);
    // expect: sycl/memory/copy
    cudaMemcpyFromSymbol(to, weights, 36, cudaMemcpyDeviceToHost);
    // ok: sycl/memory/copy
    cudaMemcpyToSymbol(weights, from, 36);
}
