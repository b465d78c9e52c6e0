// Device code that another unit calls.
#include "device_other.hpp"

int twice(int n) { return 2 * n; }
int place::offset() const { return base + int(port::thread_idx().x); }
