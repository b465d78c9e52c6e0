// cuFFT programs on oneMKL: plans, and calls with CUDA's arguments in CUDA's order. A comment of the form
// `/// CUDA => SYCL` says what a declaration stands for.
#pragma once
#define PORT_FFT_HPP

#include "port_mkl.hpp"

// Macros of programs, also of their commands, that oneMKL has as names.
#pragma push_macro("REAL")
#pragma push_macro("COMPLEX")
#pragma push_macro("SINGLE")
#pragma push_macro("DOUBLE")
#undef REAL
#undef COMPLEX
#undef SINGLE
#undef DOUBLE

#include <oneapi/mkl/dft.hpp>

// What programs ask for at compile time: calls here are in the form of the library of CUDA 12.
#define CUFFT_VER_MAJOR 11
#define CUFFT_VER_MINOR 4
#define CUFFT_VER_PATCH 0
#define CUFFT_VER_BUILD 0
#define CUFFT_VERSION 11400

namespace port {
// ==== cuFFT
//
// A plan holds its sizes; the descriptor is committed when it is first used, since the stream comes after the plan, and
// since only then it is known whether the result takes the input's place. As in cuFFT nothing is scaled.

enum fft_status : int {
  fft_success = 0,
  fft_invalid_plan = 1,
  fft_alloc_failed = 2,
  fft_invalid_type = 3,
  fft_invalid_value = 4,
  fft_internal_error = 5,
  fft_exec_failed = 6,
  fft_setup_failed = 7,
  fft_invalid_size = 8,
  fft_unaligned_data = 9,
  fft_incomplete_parameter_list = 10,
  fft_invalid_device = 11,
  fft_parse_error = 12,
  fft_no_workspace = 13,
  fft_not_implemented = 14,
  fft_license_error = 15,
  fft_not_supported = 16
};
enum class fft_kind { none = 0, r2c = 0x2a, c2r = 0x2c, c2c = 0x29, d2z = 0x6a, z2d = 0x6c, z2z = 0x69 };
constexpr int fft_forward = -1, fft_inverse = 1;

/// cufftHandle => sizes, and the mkl::dft::descriptor that is made of them
struct fft_state {
  std::vector<std::int64_t> sizes;
  std::int64_t count = 1;
  fft_kind kind = fft_kind::none;  // of cufftXtMakePlanMany, whose execution does not name it
  // Strides and distances of real and complex numbers; empty and 0: packed.
  std::vector<std::int64_t> input, output;
  std::int64_t input_distance = 0, output_distance = 0;
  stream_t stream = nullptr;
  std::shared_ptr<void> committed[2];  // by placement

