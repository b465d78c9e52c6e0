#ifndef IMAGING_CHECK_H
#define IMAGING_CHECK_H

#include <stdexcept>
#include <string>

#include "platform.h"

namespace imaging {

class error : public std::runtime_error {
 public:
  error(port::error_t code, const char* call, const char* file, int line)
      : std::runtime_error(std::string(file) + ":" + std::to_string(line) + ": " + call + ": " +
                           port::error_string(code)),
        code_(code) {}
  port::error_t code() const noexcept { return code_; }

 private:
  port::error_t code_;
};

}  // namespace imaging

#define CHECK(x)                                                                             \
  do {                                                                                       \
    port::error_t check_code = (x);                                                            \
    if (check_code != port::success) throw ::imaging::error(check_code, #x, __FILE__, __LINE__); \
  } while (0)

// Launches a kernel over `width` x `height` threads and checks the launch; in debug builds also the
// run.
#ifdef IMAGING_DEBUG
#define AFTER_LAUNCH(stream)   \
  CHECK(port::last_error());   \
  CHECK(port::stream_synchronize(stream))
#else
#define AFTER_LAUNCH(stream) CHECK(port::last_error())
#endif

#define LAUNCH_2D(kernel, width, height, stream, ...)                             \
  do {                                                                            \
    const dim3 block_(32, 8);                                                     \
    const dim3 grid_(((width) + 31) / 32, ((height) + 7) / 8);                    \
    port::launch<kernel>(grid_, block_, 0, stream)(__VA_ARGS__);                            \
    AFTER_LAUNCH(stream);                                                         \
  } while (0)

#endif  // IMAGING_CHECK_H
