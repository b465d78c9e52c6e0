// A sparse polynomial as a list of terms in managed memory: the host builds it, the device
// evaluates it, the host changes it, the device evaluates it again. No explicit copy is made.

#include "acl_port.hpp"
#include <simt_api/asc_simt.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <new>

#define CHECK(call)                                                                \
  do {                                                                             \
    const aclError code = (call);                                               \
    if (code != ACL_SUCCESS) {                                                     \
      std::printf("managed_memory: FAILED: %s: %s\n", #call, acl_port::error_string(code)); \
      std::exit(1);                                                                \
    }                                                                              \
  } while (0)

// Objects of derived classes live in managed memory.
class Managed {
 public:
  static void* operator new(std::size_t size) {
    void* memory = nullptr;
    if (aclrtMemAllocManaged((void**)(&memory), size, ACL_RT_MEM_ATTACH_GLOBAL) != ACL_SUCCESS)
      throw std::bad_alloc();
    return memory;
  }
  static void operator delete(void* memory) noexcept { (void)aclrtFreeWithDevSync(memory); }
};

struct Term : Managed {
  Term(double coefficient, int exponent, Term* next)
      : coefficient(coefficient), exponent(exponent), next(next) {}
  double coefficient;
  int exponent;
  Term* next;
};

__managed__ unsigned int evaluations = 0;

__host__ __aicore__ inline double evaluate(const Term* term, double x) {
  double sum = 0.0;
  for (; term != nullptr; term = term->next) {
    double power = 1.0;
    for (int i = 0; i < term->exponent; ++i) power *= x;
    sum += term->coefficient * power;
  }
  return sum;
}

__global__ void evaluate_all(const Term* polynomial, const double* x, double* y, int count) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= count) return;
  y[i] = evaluate(polynomial, x[i]);
  asc_atomic_add(&evaluations, 1u);
}

// CUDA 13 describes a place by a cudaMemLocation where it was a device number before.
void advise_and_prefetch(const double* x, double* y, size_t bytes, int device) {
#if CUDART_VERSION >= 13000
  cudaMemLocation place{};
  place.type = cudaMemLocationTypeDevice;
  place.id = device;
  CHECK(cudaMemAdvise(x, bytes, ACL_MEM_ADVISE_SET_READ_MOSTLY, place));
  CHECK(cudaMemAdvise(y, bytes, ACL_MEM_ADVISE_SET_PREFERRED_LOCATION, place));
  CHECK(cudaMemPrefetchAsync(x, bytes, place, 0, nullptr));
#else
  CHECK(cudaMemAdvise(x, bytes, ACL_MEM_ADVISE_SET_READ_MOSTLY, device));
  CHECK(cudaMemAdvise(y, bytes, ACL_MEM_ADVISE_SET_PREFERRED_LOCATION, device));
  CHECK(cudaMemPrefetchAsync(x, bytes, device, nullptr));
#endif
  CHECK(aclrtSynchronizeStream(nullptr));
}

bool same(const Term* polynomial, const double* x, const double* y, int count) {
  for (int i = 0; i < count; ++i) {
    if (std::fabs(y[i] - evaluate(polynomial, x[i])) > 1e-9) return false;
  }
  return true;
}

int main() {
  const acl_port::Session session;
  constexpr int count = 1 << 16;
  int device = 0;
  acl_port::DeviceProperties properties;
  CHECK(aclrtGetDevice(&device));
  CHECK(acl_port::device_properties(&properties, device));
  if (!properties.managedMemory) {
    std::printf("managed_memory: ok (%s has no managed memory)\n", properties.name);
    return 0;
  }

  double *x = nullptr, *y = nullptr;
  CHECK(aclrtMemAllocManaged((void**)(&x), count * sizeof(double), ACL_RT_MEM_ATTACH_GLOBAL));
  CHECK(aclrtMemAllocManaged((void**)((void**)&y), count * sizeof(double), ACL_RT_MEM_ATTACH_GLOBAL));
  for (int i = 0; i < count; ++i) x[i] = -1.0 + 2.0 * i / count;
  if (properties.concurrentManagedAccess) advise_and_prefetch(x, y, count * sizeof(double), device);

  Term* polynomial = new Term(3.0, 0, new Term(-2.0, 3, new Term(0.5, 7, nullptr)));
  bool ok = true;
  for (int round = 0; round < 2; ++round) {
    evaluate_all<<<count / 256, 256, 0, nullptr>>>(polynomial, x, y, count);
    CHECK(aclrtGetLastError(ACL_RT_THREAD_LEVEL));
    CHECK(aclrtSynchronizeDevice());
    ok = ok && same(polynomial, x, y, count) && evaluations == (round + 1u) * count;
    polynomial = new Term(1.25, 2, polynomial);
  }

  while (polynomial != nullptr) {
    Term* const next = polynomial->next;
    delete polynomial;
    polynomial = next;
  }
  CHECK(aclrtFreeWithDevSync(x));
  CHECK(aclrtFreeWithDevSync(y));
  std::printf("managed_memory: %s\n", ok ? "ok" : "FAILED: wrong values");
  return ok ? 0 : 1;
}
