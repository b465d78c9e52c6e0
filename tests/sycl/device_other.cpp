// Device code that another unit calls.
#include "device_other.hpp"

int twice(int n) { return 2 * n; }
int place::offset() const { return base + int(port::thread_idx().x); }

static void counts() {
  port::atomic(&shared_by_units.get()).fetch_add(1);
  port::atomic(&own_of_each_unit.get()).fetch_add(100);
}
void other_counts() { port::launch<counts>(1, 8)(); }
int* other_address() {
  int* address = nullptr;
  port::symbol_address<own_of_each_unit>(&address);
  return address;
}
