// The same steps without a GPU, compiled by the host's compiler: no CUDA is needed for this file.

#include "growth.cu"

void grow_on_host(float* population, int count, float rate, int steps) {
  for (int i = 0; i < count; ++i) {
    for (int step = 0; step < steps; ++step) population[i] = grown(population[i], rate);
  }
}
