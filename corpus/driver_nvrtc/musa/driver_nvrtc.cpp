// Compiles a kernel from a string while the program runs, with the element type chosen by the
// caller.
//
// Plain C++: no kernel is compiled ahead of time, everything goes through the driver API.

#include <musa.h>
#include <mtrtc.h>

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

void check(MUresult result, const char* call) {
  if (result == MUSA_SUCCESS) return;
  fail(call,
       result == MUSA_ERROR_OUT_OF_MEMORY ? "out of memory" : "error " + std::to_string(result));
}

void check(mtrtcResult result, const char* call) {
  if (result != MTRTC_SUCCESS) fail(call, mtrtcGetErrorString(result));
}

#define CHECK(call) check((call), #call)

std::string log_of(mtrtcProgram program) {
  size_t size = 0;
  CHECK(mtrtcGetProgramLogSize(program, &size));
  std::string log(size, '\0');
  CHECK(mtrtcGetProgramLog(program, &log[0]));
  return log;
}

std::vector<char> compile(const std::string& element) {
  mtrtcProgram program;
  CHECK(mtrtcCreateProgram(&program, kSource, "axpy.cu", 0, nullptr, nullptr));
  const std::string define = "-DELEMENT=" + element;
  const char* options[] = {define.c_str(), "-DNDEBUG"};
  const mtrtcResult result = mtrtcCompileProgram(program, 2, options);
  if (result != MTRTC_SUCCESS) throw std::runtime_error("compiling axpy: " + log_of(program));

  size_t size = 0;
  CHECK(mtrtcGetFatBinSize(program, &size));
  std::vector<char> code(size);
  CHECK(mtrtcGetFatBin(program, code.data()));
  CHECK(mtrtcDestroyProgram(&program));
  return code;
}

template <typename Element>
bool run(const char* element, Element a) {
  const std::vector<char> code = compile(element);
  MUmodule module;
  MUfunction axpy;
  CHECK(muModuleLoadData(&module, code.data()));
  CHECK(muModuleGetFunction(&axpy, module, "axpy"));

  size_t count = 100'000;
  const size_t bytes = count * sizeof(Element);
  std::vector<Element> x(count), y(count), result(count);
  for (size_t i = 0; i < count; ++i) {
    x[i] = static_cast<Element>(i % 251);
    y[i] = static_cast<Element>(i % 241) / 2;
  }

  MUdeviceptr d_x = 0, d_y = 0;
  CHECK(muMemAlloc(&d_x, bytes));
  CHECK(muMemAlloc(&d_y, bytes));
  CHECK(muMemcpyHtoD(d_x, x.data(), bytes));
  CHECK(muMemcpyHtoD(d_y, y.data(), bytes));

  const unsigned int threads = 256;
  const unsigned int blocks = static_cast<unsigned int>((count + threads - 1) / threads);
  void* arguments[] = {&a, &d_x, &d_y, &count};
  CHECK(muLaunchKernel(axpy, blocks, 1, 1, threads, 1, 1, 0, nullptr, arguments, nullptr));
  CHECK(muCtxSynchronize());
  CHECK(muMemcpyDtoH(result.data(), d_y, bytes));
  CHECK(muMemFree(d_x));
  CHECK(muMemFree(d_y));
  CHECK(muModuleUnload(module));

  for (size_t i = 0; i < count; ++i) {
    if (std::fabs(double(result[i]) - double(a * x[i] + y[i])) > 1e-4) return false;
  }
  return true;
}

}  // namespace

int main() {
  try {
    MUdevice device;
    MUcontext context;
    CHECK(muInit(0));
    CHECK(muDeviceGet(&device, 0));
    CHECK(muDevicePrimaryCtxRetain(&context, device));
    CHECK(muCtxSetCurrent(context));
    const bool ok = run<float>("float", 1.5f) && run<double>("double", -0.75);
    CHECK(muDevicePrimaryCtxRelease(device));
    std::printf("driver_nvrtc: %s\n", ok ? "ok" : "FAILED: wrong values");
    return ok ? 0 : 1;
  } catch (const std::exception& error) {
    std::printf("driver_nvrtc: FAILED: %s\n", error.what());
    return 1;
  }
}
