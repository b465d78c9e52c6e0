#include <hip/hip_runtime.h>

bool allowed(hipEvent_t event) {
    hipError_t error = hipEventQuery(event);
    // ok: hip/graph/capture-error
    if (error == hipErrorNotReady) {
        return true;
    }
    // expect: hip/graph/capture-error
    return error != hipErrorStreamCaptureUnsupported;
}
