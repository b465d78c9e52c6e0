// Kernels in which threads return, or stay out of a branch, above barriers of the block; each against the host.
#include <cstdio>
#include <vector>
#include <cuda_runtime.h>

constexpr int BLOCK = 64;
int checks = 0, failed = 0;

// Each thread takes what its left neighbour in the block has.
__global__ void shifted(const int* x, int* y, int n) {
  __shared__ int tile[BLOCK];
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n) return;
  const int own = x[i];
  tile[threadIdx.x] = own;
  __syncthreads();
  const int* left = tile + (threadIdx.x + blockDim.x - 1) % blockDim.x;
  int before = threadIdx.x ? *left : -1;
  __syncthreads();
  tile[threadIdx.x] = before + own;
  __syncthreads();
  if (threadIdx.x + 1 < blockDim.x && i + 1 < n)
    y[i] = tile[threadIdx.x + 1];
  else
    y[i] = own;
}

// A sum over the threads that are left, by a loop with barriers.
__global__ void summed(const int* x, int* y, int n) {
  __shared__ int tile[BLOCK];
  int tid = threadIdx.x, i = blockIdx.x * blockDim.x + tid;
  tile[tid] = i < n ? x[i] : 0;
  __syncthreads();
  if (i >= n) {
    return;  // nothing to do
  }
  for (unsigned s = blockDim.x / 2; s > 0; s >>= 1) {
    if (tid < s || tid == 0) tile[tid] += tile[tid + s];
    __syncthreads();
  }
  y[i] = tile[0];
}

// Rows and columns that are left, in blocks of two dimensions, with several exits.
__global__ void squares(const int* x, int* y, int n) {
  __shared__ int tile[8][8];
  const int row = blockIdx.y * blockDim.y + threadIdx.y;
  if (row >= n) return;
  const int column = blockIdx.x * blockDim.x + threadIdx.x;
  if (column >= n || x[row * n + column] < 0) return;
  tile[threadIdx.y][threadIdx.x] = x[row * n + column];
  __syncthreads();
  int sum = 0;
  #pragma unroll
  for (int k = 0; k < 8; k++) {
    sum += tile[k][k] * (k + 1);
  }
  __syncthreads();
  y[row * n + column] = sum;
}

// Threads leave a loop with barriers one after the other.
__global__ void rounds(const int* x, int* y, int n) {
  __shared__ int tile[BLOCK];
  int tid = threadIdx.x, sum = 0;
  tile[tid] = 0;
  for (int round = 0; round < 4; ++round) {
    if (tid + 10 * round >= n) return;
    tile[tid] = x[tid] + round;
    __syncthreads();
    sum += tile[0];
    y[tid] = sum;
    __syncthreads();
  }
}

__device__ void doubled(int* tile, int count) {
  int t = threadIdx.x;
  if (t >= count) return;
  int v = tile[t];
  __syncthreads();
  tile[count - 1 - t] = 2 * v;
  __syncthreads();
}
__global__ void by_another(const int* x, int* y, int n) {
  __shared__ int tile[BLOCK];
  tile[threadIdx.x] = x[threadIdx.x];
  __syncthreads();
  doubled(tile, n);
  y[threadIdx.x] = tile[threadIdx.x];
}

// Some threads get into a branch with a barrier.
__global__ void branched(const int* x, int* y, int n) {
  __shared__ int tile[BLOCK];
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) {
    tile[threadIdx.x] = x[i];
    __syncthreads();
    int other = threadIdx.x ^ 1;
    if (i / BLOCK * BLOCK + other < n) y[i] = tile[other];
  }
}

// All threads of a block leave, or none; a loop ends early for all.
__global__ void alike(const int* x, int* y, int n) {
  __shared__ int tile[BLOCK];
  if (blockIdx.x >= n / BLOCK + 1) return;
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n || threadIdx.x > 60) return;
  int sum = 0;
  for (int k = 0; k < 8; k++) {
    if (k == n % 5) break;
    tile[threadIdx.x] = x[i] * k;
    __syncthreads();
    if (i % 3 == 0) sum += tile[0]; else sum += 1;
    __syncthreads();
  }
  y[i] = sum;
}

// What is left in a block of 64: those of the indices below n.
int at(const std::vector<int>& x, int block, int t) { return x[block * BLOCK + t]; }

