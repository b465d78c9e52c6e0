struct pair {
    float x, y;
    // expect: sycl/device/alignment
} __align__(8);
// ok: sycl/device/alignment
struct __align__(16) quad {
    float x, y, z, w;
};
