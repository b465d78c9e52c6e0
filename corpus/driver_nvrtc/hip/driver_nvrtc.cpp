// Compiles a kernel from a string while the program runs, with the element type chosen by the
// caller.
//
// Plain C++: no kernel is compiled ahead of time, everything goes through the driver API.

#include <hip/hip_runtime.h>
#include <hip/hiprtc.h>

#include <cmath>
#include <cstdio>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

const char* const kSource = R"cuda(
extern "C" __global__ void axpy(ELEMENT a, const ELEMENT* x, ELEMENT* y, size_t count) {
  const size_t i = size_t(blockIdx.x) * blockDim.x + threadIdx.x;
  if (i < count) y[i] = a * x[i] + y[i];
}
)cuda";

void fail(const char* call, const std::string& why) {
  throw std::runtime_error(std::string(call) + ": " + why);
}

void check(hipError_t result, const char* call) {
  if (result == hipSuccess) return;
  fail(call,
       result == hipErrorOutOfMemory ? "out of memory" : "error " + std::to_string(result));
}

void check(hiprtcResult result, const char* call) {
  if (result != HIPRTC_SUCCESS) fail(call, hiprtcGetErrorString(result));
}

#define CHECK(call) check((call), #call)

std::string log_of(hiprtcProgram program) {
  size_t size = 0;
  CHECK(hiprtcGetProgramLogSize(program, &size));
  std::string log(size, '\0');
  CHECK(hiprtcGetProgramLog(program, &log[0]));
  return log;
}

std::vector<char> compile(const std::string& element) {
  hiprtcProgram program;
  CHECK(hiprtcCreateProgram(&program, kSource, "axpy.cu", 0, nullptr, nullptr));
  const std::string define = "-DELEMENT=" + element;
  const char* options[] = {define.c_str(), "-DNDEBUG"};
  const hiprtcResult result = hiprtcCompileProgram(program, 2, options);
  if (result != HIPRTC_SUCCESS) throw std::runtime_error("compiling axpy: " + log_of(program));

  size_t size = 0;
  CHECK(hiprtcGetCodeSize(program, &size));
  std::vector<char> code(size);
  CHECK(hiprtcGetCode(program, code.data()));
  CHECK(hiprtcDestroyProgram(&program));
  return code;
}

template <typename Element>
bool run(const char* element, Element a) {
  const std::vector<char> code = compile(element);
  hipModule_t module;
  hipFunction_t axpy;
  CHECK(hipModuleLoadData(&module, code.data()));
  CHECK(hipModuleGetFunction(&axpy, module, "axpy"));

  size_t count = 100'000;
  const size_t bytes = count * sizeof(Element);
  std::vector<Element> x(count), y(count), result(count);
  for (size_t i = 0; i < count; ++i) {
    x[i] = static_cast<Element>(i % 251);
    y[i] = static_cast<Element>(i % 241) / 2;
  }

  hipDeviceptr_t d_x = 0, d_y = 0;
  CHECK(hipMalloc(&d_x, bytes));
  CHECK(hipMalloc(&d_y, bytes));
  CHECK(hipMemcpyHtoD(d_x, (void*)x.data(), bytes));
  CHECK(hipMemcpyHtoD(d_y, (void*)y.data(), bytes));

  const unsigned int threads = 256;
  const unsigned int blocks = static_cast<unsigned int>((count + threads - 1) / threads);
  void* arguments[] = {&a, &d_x, &d_y, &count};
  CHECK(hipModuleLaunchKernel(axpy, blocks, 1, 1, threads, 1, 1, 0, nullptr, arguments, nullptr));
  CHECK(hipCtxSynchronize());
  CHECK(hipMemcpyDtoH(result.data(), d_y, bytes));
  CHECK(hipFree(d_x));
  CHECK(hipFree(d_y));
  CHECK(hipModuleUnload(module));

  for (size_t i = 0; i < count; ++i) {
    if (std::fabs(double(result[i]) - double(a * x[i] + y[i])) > 1e-4) return false;
  }
  return true;
}

}  // namespace

int main() {
  try {
    hipDevice_t device;
    hipCtx_t context;
    CHECK(hipInit(0));
    CHECK(hipDeviceGet(&device, 0));
    CHECK(hipDevicePrimaryCtxRetain(&context, device));
    CHECK(hipCtxSetCurrent(context));
    const bool ok = run<float>("float", 1.5f) && run<double>("double", -0.75);
    CHECK(hipDevicePrimaryCtxRelease(device));
    std::printf("driver_nvrtc: %s\n", ok ? "ok" : "FAILED: wrong values");
    return ok ? 0 : 1;
  } catch (const std::exception& error) {
    std::printf("driver_nvrtc: FAILED: %s\n", error.what());
    return 1;
  }
}
