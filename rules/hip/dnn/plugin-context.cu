#include <cublas_v2.h>
#include <NvInfer.h>

class Plugin : public nvinfer1::IPluginV2Ext {
  public:
    // expect: hip/dnn/plugin-context
    void attachToContext(cudnnContext* dnn, cublasContext* blas, nvinfer1::IGpuAllocator*) noexcept override;
    // ok: hip/dnn/plugin-context
    cublasHandle_t handle;
};
