// device_compiler FILE [options...]: the device pass over one SYCL unit, by the DPC++ front end that libsycl-jit holds.
//
// What the front end has to say goes to the error stream (FILE is rtc_0.cpp there), and the exit code is 1 where the unit
// is refused. With
// SYCL_DUMP_IMAGES=1 libsycl writes the unit's kernels into the working directory (sycl_spir64.spv); the options
// -Xclang -fsycl-int-header=FILE and -Xclang -fsycl-int-footer=FILE have it write what the host pass needs.
#include <sycl/sycl.hpp>

#include <csignal>
#include <cstdio>
#include <exception>
#include <fstream>
#include <sstream>
#include <string>
#include <unistd.h>
#include <vector>

namespace experimental = sycl::ext::oneapi::experimental;

// libsycl 2026.2 crashes while it loads an image whose kernels use memory of the work-group, and refuses to load one
// that asks for functions of another unit. By then the image, of which there is one only, and the headers are written,
// and nothing else is wanted.
static bool is_written() { return access("sycl_spir64.spv", R_OK) == 0; }
static void crashed(int) { _exit(is_written() ? 0 : 139); }

// What DPC++ links to a program that converts bfloat16, behind the unit that is compiled.
static const char* const behind = R"(
#if defined(__SYCL_DEVICE_ONLY__) && defined(SYCL_EXT_ONEAPI_BFLOAT16)
extern "C" SYCL_EXTERNAL __UINT16_TYPE__ __devicelib_ConvertFToBF16INTEL(const float &value) noexcept {
  const __UINT32_TYPE__ bits = __builtin_bit_cast(__UINT32_TYPE__, value);
  if (value != value) return 0xffc1;
  return static_cast<__UINT16_TYPE__>((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}
extern "C" SYCL_EXTERNAL float __devicelib_ConvertBF16ToFINTEL(const __UINT16_TYPE__ &value) noexcept {
  return __builtin_bit_cast(float, static_cast<__UINT32_TYPE__>(value) << 16);
}
#endif
)";

static std::string source(const char* path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf() << behind;
  return text.str();
}

// Ends at once: the destructors of libsycl have nothing to do for a program that runs nothing.
[[noreturn]] static void end(int code) {
  std::fflush(nullptr);
  _exit(code);
}

int main(int count, char** words) {
  if (count < 2) {
    std::fprintf(stderr, "usage: %s FILE [options...]\n", words[0]);
    return 2;
  }
  std::signal(SIGSEGV, crashed);
  std::string log;
  try {
    const sycl::context context{sycl::device{sycl::cpu_selector_v}};
    const std::vector<std::string> options(words + 2, words + count);
    auto unit =
        experimental::create_kernel_bundle_from_source(context, experimental::source_language::sycl, source(words[1]));
    experimental::build(unit,
                        experimental::properties{experimental::build_options{options}, experimental::save_log{&log}});
  } catch (const std::exception& error) {
    if (!is_written()) {
      std::fprintf(stderr, "%s\n%s\n", error.what(), log.c_str());
      end(1);
    }
  }
  std::fprintf(stderr, "%s", log.c_str());
  end(0);
}
