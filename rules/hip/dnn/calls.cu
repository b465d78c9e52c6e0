#include <cudnn.h>

void layer(cudnnHandle_t handle, cudnnTensorDescriptor_t in, cudnnFilterDescriptor_t filter, const float* x,
           const float* w, float* y, void* space, size_t size, cudnnConvolutionDescriptor_t conv,
           cudnnTensorDescriptor_t out) {
    const float one = 1.0f, zero = 0.0f;
    // expect: hip/dnn/calls
    cudnnSetTensor4dDescriptor(in, CUDNN_TENSOR_NCHW, CUDNN_DATA_FLOAT, 1, 3, 224, 224);
    // expect: hip/dnn/calls
    cudnnSetTensor4dDescriptor(in, CUDNN_TENSOR_NHWC, CUDNN_DATA_HALF, 1, 3, 224, 224);
    // expect: hip/dnn/calls
    cudnnSoftmaxForward(handle, CUDNN_SOFTMAX_ACCURATE, CUDNN_SOFTMAX_MODE_CHANNEL, &one, in, x, &zero, out, y);
    // expect: hip/dnn/calls
    cudnnConvolutionForward(handle, &one, in, x, filter, w, conv, CUDNN_CONVOLUTION_FWD_ALGO_IMPLICIT_GEMM, space,
                            size, &zero, out, y);
    // ok: hip/dnn/calls
    cudnnDestroyTensorDescriptor(in);
}

void found(cudnnHandle_t handle, cudnnTensorDescriptor_t in, cudnnFilterDescriptor_t filter, const float* x,
           const float* w, float* y, void* space, cudnnConvolutionDescriptor_t conv, cudnnTensorDescriptor_t out) {
    const float one = 1.0f, zero = 0.0f;
    cudnnConvolutionFwdAlgoPerf_t perf[4];
    const cudnnConvolutionFwdAlgoPerf_t* best = perf;
    // expect: hip/dnn/calls
    cudnnConvolutionForward(handle, &one, in, x, filter, w, conv, perf[0].algo, space, 1024, &zero, out, y);
    // expect: hip/dnn/calls
    cudnnConvolutionForward(handle, &one, in, x, filter, w, conv, best->algo, space, 1024, &zero, out, y);
}

struct Layer;
void kept(Layer& layer, cudnnHandle_t handle, cudnnTensorDescriptor_t in, cudnnFilterDescriptor_t filter, const float* x,
          const float* w, float* y, void* space, cudnnConvolutionDescriptor_t conv, cudnnTensorDescriptor_t out) {
    const float one = 1.0f, zero = 0.0f;
    // expect: hip/dnn/calls
    cudnnConvolutionForward(handle, &one, in, x, filter, w, conv, layer.best.algo, space, 1024, &zero, out, y);
}
