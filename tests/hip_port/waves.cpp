// The functions of lanes of hip_port.hpp against what CUDA's documentation says of them, read for a wavefront of 64 or of
// 32 lanes and masks of 64 bits: over random values, masks, groups, and lanes that are there.
#define HIP_PORT_ON_HOST
#define HIP_PORT_HARDWARE "lanes.hpp"
#include "hip_port.hpp"
#include <cstdio>
#include <cstring>
#include <random>
#include <string>
#include <vector>

namespace {

using Lanes = unsigned long long;
constexpr unsigned threads = 128;
unsigned compared = 0, wrong = 0;
std::mt19937_64 random_bits(20241130);

unsigned below(unsigned end) { return static_cast<unsigned>(random_bits() % end); }

template <typename T>
void same(const char* what, unsigned width, unsigned thread, T got, T wanted) {
  ++compared;
  if (std::memcmp(&got, &wanted, sizeof(T)) == 0) return;
  if (++wrong <= 20) std::printf("%s: thread %u of wavefronts of %u differs\n", what, thread, width);
}

/// A block of wavefronts: which lanes of each are there, and the part of them that each lane is in, as a mask.
struct Round {
  unsigned width;
  std::vector<Lanes> there;
  Lanes masks[threads];

  explicit Round(unsigned width) : width(width) {
    const Lanes every = width == 64 ? ~0ull : 0xffffffffull;
    const unsigned parts = 1 + below(4);
    for (unsigned i = 0; i < threads; i += width) {
      there.push_back(every & (below(3) == 0 ? ~0ull : below(2) ? random_bits() : random_bits() & random_bits()));
      Lanes of[4] = {};
      for (unsigned lane = 0; lane < width; ++lane) of[below(parts)] |= 1ull << lane;
      for (unsigned lane = 0; lane < width; ++lane)
        for (Lanes part : of)
          if (part >> lane & 1) masks[i + lane] = parts == 1 ? ~0ull : part;
    }
  }

  bool has(unsigned thread) const { return there[thread / width] >> thread % width & 1; }

  /// The threads of the same part that are there, in their order.
  std::vector<unsigned> others(unsigned thread) const {
    std::vector<unsigned> found;
    const unsigned first = thread / width * width;
    for (unsigned i = first; i < first + width; ++i)
      if (has(i) && masks[thread] >> (i - first) & 1) found.push_back(i);
    return found;
  }
  Lanes bits(const std::vector<unsigned>& of) const {
    Lanes made = 0;
    for (unsigned thread : of) made |= 1ull << thread % width;
    return made;
  }

