/*
 * C = A * B for square row-major matrices, one output element per thread, operands staged in
 * shared memory. The static version knows its tile size when it is compiled, the dynamic one
 * receives it with the launch.
 */

#include "acl_port.hpp"
#include <simt_api/asc_simt.h>

#include <cmath>
#include <cstdio>
#include <stdexcept>
#include <string>
#include <vector>

static void check(aclError status, const std::string& what)
{
	if (status != ACL_SUCCESS)
		throw std::runtime_error(what + ": " + acl_port::error_string(status));
}

template <int Tile>
__global__ void __launch_bounds__(Tile * Tile)
multiply_static(const float* a, const float* b, float* c, int n)
{
	__ubuf__ float tile_a[Tile][Tile];
	__ubuf__ float tile_b[Tile][Tile + 1];	// one column of padding: no bank conflicts

	const int row = blockIdx.y * Tile + threadIdx.y;
	const int column = blockIdx.x * Tile + threadIdx.x;
	float sum = 0.0f;
	for (int start = 0; start < n; start += Tile) {
		const int k_a = start + threadIdx.x;
		const int k_b = start + threadIdx.y;
		tile_a[threadIdx.y][threadIdx.x] = row < n && k_a < n ? a[row * n + k_a] : 0.0f;
		tile_b[threadIdx.y][threadIdx.x] = k_b < n && column < n ? b[k_b * n + column] : 0.0f;
		asc_syncthreads();
#pragma unroll
		for (int k = 0; k < Tile; ++k)
			sum = fmaf(tile_a[threadIdx.y][k], tile_b[k][threadIdx.x], sum);
		asc_syncthreads();
	}
	if (row < n && column < n)
		c[row * n + column] = sum;
}

__global__ void multiply_dynamic(const float* a, const float* b, float* c, int n)
{
	extern __ubuf__ float tiles[];
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
		asc_syncthreads();
		for (int k = 0; k < tile; ++k)
			sum = fmaf(tile_a[threadIdx.y * tile + k], tile_b[k * tile + threadIdx.x], sum);
		asc_syncthreads();
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
  const acl_port::Session session;
	constexpr int n = 150;	// not a multiple of either tile
	const size_t bytes = size_t(n) * n * sizeof(float);
	std::vector<float> a(n * n), b(n * n), c(n * n);
	for (int i = 0; i < n * n; ++i) {
		a[i] = float(i * 7 % 31) / 31.0f - 0.5f;
		b[i] = float(i * 3 % 17) / 17.0f - 0.5f;
	}

	float *d_a, *d_b, *d_c;
	check(aclrtMalloc((void**)(&d_a), bytes, ACL_MEM_MALLOC_HUGE_FIRST), "allocating A");
	check(aclrtMalloc((void**)(&d_b), bytes, ACL_MEM_MALLOC_HUGE_FIRST), "allocating B");
	check(aclrtMalloc((void**)(&d_c), bytes, ACL_MEM_MALLOC_HUGE_FIRST), "allocating C");
	check(acl_port::copy(d_a, a.data(), bytes, ACL_MEMCPY_HOST_TO_DEVICE), "copying A");
	check(aclrtMemcpy(d_b, bytes, b.data(), bytes, ACL_MEMCPY_HOST_TO_DEVICE), "copying B");
	const std::vector<float> expected = reference(a, b, n);

	constexpr int tile = 16;
	const auto blocks = [](int size, int edge) { return (size + edge - 1) / edge; };
	multiply_static<tile><<<dim3(blocks(n, tile), blocks(n, tile)), dim3(tile, tile), 0, nullptr>>>(
		d_a, d_b, d_c, n);
	check(aclrtGetLastError(ACL_RT_THREAD_LEVEL), "launching the static version");
	check(acl_port::copy(c.data(), d_c, bytes, ACL_MEMCPY_DEVICE_TO_HOST), "copying C");
	const float static_error = largest_error(c, expected);

	const int edge = 24;
	const dim3 grid(blocks(n, edge), blocks(n, edge)), block(edge, edge);
	check((aclrtSynchronizeDevice(), aclrtMemset(d_c, bytes, 0, bytes)), "clearing C");
	multiply_dynamic<<<grid, block, 2 * edge * edge * sizeof(float), nullptr>>>(d_a, d_b, d_c, n);
	check(aclrtGetLastError(ACL_RT_THREAD_LEVEL), "launching the dynamic version");
	check(acl_port::copy(c.data(), d_c, bytes, ACL_MEMCPY_DEVICE_TO_HOST), "copying C");
	const float dynamic_error = largest_error(c, expected);

	for (float* pointer : {d_a, d_b, d_c})
		check(aclrtFreeWithDevSync(pointer), "freeing");

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
