#include "port.hpp"

// expect: sycl/texture/reference
PORT_TEXTURE(image, float, 2, port::read_element);
// expect: sycl/texture/reference
PORT_TEXTURE(colours, uchar4, port::texture_type_1d, port::read_normalized_float);
// expect: sycl/texture/reference
PORT_TEXTURE(keys, int2); PORT_TEXTURE(values, int2);
// expect: sycl/texture/reference
PORT_SURFACE(canvas, void, port::texture_type_2d);
// expect: sycl/texture/reference
extern texture<float> others;
// expect: sycl/texture/reference
texture<float> several[2];

#define FETCH(t, i) port::tex_1d_fetch(t, i)

void read(float *out) {
  const int i = port::thread_idx().x;
  out[i] = port::tex_2d(image, i + 0.5f, 0.5f) + FETCH(keys, i).x + port::tex_1d_fetch(colours, i).w;
  port::surf_2d_write(out[i], canvas, i * sizeof(float), 0);
}

// expect: sycl/texture/reference
void use(texture<float, 2, port::read_element> &t);

void bind(port::array_t array, const int2 *p) {
  image.normalized = false;
  image.filterMode = port::filter_linear;
  image.addressMode[0] = port::address_clamp;
  // ok: sycl/texture/reference
  port::bind_texture_to_array(image, array);
  port::bind_texture(nullptr, keys, p, sizeof(int2) * 32);
  port::unbind_texture(keys);
  port::bind_surface_to_array(canvas, array);
}