void expected_shifted(const std::vector<int>& x, std::vector<int>& y, int n) {
  auto before = [&](int i) { return (i % BLOCK ? x[i - 1] : -1) + x[i]; };
  for (int i = 0; i < n; i++) y[i] = i % BLOCK + 1 < BLOCK && i + 1 < n ? before(i + 1) : x[i];
}
void expected_summed(const std::vector<int>& x, std::vector<int>& y, int n) {
  for (int first = 0; first < n; first += BLOCK) {
    std::vector<int> tile(2 * BLOCK);
    for (int t = 0; t < BLOCK && first + t < n; t++) tile[t] = x[first + t];
    int sum = 0;
    for (int s = BLOCK / 2; s > 0; s >>= 1)
      for (int t = 0; t < BLOCK && first + t < n; t++)
        if (t < s) tile[t] += tile[t + s];
    sum = tile[0];
    for (int t = 0; t < BLOCK && first + t < n; t++) y[first + t] = sum;
  }
}
void expected_squares(const std::vector<int>& x, std::vector<int>& y, int n) {
  for (int row = 0; row < n; row++)
    for (int column = 0; column < n; column++) {
      int sum = 0;
      for (int k = 0; k < 8; k++) {
        int r = row / 8 * 8 + k, c = column / 8 * 8 + k;
        sum += (k + 1) * x[r * n + c];
      }
      if (x[row * n + column] >= 0) y[row * n + column] = sum;
    }
}
void expected_rounds(const std::vector<int>& x, std::vector<int>& y, int n) {
  for (int t = 0; t < BLOCK; t++)
    for (int round = 0, sum = 0; round < 4 && t + 10 * round < n; round++) y[t] = sum += x[0] + (10 * round < n ? round : 0);
}
void expected_by_another(const std::vector<int>& x, std::vector<int>& y, int n) {
  for (int t = 0; t < BLOCK; t++) y[t] = t < n ? 2 * x[n - 1 - t] : x[t];
}
void expected_branched(const std::vector<int>& x, std::vector<int>& y, int n) {
  for (int i = 0; i < n; i++)
    if ((i ^ 1) < n) y[i] = x[i ^ 1];
}
void expected_alike(const std::vector<int>& x, std::vector<int>& y, int n) {
  for (int i = 0; i < n; i++) {
    if (i % BLOCK > 60) continue;
    int sum = 0;
    for (int k = 0; k < n % 5; k++) sum += i % 3 == 0 ? x[i / BLOCK * BLOCK] * k : 1;
    y[i] = sum;
  }
}

using Kernel = void (*)(const int*, int*, int);
template <class Expected>
void check(const char* name, Kernel kernel, dim3 grid, dim3 block, int n, const std::vector<int>& x, Expected expected) {
  const size_t bytes = x.size() * sizeof(int);
  std::vector<int> y(x.size(), -77), wanted(x.size(), -77);
  int *from, *to;
  cudaMalloc(&from, bytes);
  cudaMalloc(&to, bytes);
  cudaMemcpy(from, x.data(), bytes, cudaMemcpyHostToDevice);
  cudaMemcpy(to, y.data(), bytes, cudaMemcpyHostToDevice);
  kernel<<<grid, block>>>(from, to, n);
  const bool ended = cudaDeviceSynchronize() == cudaSuccess;
  cudaMemcpy(y.data(), to, bytes, cudaMemcpyDeviceToHost);
  expected(x, wanted, n);
  ++checks;
  if (ended && y == wanted) return;
  ++failed;
  std::printf("%s of %d is wrong\n", name, n);
  cudaFree(from);
  cudaFree(to);
}

int main() {
  std::vector<int> x(1024);
  for (int i = 0; i < 1024; i++) x[i] = i * 7 % 101 + 1;
  for (int n : {1, 5, 33, 64, 70, 128, 190}) {
    check("shifted", shifted, 4, BLOCK, n, x, expected_shifted);
    check("summed", summed, 4, BLOCK, n, x, expected_summed);
    check("branched", branched, 4, BLOCK, n, x, expected_branched);
    check("alike", alike, 4, BLOCK, n, x, expected_alike);
    if (n <= BLOCK) check("rounds", rounds, 1, BLOCK, n, x, expected_rounds);
    if (n <= BLOCK) check("by_another", by_another, 1, BLOCK, n, x, expected_by_another);
  }
  for (int n : {8, 16, 24}) check("squares", squares, dim3(4, 4), dim3(8, 8), n, x, expected_squares);
  std::printf("%d checks, %d failed\n", checks, failed);
  return failed;
}
