// cuSOLVER on oneMKL: inverses, eigenvalues and singular values by its other names, and types named at run time.
#include "port_solver.hpp"

#include "check.hpp"
#include "memory.hpp"

namespace mkl = oneapi::mkl;
constexpr auto N = mkl::transpose::nontrans;
constexpr auto lower = mkl::uplo::lower;
constexpr auto vectors = port::solver_eig_mode::vector;
constexpr auto done = port::solver_success;

template <class T> T* scratch(int size) { return device<T>(std::vector<T>(size_t(size) + 1)); }

void inverses(port::solver_handle h, int* info) {
  int size = 0;
  double* a = device<double>({4, 2, 2, 3});
  CHECK(port::solver_potrf_buffer_size(h, lower, 2, a, 2, &size) == done);
  CHECK(port::solver_potrf(h, lower, 2, a, 2, scratch<double>(size), size, info) == done);
  CHECK(port::solver_potri_buffer_size(h, lower, 2, a, 2, &size) == done);
  CHECK(port::solver_potri(h, lower, 2, a, 2, scratch<double>(size), size, info) == done && holds(info, {0}));
  CHECK(holds(a, {0.375, -0.25}));
}

void eigenvalues(port::solver_handle h, port::solver_settings_t s, int* info) {
  int size = 0;
  double *a = device<double>({2, 1, 1, 2}), *b = device<double>({2, 0, 0, 2}), *w = device<double>({0, 0});
  CHECK(port::solver_sygvd_buffer_size(h, 1, vectors, lower, 2, a, 2, b, 2, w, &size) == done);
  CHECK(port::solver_sygvd(h, 1, vectors, lower, 2, a, 2, b, 2, w, scratch<double>(size), size, info) == done);
  CHECK(holds(w, {0.5, 1.5}) && holds(info, {0}));
  double* e = device<double>({2, 1, 1, 2});
  CHECK(port::solver_syevj_buffer_size(h, vectors, lower, 2, e, 2, w, &size, s) == done);
  CHECK(port::solver_syevj(h, vectors, lower, 2, e, 2, w, scratch<double>(size), size, info, s) == done);
  CHECK(holds(w, {1, 3}) && near(std::fabs(host(e, 1)[0]), std::sqrt(0.5)));
  float2 *z = device<float2>({{2, 0}, {0, 1}, {0, -1}, {2, 0}}), *y = device<float2>({{1, 0}, {0, 0}, {0, 0}, {1, 0}});
  float* v = device<float>({0, 0});
  CHECK(port::solver_sygvd_buffer_size(h, 1, vectors, lower, 2, z, 2, y, 2, v, &size) == done);
  CHECK(port::solver_sygvd(h, 1, vectors, lower, 2, z, 2, y, 2, v, scratch<float2>(size), size, info) == done);
  CHECK(holds(v, {1, 3}));
}

void singular_values(port::solver_handle h, port::solver_settings_t settings, int* info) {
  // [3 0; 0 2; 0 0] = U * S * V^T, economically
  int size = 0;
  double *a = device<double>({3, 0, 0, 0, 2, 0}), *s = device<double>({0, 0}), *u = scratch<double>(5),
         *v = device<double>({0, 0, 0, 0});
  CHECK(port::solver_gesvdj_buffer_size(h, vectors, 1, 3, 2, a, 3, s, u, 3, v, 2, &size, settings) == done);
  CHECK(port::solver_gesvdj(h, vectors, 1, 3, 2, a, 3, s, u, 3, v, 2, scratch<double>(size), size, info, settings) ==
        done);
  const auto left = host(u, 6), right = host(v, 4);
  CHECK(holds(s, {3, 2}) && near(left[0] * right[0], 1) && near(left[4] * right[3], 1) && near(right[1], 0));
  // [0 2; 1 0], whose V is no symmetric matrix of the values' order
  double *b = device<double>({0, 1, 2, 0, 0, 0}), *p = scratch<double>(4), *q = scratch<double>(9);
  CHECK(port::solver_gesvdj(h, vectors, 0, 2, 3, b, 2, s, p, 2, q, 3, scratch<double>(4 * size + 64), 4 * size + 64,
                            info, settings) == done);
  const auto ours = host(q, 9);
  CHECK(holds(s, {2, 1}) && near(std::fabs(ours[1]), 1) && near(std::fabs(ours[3]), 1) && near(std::fabs(ours[8]), 1));
}

void named_types(port::solver_handle h, port::solver_settings_t s, int* info) {
  const auto r = port::r_64f;
  size_t device_bytes = 0, host_bytes = 0;
  CHECK(port::solver_buffer_sizes(h, s, 2, &device_bytes, &host_bytes) == done && device_bytes == 1 && host_bytes == 1);
  double *a = device<double>({1, 2, 3, 4}), *b = device<double>({7, 10});
  auto* pivots = device<std::int64_t>({0, 0});
  CHECK(port::solver_xgetrf(h, s, 2, 2, r, a, 2, pivots, r, nullptr, 0, nullptr, 0, info) == done &&
        holds(info, {0}) && holds(pivots, {2, 2}));
  CHECK(port::solver_xgetrs(h, s, N, 2, 1, r, a, 2, pivots, r, b, 2, info) == done && holds(b, {1, 2}));
  CHECK(port::solver_xgetrf(h, s, 2, 2, r, a, 2, nullptr, r, nullptr, 0, nullptr, 0, info) != done &&
        port::last_error());
  double *p = device<double>({4, 2, 2, 3}), *x = device<double>({8, 7});
  CHECK(port::solver_xpotrf(h, s, lower, 2, r, p, 2, r, nullptr, 0, nullptr, 0, info) == done && holds(info, {0}));
  CHECK(port::solver_xpotrs(h, s, lower, 2, 1, r, p, 2, r, x, 2, info) == done && holds(x, {1.25, 1.5}));
  double *q = device<double>({3, 4, 0, 5}), *tau = device<double>({0, 0});
  CHECK(port::solver_xgeqrf(h, s, 2, 2, r, q, 2, r, tau, r, nullptr, 0, nullptr, 0, info) == done);
  CHECK(near(std::fabs(host(q, 1)[0]), 5));
  float2* z = device<float2>({{2, 0}, {0, 1}, {0, -1}, {2, 0}});
  float* w = device<float>({0, 0});
  CHECK(port::solver_xsyevd(h, s, vectors, lower, 2, port::c_32f, z, 2, port::r_32f, w, port::c_32f, nullptr, 0,
                            nullptr, 0, info) == done &&
        holds(w, {1, 3}));
}

int main() {
  port::solver_handle h = nullptr;
  port::solver_settings_t settings = nullptr;
  CHECK(port::solver_create(&h) == done && port::solver_create_settings(&settings) == done);
  CHECK(port::solver_set(settings, 1e-7) == done);
  int* info = device<int>({9});
  inverses(h, info);
  eigenvalues(h, settings, info);
  singular_values(h, settings, info);
  named_types(h, settings, info);
  CHECK(port::solver_destroy_settings(settings) == done && port::solver_destroy(h) == done);
  if (port::peek_error()) std::printf("%s\n", port::error_string(port::last_error()));
  return finished();
}
