// Another unit, whose kernel has the name of one in host.cpp.
#include "port.hpp"

static void local(int* out) { out[0] = 22; }
int other_unit(int* out) {
  port::launch<local>(1, 1)(out);
  port::device_synchronize();
  return out[0];
}
