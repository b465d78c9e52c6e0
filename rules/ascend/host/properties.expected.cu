#include "acl_port.hpp"
int main() {
  const acl_port::Session session;
  // expect: ascend/host/properties
  acl_port::DeviceProperties properties;
  // expect: ascend/host/properties
  acl_port::device_properties(&properties, 0);
  // expect: ascend/host/properties
  if (!properties.managedMemory) return 1;
  // ok: ascend/host/properties
  return properties.multiProcessorCount;
}
