// Compiles a kernel from a string while the program runs, with the element type chosen by the
// caller.
//
// Plain C++: no kernel is compiled ahead of time, everything goes through the driver API.

#include <mcr/maca.h>
#include <mcr/mcrtc.h>

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

void check(mcError_t result, const char* call) {
  if (result == mcSuccess) return;
  fail(call,
       result == mcErrorOutOfMemory ? "out of memory" : "error " + std::to_string(result));
}

void check(mcrtcResult result, const char* call) {
  if (result != MCRTC_SUCCESS) fail(call, mcrtcGetErrorString(result));
}

#define CHECK(call) check((call), #call)

std::string log_of(mcrtcProgram program) {
  size_t size = 0;
  CHECK(mcrtcGetProgramLogSize(program, &size));
  std::string log(size, '\0');
  CHECK(mcrtcGetProgramLog(program, &log[0]));
  return log;
}

std::vector<char> compile(const std::string& element) {
  mcrtcProgram program;
  CHECK(mcrtcCreateProgram(&program, kSource, "axpy.cu", 0, nullptr, nullptr));
  const std::string define = "-DELEMENT=" + element;
  const char* options[] = {define.c_str(), "-DNDEBUG"};
  const mcrtcResult result = mcrtcCompileProgram(program, 2, options);
  if (result != MCRTC_SUCCESS) throw std::runtime_error("compiling axpy: " + log_of(program));

  size_t size = 0;
  CHECK(mcrtcGetBitcodeSize(program, &size));
  std::vector<char> code(size);
  CHECK(mcrtcGetBitcode(program, code.data()));
  CHECK(mcrtcDestroyProgram(&program));
  return code;
}

template <typename Element>
bool run(const char* element, Element a) {
  const std::vector<char> code = compile(element);
  mcModule_t module;
  mcFunction_t axpy;
  CHECK(mcModuleLoadData(&module, code.data()));
  CHECK(mcModuleGetFunction(&axpy, module, "axpy"));

  size_t count = 100'000;
  const size_t bytes = count * sizeof(Element);
  std::vector<Element> x(count), y(count), result(count);
  for (size_t i = 0; i < count; ++i) {
    x[i] = static_cast<Element>(i % 251);
    y[i] = static_cast<Element>(i % 241) / 2;
  }

  mcDeviceptr_t d_x = 0, d_y = 0;
  CHECK(mcMalloc(&d_x, bytes));
  CHECK(mcMalloc(&d_y, bytes));
  CHECK(mcMemcpyHtoD(d_x, x.data(), bytes));
  CHECK(mcMemcpyHtoD(d_y, y.data(), bytes));

  const unsigned int threads = 256;
  const unsigned int blocks = static_cast<unsigned int>((count + threads - 1) / threads);
  void* arguments[] = {&a, &d_x, &d_y, &count};
  CHECK(mcModuleLaunchKernel(axpy, blocks, 1, 1, threads, 1, 1, 0, nullptr, arguments, nullptr));
  CHECK(mcCtxSynchronize());
  CHECK(mcMemcpyDtoH(result.data(), d_y, bytes));
  CHECK(mcFree(d_x));
  CHECK(mcFree(d_y));
  CHECK(mcModuleUnload(module));

  for (size_t i = 0; i < count; ++i) {
    if (std::fabs(double(result[i]) - double(a * x[i] + y[i])) > 1e-4) return false;
  }
  return true;
}

}  // namespace

int main() {
  try {
    MCdevice device;
    mcCtx_t context;
    CHECK(mcInit(0));
    CHECK(mcDeviceGet(&device, 0));
    CHECK(mcDevicePrimaryCtxRetain(&context, device));
    CHECK(mcCtxSetCurrent(context));
    const bool ok = run<float>("float", 1.5f) && run<double>("double", -0.75);
    CHECK(mcDevicePrimaryCtxRelease(device));
    std::printf("driver_nvrtc: %s\n", ok ? "ok" : "FAILED: wrong values");
    return ok ? 0 : 1;
  } catch (const std::exception& error) {
    std::printf("driver_nvrtc: FAILED: %s\n", error.what());
    return 1;
  }
}
