#include <torch/extension.h>
#include <musa_runtime.h>

void check(const torch::Tensor &values, const torch::Tensor *more) {
    // expect: musa/torch/device
    TORCH_CHECK(values.is_privateuseone(), "values must be on the GPU");
    // expect: musa/torch/device
    TORCH_CHECK(more->is_privateuseone(), "more must be on the GPU");
    // expect: musa/torch/device
    TORCH_CHECK(values.device().is_privateuseone());
    // ok: musa/torch/device
    TORCH_CHECK(values.is_contiguous());
    auto made = torch::empty({1}, torch::TensorOptions().device(torch::kPrivateUse1));
}