  std::int64_t size() const {
    std::int64_t all = 1;
    for (const auto one : sizes) all *= one;
    return all;
  }
  // The strides of rows that are `last` numbers long.
  std::vector<std::int64_t> packed(std::int64_t last) const {
    std::vector<std::int64_t> strides(sizes.size() + 1);
    std::int64_t stride = 1;
    for (size_t n = sizes.size(); n > 0; --n) {
      strides[n] = stride;
      stride *= n == sizes.size() ? last : sizes[n - 1];
    }
    return strides;
  }
};
using fft_plan = fft_state*;

template <class Call> fft_status fft_attempt(Call&& call) {
  switch (attempt(std::forward<Call>(call))) {
    case success: return fft_success;
    case error_memory_allocation: return fft_alloc_failed;
    default: return fft_exec_failed;
  }
}
inline fft_status fft_planned(fft_plan* plan, std::vector<std::int64_t> sizes, std::int64_t count) {
  for (const auto size : sizes)
    if (size < 1) return fft_invalid_size;
  *plan = new fft_state;
  (*plan)->sizes = std::move(sizes);
  (*plan)->count = count;
  return fft_success;
}

/// cufftPlan1d, cufftPlan2d, cufftPlan3d => sizes of a mkl::dft::descriptor
inline fft_status plan_1d(fft_plan* plan, int n, fft_kind, int count) { return fft_planned(plan, {n}, count); }
inline fft_status plan_2d(fft_plan* plan, int a, int b, fft_kind) { return fft_planned(plan, {a, b}, 1); }
inline fft_status plan_3d(fft_plan* plan, int a, int b, int c, fft_kind) { return fft_planned(plan, {a, b, c}, 1); }

/// cufftPlanMany => config_param::FWD_STRIDES, BWD_STRIDES, FWD_DISTANCE, BWD_DISTANCE
template <class N> fft_status plan_many(fft_plan* plan, int rank, N* n, as<N>* inembed, as<N> istride, as<N> idist,
                                        as<N>* onembed, as<N> ostride, as<N> odist, fft_kind, as<N> count) {
  if (const fft_status status = fft_planned(plan, std::vector<std::int64_t>(n, n + rank), std::int64_t(count)))
    return status;
  const auto strides = [&](const N* embed, N stride) {
    std::vector<std::int64_t> all(size_t(rank) + 1);
    std::int64_t step = stride;
    for (int d = rank; d > 0; --d) {
      all[size_t(d)] = step;
      step *= embed[d - 1];
    }
    return all;
  };
  if (inembed) (*plan)->input = strides(inembed, istride), (*plan)->input_distance = idist;
  if (onembed) (*plan)->output = strides(onembed, ostride), (*plan)->output_distance = odist;
  return fft_success;
}

/// cufftCreate, cufftMakePlan1d, ..., cufftMakePlanMany => as cufftPlan1d, ..., cufftPlanMany
inline fft_status fft_create(fft_plan* plan) { return fft_planned(plan, {1}, 1); }
inline fft_status fft_made(fft_plan plan, fft_plan made, fft_status status, size_t* work) {
  if (status != fft_success) return status;
  made->stream = plan->stream;
  *plan = *made;
  delete made;
  if (work) *work = 0;
  return fft_success;
}
inline fft_status make_plan_1d(fft_plan plan, int n, fft_kind kind, int count, size_t* work) {
  fft_plan made = nullptr;
  const fft_status status = plan_1d(&made, n, kind, count);
  return fft_made(plan, made, status, work);
}
inline fft_status make_plan_2d(fft_plan plan, int a, int b, fft_kind kind, size_t* work) {
  fft_plan made = nullptr;
  const fft_status status = plan_2d(&made, a, b, kind);
  return fft_made(plan, made, status, work);
}
inline fft_status make_plan_3d(fft_plan plan, int a, int b, int c, fft_kind kind, size_t* work) {
  fft_plan made = nullptr;
  const fft_status status = plan_3d(&made, a, b, c, kind);
  return fft_made(plan, made, status, work);
}
/// cufftMakePlanMany64 => as cufftPlanMany
template <class N>
fft_status make_plan_many(fft_plan plan, int rank, N* n, as<N>* inembed, as<N> istride, as<N> idist, as<N>* onembed,
                          as<N> ostride, as<N> odist, fft_kind kind, as<N> count, size_t* work) {
  fft_plan made = nullptr;
  const fft_status status = plan_many(&made, rank, n, inembed, istride, idist, onembed, ostride, odist, kind, count);
  return fft_made(plan, made, status, work);
}

/// cufftSetAutoAllocation, cufftSetWorkArea => without effect: descriptors have their own memory
inline fft_status fft_set_auto_allocation(fft_plan, int) { return fft_success; }
inline fft_status fft_set_work_area(fft_plan, void*) { return fft_success; }
/// cufftGetSize => 0
inline fft_status fft_get_size(fft_plan, size_t* work) {
  *work = 0;
  return fft_success;
}
/// cufftEstimate1d, cufftEstimate2d, cufftEstimate3d, cufftEstimateMany => 0
template <class... Sizes> fft_status fft_estimate(Sizes... sizes) {
  *std::get<sizeof...(sizes) - 1>(std::make_tuple(sizes...)) = 0;
  return fft_success;
}
/// cufftSetStream => the queue that the descriptor is committed to
inline fft_status fft_set_stream(fft_plan plan, stream_t stream) {
  plan->stream = stream;
  plan->committed[0].reset();
  plan->committed[1].reset();
  return fft_success;
}
/// cufftDestroy => the descriptor is deleted
inline fft_status fft_destroy(fft_plan plan) {
  delete plan;
  return fft_success;
}

// The descriptor of a plan for one placement; `forward`: the plan's input is the forward domain.
template <mkl::dft::precision Precision, mkl::dft::domain Domain>
auto& descriptor(fft_plan plan, sycl::queue& q, bool in_place, bool forward) {
  using type = mkl::dft::descriptor<Precision, Domain>;
  using parameter = mkl::dft::config_param;
  auto& kept = plan->committed[in_place];
  if (!kept) {
    const auto made = std::make_shared<type>(plan->sizes);
    const std::int64_t last = plan->sizes.back(), half = last / 2 + 1;
    const std::int64_t others = plan->size() / last;
    constexpr bool real = Domain == mkl::dft::domain::REAL;
    const std::int64_t row = real ? (in_place ? 2 * half : last) : last, other_row = real ? half : last;
    auto strides = plan->packed(row), other_strides = plan->packed(other_row);
    std::int64_t distance = row * others, other_distance = other_row * others;
    const auto &own = forward ? plan->input : plan->output, &other = forward ? plan->output : plan->input;
    if (!own.empty()) strides = own, distance = forward ? plan->input_distance : plan->output_distance;
    if (!other.empty()) other_strides = other, other_distance = forward ? plan->output_distance : plan->input_distance;
    made->set_value(parameter::PLACEMENT,
                    in_place ? mkl::dft::config_value::INPLACE : mkl::dft::config_value::NOT_INPLACE);
    made->set_value(parameter::FWD_STRIDES, strides);
    made->set_value(parameter::BWD_STRIDES, other_strides);
    made->set_value(parameter::NUMBER_OF_TRANSFORMS, plan->count);
    made->set_value(parameter::FWD_DISTANCE, distance);
    made->set_value(parameter::BWD_DISTANCE, other_distance);
    made->commit(q);
    kept = made;
  }
  return *static_cast<type*>(kept.get());
}
template <mkl::dft::precision Precision, mkl::dft::domain Domain, class In, class Out>
fft_status transform(fft_plan plan, In* in, Out* out, bool forward) {
  if (!plan) return fft_invalid_plan;
  return fft_attempt([&] {
    auto& q = queue(plan->stream);
    const bool in_place = static_cast<void*>(in) == static_cast<void*>(out);
    auto& made = descriptor<Precision, Domain>(plan, q, in_place, forward || Domain == mkl::dft::domain::COMPLEX);
    if constexpr (Domain == mkl::dft::domain::COMPLEX) {
      if (in_place) forward ? mkl::dft::compute_forward(made, in) : mkl::dft::compute_backward(made, in);
      else forward ? mkl::dft::compute_forward(made, in, out) : mkl::dft::compute_backward(made, in, out);
    } else if constexpr (std::is_floating_point_v<In>) {
      if (in_place) mkl::dft::compute_forward(made, in);
      else mkl::dft::compute_forward(made, in, out);
    } else {
      if (in_place) mkl::dft::compute_backward(made, out);
      else mkl::dft::compute_backward(made, in, out);
    }
  });
}

/// cufftExecR2C, cufftExecD2Z => mkl::dft::compute_forward
inline fft_status exec_r2c(fft_plan plan, float* in, float2* out) {
  return transform<mkl::dft::precision::SINGLE, mkl::dft::domain::REAL>(plan, in, numbers(out), true);
}
inline fft_status exec_d2z(fft_plan plan, double* in, double2* out) {
  return transform<mkl::dft::precision::DOUBLE, mkl::dft::domain::REAL>(plan, in, numbers(out), true);
}
/// cufftExecC2R, cufftExecZ2D => mkl::dft::compute_backward
inline fft_status exec_c2r(fft_plan plan, float2* in, float* out) {
  return transform<mkl::dft::precision::SINGLE, mkl::dft::domain::REAL>(plan, numbers(in), out, false);
}
inline fft_status exec_z2d(fft_plan plan, double2* in, double* out) {
  return transform<mkl::dft::precision::DOUBLE, mkl::dft::domain::REAL>(plan, numbers(in), out, false);
}
/// cufftExecC2C, cufftExecZ2Z => mkl::dft::compute_forward, compute_backward
inline fft_status exec_c2c(fft_plan plan, float2* in, float2* out, int direction) {
  return transform<mkl::dft::precision::SINGLE, mkl::dft::domain::COMPLEX>(plan, numbers(in), numbers(out),
                                                                           direction == fft_forward);
}
inline fft_status exec_z2z(fft_plan plan, double2* in, double2* out, int direction) {
  return transform<mkl::dft::precision::DOUBLE, mkl::dft::domain::COMPLEX>(plan, numbers(in), numbers(out),
                                                                           direction == fft_forward);
}

/// cufftXtMakePlanMany => as cufftMakePlanMany64, of the kind that the types say
inline fft_status make_plan_xt(fft_plan plan, int rank, long long* n, long long* inembed, long long istride,
                               long long idist, data_type from, long long* onembed, long long ostride,
                               long long odist, data_type to, long long count, size_t* work, data_type) {
  const fft_kind kind = from == c_32f && to == c_32f   ? fft_kind::c2c
                        : from == c_64f && to == c_64f ? fft_kind::z2z
                        : from == r_32f && to == c_32f ? fft_kind::r2c
                        : from == r_64f && to == c_64f ? fft_kind::d2z
                        : from == c_32f && to == r_32f ? fft_kind::c2r
                        : from == c_64f && to == r_64f ? fft_kind::z2d
                                                       : fft_kind::none;
  if (kind == fft_kind::none) return fft_invalid_type;
  const fft_status status =
      make_plan_many(plan, rank, n, inembed, istride, idist, onembed, ostride, odist, kind, count, work);
  plan->kind = kind;
  return status;
}
/// cufftXtExec => mkl::dft::compute_forward, compute_backward
inline fft_status exec_xt(fft_plan plan, void* in, void* out, int direction) {
  switch (plan->kind) {
    case fft_kind::c2c: return exec_c2c(plan, static_cast<float2*>(in), static_cast<float2*>(out), direction);
    case fft_kind::z2z: return exec_z2z(plan, static_cast<double2*>(in), static_cast<double2*>(out), direction);
    case fft_kind::r2c: return exec_r2c(plan, static_cast<float*>(in), static_cast<float2*>(out));
    case fft_kind::d2z: return exec_d2z(plan, static_cast<double*>(in), static_cast<double2*>(out));
    case fft_kind::c2r: return exec_c2r(plan, static_cast<float2*>(in), static_cast<float*>(out));
    case fft_kind::z2d: return exec_z2d(plan, static_cast<double2*>(in), static_cast<double*>(out));
    default: return fft_invalid_plan;
  }
}
/// cufftGetVersion => the release whose calls these are
inline fft_status fft_get_version(int* version) {
  *version = CUFFT_VERSION;
  return fft_success;
}
}  // namespace port

#pragma pop_macro("REAL")
#pragma pop_macro("COMPLEX")
#pragma pop_macro("SINGLE")
#pragma pop_macro("DOUBLE")
