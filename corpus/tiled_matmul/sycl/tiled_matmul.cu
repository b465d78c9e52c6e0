/*
 * C = A * B for square row-major matrices, one output element per thread, operands staged in
 * shared memory. The static version knows its tile size when it is compiled, the dynamic one
 * receives it with the launch.
 */

#include "port.hpp"

#include <cmath>
#include <cstdio>
#include <stdexcept>
#include <string>
#include <vector>

static void check(port::error_t status, const std::string& what)
{
	if (status != port::success)
		throw std::runtime_error(what + ": " + port::error_string(status));
}

template <int Tile>
void
multiply_static(const float* a, const float* b, float* c, int n)
{
	auto& tile_a = PORT_SHARED(float[Tile][Tile]);
	auto& tile_b = PORT_SHARED(float[Tile][Tile + 1]);	// one column of padding: no bank conflicts

	const int row = port::block_idx().y * Tile + port::thread_idx().y;
	const int column = port::block_idx().x * Tile + port::thread_idx().x;
	float sum = 0.0f;
	for (int start = 0; start < n; start += Tile) {
		const int k_a = start + port::thread_idx().x;
		const int k_b = start + port::thread_idx().y;
		tile_a[port::thread_idx().y][port::thread_idx().x] = row < n && k_a < n ? a[row * n + k_a] : 0.0f;
		tile_b[port::thread_idx().y][port::thread_idx().x] = k_b < n && column < n ? b[k_b * n + column] : 0.0f;
		sycl::group_barrier(port::block());
#pragma unroll
		for (int k = 0; k < Tile; ++k)
			sum = fmaf(tile_a[port::thread_idx().y][k], tile_b[k][port::thread_idx().x], sum);
		sycl::group_barrier(port::block());
	}
	if (row < n && column < n)
		c[row * n + column] = sum;
}

void multiply_dynamic(const float* a, const float* b, float* c, int n)
{
	auto* const tiles = port::dynamic_shared<float>();
	const int tile = port::block_dim().x;
	float* tile_a = tiles;
	float* tile_b = tiles + tile * tile;

	const int row = port::block_idx().y * tile + port::thread_idx().y;
	const int column = port::block_idx().x * tile + port::thread_idx().x;
	const int own = port::thread_idx().y * tile + port::thread_idx().x;
	float sum = 0.0f;
	for (int start = 0; start < n; start += tile) {
		const int k_a = start + port::thread_idx().x;
		const int k_b = start + port::thread_idx().y;
		tile_a[own] = row < n && k_a < n ? a[row * n + k_a] : 0.0f;
		tile_b[own] = k_b < n && column < n ? b[k_b * n + column] : 0.0f;
		sycl::group_barrier(port::block());
		for (int k = 0; k < tile; ++k)
			sum = fmaf(tile_a[port::thread_idx().y * tile + k], tile_b[k * tile + port::thread_idx().x], sum);
		sycl::group_barrier(port::block());
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
	check(port::malloc(&d_a, bytes), "allocating A");
	check(port::malloc(&d_b, bytes), "allocating B");
	check(port::malloc(&d_c, bytes), "allocating C");
	check(port::memcpy(d_a, a.data(), bytes), "copying A");
	check(port::memcpy(d_b, b.data(), bytes), "copying B");
	const std::vector<float> expected = reference(a, b, n);

	constexpr int tile = 16;
	const auto blocks = [](int size, int edge) { return (size + edge - 1) / edge; };
	port::launch<multiply_static<tile>>(dim3(blocks(n, tile), blocks(n, tile)), dim3(tile, tile))(
		d_a, d_b, d_c, n);
	check(port::last_error(), "launching the static version");
	check(port::memcpy(c.data(), d_c, bytes), "copying C");
	const float static_error = largest_error(c, expected);

	const int edge = 24;
	const dim3 grid(blocks(n, edge), blocks(n, edge)), block(edge, edge);
	check(port::memset(d_c, 0, bytes), "clearing C");
	port::launch<multiply_dynamic>(grid, block, 2 * edge * edge * sizeof(float))(d_a, d_b, d_c, n);
	check(port::last_error(), "launching the dynamic version");
	check(port::memcpy(c.data(), d_c, bytes), "copying C");
	const float dynamic_error = largest_error(c, expected);

	for (float* pointer : {d_a, d_b, d_c})
		check(port::free(pointer), "freeing");

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
