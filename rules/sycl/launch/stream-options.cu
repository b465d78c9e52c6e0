void chain(cudaStream_t stream, cudaEvent_t event) {
    // expect: sycl/launch/stream-options
    cudaStreamWaitEvent(stream, event, 0);
    // expect: sycl/launch/stream-options
    cudaEventRecordWithFlags(event, stream, cudaEventRecordDefault);
    // ok: sycl/launch/stream-options
    cudaStreamWaitEvent(stream, event);
}
