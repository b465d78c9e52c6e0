__constant__ float factors[4];
__device__ int counter;
texture<float, 1> image;

__global__ void read(float* out) { out[threadIdx.x] = factors[threadIdx.x] * counter + tex1Dfetch(image, threadIdx.x); }

void prepare(float* values, float* memory, cudaStream_t stream) {
    // expect: sycl/host/symbol-name
    cudaMemcpyToSymbol("factors", values, sizeof(float) * 4);
    // expect: sycl/host/symbol-name
    cudaMemcpyToSymbol("factors", values, sizeof(float) * 4, 0, cudaMemcpyHostToDevice);
    // expect: sycl/host/symbol-name
    cudaMemcpyToSymbolAsync("factors", values, sizeof(float) * 4, 0, cudaMemcpyHostToDevice, stream);
    // expect: sycl/host/symbol-name
    cudaMemcpyFromSymbol(values, "factors", sizeof(float) * 4, 0, cudaMemcpyDeviceToHost);
    // expect: sycl/host/symbol-name
    cudaMemcpyFromSymbolAsync(values, "factors", sizeof(float) * 4, 0, cudaMemcpyDeviceToHost);
    void* address;
    size_t bytes;
    // expect: sycl/host/symbol-name
    cudaGetSymbolAddress(&address, "counter");
    // expect: sycl/host/symbol-name
    cudaGetSymbolSize(&bytes, "counter");
    // expect: sycl/host/symbol-name
    cudaBindTexture(0, "image", memory, bytes);
    // expect: sycl/host/symbol-name
    cudaUnbindTexture("image");
    // ok: sycl/host/symbol-name
    cudaMemcpyToSymbol(factors, values, sizeof(float) * 4);
    // ok: sycl/host/symbol-name
    cudaMemcpyFromSymbol(values, factors, sizeof(float) * 4, 0, cudaMemcpyDeviceToHost);
}
