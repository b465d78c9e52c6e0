#include <hip/hip_runtime.h>
#include <hipblas/hipblas.h>
#include <NvInfer.h>

class Plugin : public nvinfer1::IPluginV2Ext {
  public:
    // expect: hip/dnn/plugin-context
    void attachToContext(cudnnContext* dnn, cublasContext* blas, nvinfer1::IGpuAllocator*) noexcept override;
    // ok: hip/dnn/plugin-context
    hipblasHandle_t handle;
};
