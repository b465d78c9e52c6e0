#include <cuda_runtime.h>

struct Operator {
    void run();
    // expect: sycl/host/calling-convention
    void CUDART_CB callback(cudaStream_t stream, cudaError_t status, void* data);
};

void Operator::CUDART_CB callback(cudaStream_t stream, cudaError_t status, void* data) { run(); }

// ok: sycl/host/calling-convention
void plain(cudaStream_t stream) {}
