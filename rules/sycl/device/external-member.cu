struct Point {
  float x, y;
  // expect: sycl/device/external-member
  __device__ float length() const;
  // expect: sycl/device/external-member
  __host__ __device__ void move(float dx, float (*f)(float));
  // ok: sycl/device/external-member
  __device__ float sum() const { return x + y; }
};
// ok: sycl/device/external-member
__device__ float near(float x) { return x; }