  template <typename Body>
  void run(const char* what, Body body) const {
    const unsigned strays = simulated::run_block(width, threads, [&] {
      if (has(simulated::thread())) body(simulated::thread());
      hip_port::hardware::fence();
    });
    if (strays) std::printf("%s: %u reads from lanes that are not there\n", what, strays), ++wrong;
  }
};

template <typename T>
T any_value() {
  T value{};
  const Lanes bits = random_bits();
  std::memcpy(&value, &bits, sizeof(T));
  return value;
}

template <typename T>
void matches(unsigned width) {
  const Round round(width);
  T known[4], values[threads];
  const unsigned kinds = 1 + below(4);
  for (T& value : known) value = any_value<T>();
  for (T& value : values) value = known[below(kinds)];
  round.run("matches", [&](unsigned t) {
    const std::vector<unsigned> others = round.others(t);
    std::vector<unsigned> equal;
    for (unsigned other : others)
      if (std::memcmp(&values[other], &values[t], sizeof(T)) == 0) equal.push_back(other);
    const Lanes mask = round.masks[t];
    same("match_any_sync", width, t, hip_port::match_any_sync(mask, values[t]), round.bits(equal));
    int all = -1;
    const Lanes found = hip_port::match_all_sync(mask, values[t], &all);
    const bool wanted = equal.size() == others.size();
    same("match_all_sync", width, t, found, wanted ? round.bits(others) : 0);
    same("match_all_sync's predicate", width, t, all, int(wanted));
  });
}

template <typename T, typename Operation>
T folded(const T* values, const std::vector<unsigned>& of, Operation operation) {
  T result = values[of[0]];
  for (std::size_t i = 1; i < of.size(); ++i) result = operation(result, values[of[i]]);
  return result;
}

template <typename T>
void reductions(unsigned width) {
  const Round round(width);
  T values[threads];
  unsigned words[threads];
  for (T& value : values) value = any_value<T>();
  for (unsigned i = 0; i < threads; ++i) words[i] = static_cast<unsigned>(values[i]);
  round.run("reductions", [&](unsigned t) {
    const std::vector<unsigned> others = round.others(t);
    const Lanes mask = round.masks[t];
    const auto sum = [](T a, T b) { return static_cast<T>(static_cast<unsigned>(a) + static_cast<unsigned>(b)); };
    const auto least = [](T a, T b) { return std::min(a, b); };
    const auto most = [](T a, T b) { return std::max(a, b); };
    same("reduce_add_sync", width, t, hip_port::reduce_add_sync(mask, values[t]), folded(values, others, sum));
    same("reduce_min_sync", width, t, hip_port::reduce_min_sync(mask, values[t]), folded(values, others, least));
    same("reduce_max_sync", width, t, hip_port::reduce_max_sync(mask, values[t]), folded(values, others, most));
    const auto both = [](unsigned a, unsigned b) { return a & b; };
    const auto either = [](unsigned a, unsigned b) { return a | b; };
    const auto one = [](unsigned a, unsigned b) { return a ^ b; };
    same("reduce_and_sync", width, t, hip_port::reduce_and_sync(mask, words[t]), folded(words, others, both));
    same("reduce_or_sync", width, t, hip_port::reduce_or_sync(mask, words[t]), folded(words, others, either));
    same("reduce_xor_sync", width, t, hip_port::reduce_xor_sync(mask, words[t]), folded(words, others, one));
  });
}

// ==== Groups, with as much of HIP's as the header asks for

template <typename T>
T from_lane(T value, unsigned lane) { return hip_port::read_lane(value, lane); }

struct Coalesced {
  std::vector<unsigned> members;
  unsigned width;
  unsigned size() const { return static_cast<unsigned>(members.size()); }
  unsigned thread_rank() const {
    unsigned rank = 0;
    while (members[rank] != simulated::thread()) ++rank;
    return rank;
  }
  template <typename T>
  T shfl(T value, int rank) const { return from_lane(value, members[rank] % width); }
};

struct Tile {
  unsigned count;
  unsigned size() const { return count; }
  unsigned thread_rank() const { return simulated::thread() % count; }
  template <typename T>
  T shfl(T value, int rank) const { return from_lane(value, hip_port::hardware::lane() / count * count + rank); }
  template <typename T>
  T shfl_xor(T value, unsigned lanes) const { return from_lane(value, hip_port::hardware::lane() ^ lanes); }
};

/// y = a x + b: what comes first matters, how it is grouped does not.
struct Line {
  unsigned a, b;
};
Line behind(Line first, Line second) { return {first.a * second.a, first.b * second.a + second.b}; }

template <typename Group>
void group(const Group& group, unsigned width, unsigned t, const std::vector<unsigned>& members, const unsigned* words,
           const Line* lines) {
  const auto sum = [](unsigned a, unsigned b) { return a + b; };
  unsigned rank = 0;
  while (members[rank] != t) ++rank;
  const std::vector<unsigned> before(members.begin(), members.begin() + rank);
  std::vector<unsigned> so_far = before;
  so_far.push_back(t);
  same("reduce", width, t, hip_port::reduce(group, words[t], hip_port::plus<unsigned>()), folded(words, members, sum));
  const unsigned most = hip_port::reduce(group, words[t], hip_port::greater<unsigned>());
  same("greater", width, t, most, folded(words, members, hip_port::greater<unsigned>()));
  same("inclusive_scan", width, t, hip_port::inclusive_scan(group, words[t]), folded(words, so_far, sum));
  same("a scan in order", width, t, hip_port::inclusive_scan(group, lines[t], behind), folded(lines, so_far, behind));
  same("exclusive_scan", width, t, hip_port::exclusive_scan(group, words[t]), rank ? folded(words, before, sum) : 0u);
  const Line last = rank ? folded(lines, before, behind) : Line();
  same("exclusive_scan in order", width, t, hip_port::exclusive_scan(group, lines[t], behind), last);
}

void groups(unsigned width) {
  const Round round(width);
  Round all(width);
  for (Lanes& lanes : all.there) lanes = width == 64 ? ~0ull : 0xffffffffull;
  unsigned words[threads];
  Line lines[threads];
  for (unsigned i = 0; i < threads; ++i) words[i] = any_value<unsigned>(), lines[i] = any_value<Line>();
  round.run("coalesced groups", [&](unsigned t) {
    const Coalesced own{round.others(t), width};
    group(own, width, t, own.members, words, lines);
  });
  const unsigned count = 1u << below(width == 64 ? 7 : 6);
  all.run("tiles", [&](unsigned t) {
    std::vector<unsigned> members;
    for (unsigned i = 0; i < count; ++i) members.push_back(t / count * count + i);
    group(Tile{count}, width, t, members, words, lines);
  });
}

}  // namespace

int main() {
  for (int round = 0; round < 6; ++round)
    for (unsigned width : {64u, 32u}) {
      matches<int>(width);
      matches<unsigned char>(width);
      matches<double>(width);
      reductions<int>(width);
      reductions<unsigned>(width);
      groups(width);
    }
  std::printf("%u compared, %u differ\n", compared, wrong);
}
