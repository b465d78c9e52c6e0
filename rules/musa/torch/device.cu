#include <torch/extension.h>
#include <cuda_runtime.h>

void check(const torch::Tensor &values, const torch::Tensor *more) {
    // expect: musa/torch/device
    TORCH_CHECK(values.is_cuda(), "values must be on the GPU");
    // expect: musa/torch/device
    TORCH_CHECK(more->is_cuda(), "more must be on the GPU");
    // expect: musa/torch/device
    TORCH_CHECK(values.device().is_cuda());
    // ok: musa/torch/device
    TORCH_CHECK(values.is_contiguous());
    auto made = torch::empty({1}, torch::TensorOptions().device(torch::kCUDA));
}
