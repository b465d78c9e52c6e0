#include "port.hpp"

port::texture_description plain(bool colours) {
  port::texture_description desc = {};
  // ok: sycl/texture/description-member
  desc.sRGB = 0;
  // expect: sycl/texture/description-member
  desc.sRGB = colours;
  return desc;
}

void set(port::texture_description *desc) {
  // expect: sycl/texture/description-member
  desc->sRGB = 1;
}
