template <class T> __device__ T square(T x) { return x * x; }

class Point {
public:
  float x, y;
  // expect: sycl/device/external-member
  __device__ float length() const;
  // expect: sycl/device/external-member
  __host__ __device__ void move(float dx, float (*f)(float));
  // expect: sycl/device/external-member
  __device__ float
  distance(float to,
           float scale) const;
  // expect: sycl/device/external-member
  static __device__ Point origin();
  // expect: sycl/device/external-member
  __device__ Point &operator+=(const Point &other);
  // ok: sycl/device/external-member
  __device__ float sum() const {
    if (x < y) {
      return y;
    }
    return x + y;
  }
  // expect: sycl/device/external-member
  __device__ float area();
  // ok: sycl/device/external-member
  template <class T> __device__ T as() const;
};

template <class T> struct Box {
  T side;
  // ok: sycl/device/external-member
  __device__ T volume() const;
};
// ok: sycl/device/external-member
__device__ float near(float x) { return x; }
