/*
 * C = A * B for square row-major matrices, one output element per thread, operands staged in
 * shared memory. The static version knows its tile size when it is compiled, the dynamic one
 * receives it with the launch.
 */

#include <cnrt.h>

#include <cmath>
#include <cstdio>
#include <stdexcept>
#include <string>
#include <vector>

static void check(cnrtRet_t status, const std::string& what)
{
	if (status != cnrtSuccess)
		throw std::runtime_error(what + ": " + cnrtGetErrorStr(status));
}

template <int Tile>
__global__ void __launch_bounds__(Tile * Tile)
multiply_static(const float* a, const float* b, float* c, int n)
{
	__shared__ float tile_a[Tile][Tile];
	__shared__ float tile_b[Tile][Tile + 1];	// one column of padding: no bank conflicts

	const int row = blockIdx.y * Tile + threadIdx.y;
	const int column = blockIdx.x * Tile + threadIdx.x;
	float sum = 0.0f;
	for (int start = 0; start < n; start += Tile) {
		const int k_a = start + threadIdx.x;
		const int k_b = start + threadIdx.y;
		tile_a[threadIdx.y][threadIdx.x] = row < n && k_a < n ? a[row * n + k_a] : 0.0f;
		tile_b[threadIdx.y][threadIdx.x] = k_b < n && column < n ? b[k_b * n + column] : 0.0f;
		__syncthreads();
#pragma unroll
		for (int k = 0; k < Tile; ++k)
			sum = fmaf(tile_a[threadIdx.y][k], tile_b[k][threadIdx.x], sum);
		__syncthreads();
	}
	if (row < n && column < n)
		c[row * n + column] = sum;
}

__global__ void multiply_dynamic(const float* a, const float* b, float* c, int n)
{
	extern __shared__ float tiles[];
	const int tile = blockDim.x;
	float* tile_a = tiles;
	float* tile_b = tiles + tile * tile;

	const int row = blockIdx.y * tile + threadIdx.y;
	const int column = blockIdx.x * tile + threadIdx.x;
	const int own = threadIdx.y * tile + threadIdx.x;
	float sum = 0.0f;
	for (int start = 0; start < n; start += tile) {
		const int k_a = start + threadIdx.x;
		const int k_b = start + threadIdx.y;
		tile_a[own] = row < n && k_a < n ? a[row * n + k_a] : 0.0f;
		tile_b[own] = k_b < n && column < n ? b[k_b * n + column] : 0.0f;
		__syncthreads();
		for (int k = 0; k < tile; ++k)
			sum = fmaf(tile_a[threadIdx.y * tile + k], tile_b[k * tile + threadIdx.x], sum);
		__syncthreads();
	}
	if (row < n && column < n)
		c[row * n + column] = sum;
}

static std::vector<float> reference(const std::vector<float>& a, const std::vector<float>& b, int n)
{
	std::vector<float> c(a.size());
	for (int i = 0; i < n; ++i)
		for (int j = 0; j < n; ++j) {
			double sum = 0.0;
			for (int k = 0; k < n; ++k)
				sum += double(a[i * n + k]) * b[k * n + j];
			c[i * n + j] = static_cast<float>(sum);
		}
	return c;
}

static float largest_error(const std::vector<float>& got, const std::vector<float>& expected)
{
	float error = 0.0f;
	for (size_t i = 0; i < got.size(); ++i)
		error = std::fmax(error, std::fabs(got[i] - expected[i]));
	return error;
}

int main()
try {
	constexpr int n = 150;	// not a multiple of either tile
	const size_t bytes = size_t(n) * n * sizeof(float);
	std::vector<float> a(n * n), b(n * n), c(n * n);
	for (int i = 0; i < n * n; ++i) {
		a[i] = float(i * 7 % 31) / 31.0f - 0.5f;
		b[i] = float(i * 3 % 17) / 17.0f - 0.5f;
	}

	float *d_a, *d_b, *d_c;
	check(cnrtMalloc((void**)(&d_a), bytes), "allocating A");
	check(cnrtMalloc((void**)(&d_b), bytes), "allocating B");
	check(cnrtMalloc((void**)(&d_c), bytes), "allocating C");
	check(cnrtMemcpy(d_a, (void*)(a.data()), bytes, cnrtMemcpyHostToDev), "copying A");
	check(cnrtMemcpy(d_b, (void*)(b.data()), bytes, cnrtMemcpyHostToDev), "copying B");
	const std::vector<float> expected = reference(a, b, n);

	constexpr int tile = 16;
	const auto blocks = [](int size, int edge) { return (size + edge - 1) / edge; };
	multiply_static<tile><<<dim3(blocks(n, tile), blocks(n, tile)), dim3(tile, tile)>>>(
		d_a, d_b, d_c, n);
	check(cnrtGetLastError(), "launching the static version");
	check(cnrtMemcpy(c.data(), (void*)(d_c), bytes, cnrtMemcpyDevToHost), "copying C");
	const float static_error = largest_error(c, expected);

	const int edge = 24;
	const dim3 grid(blocks(n, edge), blocks(n, edge)), block(edge, edge);
	check(cnrtMemset(d_c, 0, bytes), "clearing C");
	multiply_dynamic<<<grid, block, 2 * edge * edge * sizeof(float)>>>(d_a, d_b, d_c, n);
	check(cnrtGetLastError(), "launching the dynamic version");
	check(cnrtMemcpy(c.data(), (void*)(d_c), bytes, cnrtMemcpyDevToHost), "copying C");
	const float dynamic_error = largest_error(c, expected);

	for (float* pointer : {d_a, d_b, d_c})
		check(cnrtFree(pointer), "freeing");

	if (!(static_error < 1e-4f && dynamic_error < 1e-4f)) {
		std::printf("tiled_matmul: FAILED: errors %g and %g\n", static_error, dynamic_error);
		return 1;
	}
	std::printf("tiled_matmul: ok\n");
	return 0;
} catch (const std::exception& error) {
	std::printf("tiled_matmul: FAILED: %s\n", error.what());
	return 1;
}
