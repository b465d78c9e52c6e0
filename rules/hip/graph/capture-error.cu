#include <cuda_runtime.h>

bool allowed(cudaEvent_t event) {
    cudaError_t error = cudaEventQuery(event);
    // ok: hip/graph/capture-error
    if (error == cudaErrorNotReady) {
        return true;
    }
    // expect: hip/graph/capture-error
    return error != cudaErrorStreamCaptureUnsupported;
}
