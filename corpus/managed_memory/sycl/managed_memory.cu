// A sparse polynomial as a list of terms in managed memory: the host builds it, the device
// evaluates it, the host changes it, the device evaluates it again. No explicit copy is made.

#include "port.hpp"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <new>

#define CHECK(call)                                                                \
  do {                                                                             \
    const port::error_t code = (call);                                               \
    if (code != port::success) {                                                     \
      std::printf("managed_memory: FAILED: %s: %s\n", #call, port::error_string(code)); \
      std::exit(1);                                                                \
    }                                                                              \
  } while (0)

// Objects of derived classes live in managed memory.
class Managed {
 public:
  static void* operator new(std::size_t size) {
    void* memory = nullptr;
    if (port::malloc_managed(&memory, size) != port::success)
      throw std::bad_alloc();
    return memory;
  }
  static void operator delete(void* memory) noexcept { (void)port::free(memory); }
};

struct Term : Managed {
  Term(double coefficient, int exponent, Term* next)
      : coefficient(coefficient), exponent(exponent), next(next) {}
  double coefficient;
  int exponent;
  Term* next;
};

PORT_MANAGED(unsigned int, evaluations, 0);

inline double evaluate(const Term* term, double x) {
  double sum = 0.0;
  for (; term != nullptr; term = term->next) {
    double power = 1.0;
    for (int i = 0; i < term->exponent; ++i) power *= x;
    sum += term->coefficient * power;
  }
  return sum;
}

void evaluate_all(const Term* polynomial, const double* x, double* y, int count) {
  const int i = port::block_idx().x * port::block_dim().x + port::thread_idx().x;
  if (i >= count) return;
  y[i] = evaluate(polynomial, x[i]);
  port::atomic(&(*evaluations_on_device.get())).fetch_add(1u);
}

// CUDA 13 describes a place by a cudaMemLocation where it was a device number before.
void advise_and_prefetch(const double* x, double* y, size_t bytes, int device) {
#if CUDART_VERSION >= 13000
  port::mem_location place{};
  place.type = port::mem_location_device;
  place.id = device;
  CHECK(port::mem_advise(x, bytes, port::mem_advise_set_read_mostly, place));
  CHECK(port::mem_advise(y, bytes, port::mem_advise_set_preferred_location, place));
  CHECK(port::mem_prefetch_async(x, bytes, place, 0, port::stream_per_thread));
#else
  CHECK(port::mem_advise(x, bytes, port::mem_advise_set_read_mostly, device));
  CHECK(port::mem_advise(y, bytes, port::mem_advise_set_preferred_location, device));
  CHECK(port::mem_prefetch_async(x, bytes, device, port::stream_per_thread));
#endif
  CHECK(port::stream_synchronize(port::stream_per_thread));
}

bool same(const Term* polynomial, const double* x, const double* y, int count) {
  for (int i = 0; i < count; ++i) {
    if (std::fabs(y[i] - evaluate(polynomial, x[i])) > 1e-9) return false;
  }
  return true;
}

int main() {
  constexpr int count = 1 << 16;
  int device = 0;
  port::device_properties properties;
  CHECK(port::get_device(&device));
  CHECK(port::get_properties(&properties, device));
  if (!properties.managedMemory) {
    std::printf("managed_memory: ok (%s has no managed memory)\n", properties.name);
    return 0;
  }

  double *x = nullptr, *y = nullptr;
  CHECK(port::malloc_managed(&x, count * sizeof(double)));
  CHECK(port::malloc_managed((void**)&y, count * sizeof(double)));
  for (int i = 0; i < count; ++i) x[i] = -1.0 + 2.0 * i / count;
  if (properties.concurrentManagedAccess) advise_and_prefetch(x, y, count * sizeof(double), device);

  Term* polynomial = new Term(3.0, 0, new Term(-2.0, 3, new Term(0.5, 7, nullptr)));
  bool ok = true;
  for (int round = 0; round < 2; ++round) {
    port::launch<evaluate_all>(count / 256, 256)(polynomial, x, y, count);
    CHECK(port::last_error());
    CHECK(port::device_synchronize());
    ok = ok && same(polynomial, x, y, count) && evaluations == (round + 1u) * count;
    polynomial = new Term(1.25, 2, polynomial);
  }

  while (polynomial != nullptr) {
    Term* const next = polynomial->next;
    delete polynomial;
    polynomial = next;
  }
  CHECK(port::free(x));
  CHECK(port::free(y));
  std::printf("managed_memory: %s\n", ok ? "ok" : "FAILED: wrong values");
  return ok ? 0 : 1;
}
