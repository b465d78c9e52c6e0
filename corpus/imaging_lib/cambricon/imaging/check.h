#ifndef IMAGING_CHECK_H
#define IMAGING_CHECK_H

#include <stdexcept>
#include <string>

#include "platform.h"

namespace imaging {

class error : public std::runtime_error {
 public:
  error(cnrtRet_t code, const char* call, const char* file, int line)
      : std::runtime_error(std::string(file) + ":" + std::to_string(line) + ": " + call + ": " +
                           cnrtGetErrorStr(code)),
        code_(code) {}
  cnrtRet_t code() const noexcept { return code_; }

 private:
  cnrtRet_t code_;
};

}  // namespace imaging

#define CHECK(x)                                                                             \
  do {                                                                                       \
    cnrtRet_t check_code = (x);                                                            \
    if (check_code != cnrtSuccess) throw ::imaging::error(check_code, #x, __FILE__, __LINE__); \
  } while (0)

// Launches a kernel over `width` x `height` threads and checks the launch; in debug builds also the
// run.
#ifdef IMAGING_DEBUG
#define AFTER_LAUNCH(stream)   \
  CHECK(cnrtGetLastError());   \
  CHECK(cnrtQueueSync(stream))
#else
#define AFTER_LAUNCH(stream) CHECK(cnrtGetLastError())
#endif

#define LAUNCH_2D(kernel, width, height, stream, ...)                             \
  do {                                                                            \
    const dim3 block_(32, 8);                                                     \
    const dim3 grid_(((width) + 31) / 32, ((height) + 7) / 8);                    \
    kernel<<<grid_, block_, 0, stream>>>(__VA_ARGS__);                            \
    AFTER_LAUNCH(stream);                                                         \
  } while (0)

#endif  // IMAGING_CHECK_H
