// Every function of warp32.hpp against what CUDA's documentation and PTX's say of it, on a simulated wavefront of 64
// and of 32 lanes: over random values, masks, widths, and lanes that are there. Prints what differs, and how much was
// compared.
#include <cstdio>
#include <cstring>
#include <random>
#include <string>

#include "warp32.hpp"

namespace {

constexpr unsigned warp = 32, most_threads = 64;
unsigned compared = 0, wrong = 0;
std::mt19937 random_bits(20241130);

unsigned word() { return static_cast<unsigned>(random_bits()); }
unsigned below(unsigned end) { return word() % end; }

template <typename T>
void same(const char* what, unsigned width, unsigned thread, T got, T wanted) {
  ++compared;
  if (std::memcmp(&got, &wanted, sizeof(T)) == 0) return;
  if (++wrong <= 20) std::printf("%s: thread %u of wavefronts of %u differs\n", what, thread, width);
}

/// Which threads are there: of each warp some, often all, and rarely none.
struct Those {
  unsigned of[2];
  Those() {
    for (unsigned& lanes : of) lanes = below(3) == 0 ? ~0u : below(2) ? word() : word() & word() & word();
  }
  bool operator()(unsigned thread) const { return of[thread / warp] >> thread % warp & 1; }
};

/// Runs the body in the threads that are there; the others wait behind the branch.
template <typename Body>
void run(unsigned width, const Those& there, Body body, const char* what) {
  const unsigned strays = simulated::run_block(width, most_threads, [&] {
    if (there(simulated::thread())) body(simulated::thread());
    warp32::syncwarp();
  });
  if (strays) std::printf("%s: %u reads from lanes that are not there\n", what, strays), ++wrong;
}

/// A mask for each thread of a warp, by which the warp falls into parts that each call with their own lanes.
struct Parts {
  unsigned of[most_threads];
  Parts() {
    unsigned parts[2][4];
    const unsigned count = 1 + below(4);
    for (auto& own : parts) {
      for (unsigned& part : own) part = 0;
      for (unsigned lane = 0; lane < warp; ++lane) own[below(count)] |= 1u << lane;
    }
    for (unsigned i = 0; i < most_threads; ++i)
      for (unsigned part : parts[i / warp])
        if (part >> i % warp & 1) of[i] = part;
  }
};

// ==== Votes and lanes

void votes(unsigned width) {
  const Those there;
  const Parts masks;
  unsigned yes[most_threads];
  for (unsigned& item : yes) item = below(4) ? below(2) << 20 : 0;
  run(width, there, [&](unsigned t) {
    const unsigned lane = t % warp, here = there.of[t / warp], mask = masks.of[t];
    unsigned said = 0;
    for (unsigned i = 0; i < warp; ++i)
      if (here >> i & 1 && yes[t - lane + i]) said |= 1u << i;
    same("ballot", width, t, warp32::ballot(yes[t]), said);
    same("activemask", width, t, warp32::activemask(), here);
    same("any", width, t, warp32::any(yes[t]), int(said != 0));
    same("all", width, t, warp32::all(yes[t]), int(said == here));
    same("ballot_sync", width, t, warp32::ballot_sync(mask, yes[t]), said & mask);
    same("any_sync", width, t, warp32::any_sync(mask, yes[t]), int((said & mask) != 0));
    same("all_sync", width, t, warp32::all_sync(mask, yes[t]), int((said & mask) == (here & mask)));
    const bool uniform = (said & mask) == 0 || (said & mask) == (here & mask);
    same("uniform_sync", width, t, warp32::uniform_sync(mask, yes[t]), int(uniform));
    same("elect_sync", width, t, warp32::elect_sync(mask), lane == unsigned(__builtin_ctz(here & mask)));
    same("lane_id", width, t, warp32::lane_id(), lane);
    same("lanemask_eq", width, t, warp32::lanemask_eq(), unsigned(1ull << lane));
    same("lanemask_lt", width, t, warp32::lanemask_lt(), unsigned((1ull << lane) - 1));
    same("lanemask_le", width, t, warp32::lanemask_le(), unsigned((2ull << lane) - 1));
    same("lanemask_gt", width, t, warp32::lanemask_gt(), unsigned(~((2ull << lane) - 1)));
    same("lanemask_ge", width, t, warp32::lanemask_ge(), unsigned(~((1ull << lane) - 1)));
  }, "votes");
}

// ==== Shuffles

struct Three {
  unsigned a, b, c;
};
template <typename T>
T any_value() {
  T value{};
  unsigned char bytes[sizeof(T)];
  for (unsigned char& byte : bytes) byte = static_cast<unsigned char>(word());
  std::memcpy(&value, bytes, sizeof(T));
  return value;
}
template <>
bool any_value<bool>() { return below(2); }

/// The CUDA C++ Programming Guide on __shfl_sync and its kin: the lane that is read.
unsigned source(char how, unsigned lane, unsigned operand, unsigned width) {
  const unsigned group = lane / width * width, end = group + width;
  if (how == 'i') return group + operand % width;
  if (how == 'u') return lane < group + operand ? lane : lane - operand;
  if (how == 'd') return lane + operand >= end ? lane : lane + operand;
  return (lane ^ operand) >= end ? lane : lane ^ operand;
}

template <typename T>
void shuffles(unsigned width) {
  const Those there;
  T values[most_threads];
  unsigned operands[most_threads], groups[2];
  for (T& value : values) value = any_value<T>();
  for (unsigned& operand : operands) operand = below(warp);
  for (unsigned& group : groups) group = 1u << below(6);
  for (char how : {'i', 'u', 'd', 'x'}) {
    // Only where the lane that is read is there: else CUDA's result is undefined.
    Those reading = there;
    for (unsigned t = 0; t < most_threads; ++t)
      if (there(t) && !(there.of[t / warp] >> source(how, t % warp, operands[t], groups[t / warp]) & 1))
        operands[t] = how == 'i' ? t % warp : 0;
    run(width, reading, [&](unsigned t) {
      const unsigned lane = t % warp, of = groups[t / warp], operand = operands[t], mask = there.of[t / warp];
      const T wanted = values[t - lane + source(how, lane, operand, of)];
      const int signed_operand = static_cast<int>(operand), by = static_cast<int>(of);
      if (how == 'i') same("shfl", width, t, warp32::shfl_sync(mask, values[t], signed_operand, by), wanted);
      if (how == 'u') same("shfl_up", width, t, warp32::shfl_up_sync(mask, values[t], operand, by), wanted);
      if (how == 'd') same("shfl_down", width, t, warp32::shfl_down_sync(mask, values[t], operand, by), wanted);
      if (how == 'x') same("shfl_xor", width, t, warp32::shfl_xor_sync(mask, values[t], signed_operand, by), wanted);
    }, "shuffles");
  }
}

/// The PTX ISA on shfl: its pseudocode, line by line.
void shuffle_operands(unsigned width) {
  Those all;
  all.of[0] = all.of[1] = ~0u;
  unsigned b[most_threads], c[most_threads];
  for (unsigned& item : b) item = word();
  for (unsigned& item : c) item = word() & 0x1f1f;
  run(width, all, [&](unsigned t) {
    const unsigned lane = t % warp, bval = b[t] & 31, cval = c[t] & 31, segment = c[t] >> 8 & 31;
    const unsigned max_lane = (lane & segment) | (cval & ~segment & 31), min_lane = lane & segment;
    const auto check = [&](const char* what, warp32::source got, unsigned j, bool inside) {
      same(what, width, t, got.inside, inside);
      same(what, width, t, got.lane, inside ? j : lane);
    };
    const int above = static_cast<int>(lane) - static_cast<int>(bval);
    check("source_up", warp32::source_up(b[t], c[t]), lane - bval, above >= static_cast<int>(max_lane));
    check("source_down", warp32::source_down(b[t], c[t]), lane + bval, lane + bval <= max_lane);
    check("source_bfly", warp32::source_bfly(b[t], c[t]), lane ^ bval, (lane ^ bval) <= max_lane);
    const unsigned j = min_lane | (bval & ~segment & 31);
    check("source_idx", warp32::source_idx(b[t], c[t]), j, j <= max_lane);
  }, "operands of shuffles");
}

// ==== Same values, reductions

template <typename T>
void matches(unsigned width) {
  const Those there;
  const Parts masks;
  T known[4], values[most_threads];
  for (T& value : known) value = any_value<T>();
  const unsigned kinds = 1 + below(4);
  for (T& value : values) value = known[below(kinds)];
  run(width, there, [&](unsigned t) {
    const unsigned lane = t % warp, here = there.of[t / warp] & masks.of[t];
    unsigned equal = 0;
    for (unsigned i = 0; i < warp; ++i)
      if (here >> i & 1 && std::memcmp(&values[t - lane + i], &values[t], sizeof(T)) == 0) equal |= 1u << i;
    same("match_any_sync", width, t, warp32::match_any_sync(masks.of[t], values[t]), equal);
    int all = -1;
    const unsigned found = warp32::match_all_sync(masks.of[t], values[t], &all);
    same("match_all_sync", width, t, found, equal == here ? here : 0u);
    same("match_all_sync's predicate", width, t, all, int(equal == here));
  }, "matches");
}

template <typename T, typename Step>
T folded(const T* values, unsigned lanes, Step step) {
  T result{};
  bool begun = false;
  for (unsigned i = 0; i < warp; ++i)
    if (lanes >> i & 1) result = begun ? step(result, values[i]) : values[i], begun = true;
  return result;
}

template <typename T>
void reductions(unsigned width) {
  Those there;
  Parts masks;
  if (below(3) == 0) {
    there.of[0] = there.of[1] = ~0u;
    for (unsigned& mask : masks.of) mask = ~0u;
  }
  T values[most_threads];
  for (T& value : values) value = any_value<T>();
  run(width, there, [&](unsigned t) {
    const unsigned lanes = there.of[t / warp] & masks.of[t];
    const T* own = values + t / warp * warp;
    const auto sum = [](T a, T b) { return static_cast<T>(static_cast<unsigned>(a) + static_cast<unsigned>(b)); };
    const auto least = [](T a, T b) { return std::min(a, b); };
    const auto most = [](T a, T b) { return std::max(a, b); };
    same("reduce_add_sync", width, t, warp32::reduce_add_sync(masks.of[t], values[t]), folded(own, lanes, sum));
    same("reduce_min_sync", width, t, warp32::reduce_min_sync(masks.of[t], values[t]), folded(own, lanes, least));
    same("reduce_max_sync", width, t, warp32::reduce_max_sync(masks.of[t], values[t]), folded(own, lanes, most));
    const unsigned bits = static_cast<unsigned>(values[t]);
    const auto both = [](unsigned a, unsigned b) { return a & b; };
    const auto either = [](unsigned a, unsigned b) { return a | b; };
    const auto one = [](unsigned a, unsigned b) { return a ^ b; };
    unsigned words[warp];
    for (unsigned i = 0; i < warp; ++i) words[i] = static_cast<unsigned>(own[i]);
    same("reduce_and_sync", width, t, warp32::reduce_and_sync(masks.of[t], bits), folded(words, lanes, both));
    same("reduce_or_sync", width, t, warp32::reduce_or_sync(masks.of[t], bits), folded(words, lanes, either));
    same("reduce_xor_sync", width, t, warp32::reduce_xor_sync(masks.of[t], bits), folded(words, lanes, one));
  }, "reductions");
}

// ==== Groups

/// y = a x + b: what comes first matters, how it is grouped does not.
struct Line {
  unsigned a, b;
};
Line behind(Line first, Line second) { return {first.a * second.a, first.b * second.a + second.b}; }

/// Reductions and scans of a group of these threads.
template <typename Group>
void in_order(const char* what, const Group& group, unsigned width, unsigned t, const std::vector<unsigned>& members,
              const unsigned* values) {
  unsigned sum = 0, before = 0, most = 0;
  Line line{1, 0};
  const auto own = [&](unsigned thread) { return Line{values[thread] | 1u, thread}; };
  for (unsigned member : members) {
    sum += values[member];
    most = std::max(most, values[member]);
    if (member < t) before += values[member], line = behind(line, own(member));
  }
  same(what, width, t, warp32::reduce(group, values[t], warp32::plus<unsigned>()), sum);
  same(what, width, t, warp32::reduce(group, values[t], warp32::greater<unsigned>()), most);
  same(what, width, t, warp32::inclusive_scan(group, values[t]), before + values[t]);
  same(what, width, t, warp32::inclusive_scan(group, own(t), behind), behind(line, own(t)));
  same(what, width, t, warp32::exclusive_scan(group, values[t]), before);
  same(what, width, t, warp32::exclusive_scan(group, own(t), behind), members[0] == t ? Line() : line);
}

void groups(unsigned width) {
  const Those there;
  unsigned values[most_threads], yes[most_threads], ranks[most_threads], steps[2];
  for (unsigned i = 0; i < most_threads; ++i) values[i] = word(), yes[i] = below(2), ranks[i] = word();
  for (unsigned& step : steps) step = below(warp);
  run(width, there, [&](unsigned t) {
    const auto group = warp32::coalesced_threads();
    const unsigned here = there.of[t / warp], lane = t % warp, first = t - lane;
    std::vector<unsigned> members;
    for (unsigned i = 0; i < warp; ++i)
      if (here >> i & 1) members.push_back(first + i);
    const unsigned count = static_cast<unsigned>(members.size());
    unsigned rank = 0, votes = 0, equal = 0;
    for (unsigned i = 0; i < count; ++i) {
      if (members[i] == t) rank = i;
      if (yes[members[i]]) votes |= 1u << i;
      if (yes[members[i]] == yes[t]) equal |= 1u << i;
    }
    const unsigned every = static_cast<unsigned>((1ull << count) - 1), step = steps[t / warp], from = ranks[t] % count;
    same("size", width, t, group.size(), count);
    same("num_threads", width, t, group.num_threads(), count);
    same("thread_rank", width, t, group.thread_rank(), rank);
    same("group.ballot", width, t, group.ballot(yes[t]), votes);
    same("group.any", width, t, group.any(yes[t]), int(votes != 0));
    same("group.all", width, t, group.all(yes[t]), int(votes == every));
    same("group.match_any", width, t, group.match_any(yes[t]), equal);
    int all = -1;
    same("group.match_all", width, t, group.match_all(yes[t], all), equal == every ? every : 0u);
    same("group.match_all's predicate", width, t, all, int(equal == every));
    same("group.shfl", width, t, group.shfl(values[t], from), values[members[from]]);
    same("group.shfl_up", width, t, group.shfl_up(values[t], step), values[rank < step ? t : members[rank - step]]);
    same("group.shfl_down", width, t, group.shfl_down(values[t], step),
         values[rank + step >= count ? t : members[rank + step]]);
    const auto part = warp32::binary_partition(group, yes[t]);
    unsigned before = 0;
    for (unsigned member : members) before += member < t && yes[member] == yes[t];
    same("binary_partition", width, t, part.thread_rank(), before);
    same("binary_partition's size", width, t, part.size(), unsigned(__builtin_popcount(equal)));
    const unsigned kinds = votes != 0 && votes != every ? 2 : 1, number = kinds == 2 ? yes[t] : 0;
    same("binary_partition's number", width, t, part.meta_group_rank(), number);
    same("binary_partition's kinds", width, t, part.meta_group_size(), kinds);
    const auto four = warp32::labeled_partition(group, group.thread_rank() / 4);
    same("a tile of four", width, t, four.thread_rank(), rank % 4);
    same("a tile's number", width, t, four.meta_group_rank(), rank / 4);
    same("a tile's count", width, t, four.meta_group_size(), (count + 3) / 4);
    in_order("coalesced", group, width, t, members, values);
    group.sync();
  }, "groups");
}

/// As much of a tile of HIP's as the header asks for, all of whose threads are there.
struct Tile {
  unsigned count;
  unsigned size() const { return count; }
};

void tiles(unsigned width) {
  Those all;
  all.of[0] = all.of[1] = ~0u;
  unsigned values[most_threads], yes[most_threads];
  for (unsigned i = 0; i < most_threads; ++i) values[i] = word(), yes[i] = below(2);
  const unsigned count = 1u << below(6);
  run(width, all, [&](unsigned t) {
    const Tile tile{count};
    std::vector<unsigned> members;
    unsigned votes = 0, equal = 0;
    for (unsigned i = 0; i < count; ++i) {
      members.push_back(t / count * count + i);
      if (yes[members[i]]) votes |= 1u << i;
      if (yes[members[i]] == yes[t]) equal |= 1u << i;
    }
    const unsigned every = static_cast<unsigned>((1ull << count) - 1);
    same("tile's ballot", width, t, warp32::ballot(tile, yes[t]), votes);
    same("tile's any", width, t, warp32::any(tile, yes[t]), int(votes != 0));
    same("tile's all", width, t, warp32::all(tile, yes[t]), int(votes == every));
    same("tile's match_any", width, t, warp32::match_any(tile, yes[t]), equal);
    int alike = -1;
    same("tile's match_all", width, t, warp32::match_all(tile, yes[t], alike), equal == every ? every : 0u);
    same("tile's match_all's predicate", width, t, alike, int(equal == every));
    in_order("tile", tile, width, t, members, values);
  }, "tiles");
}

// ==== Branches and loops

/// Warps of one wavefront take other ways, and go around a loop at their own number of times.
void branches(unsigned width) {
  unsigned ways[2], times[2], results[most_threads] = {};
  for (unsigned i = 0; i < 2; ++i) ways[i] = word(), times[i] = below(5);
  Those all;
  all.of[0] = all.of[1] = ~0u;
  run(width, all, [&](unsigned t) {
    const unsigned way = ways[t / warp], lane = t % warp;
    unsigned seen;
    if (way >> lane & 1) seen = warp32::activemask();
    else seen = warp32::activemask();
    same("a branch", width, t, seen, way >> lane & 1 ? way : ~way);
    same("behind it", width, t, warp32::activemask(), ~0u);
    unsigned left = times[t / warp], count = 0;
    while (warp32::any_sync(~0u, left != 0)) {
      count += warp32::shfl_sync(~0u, left, 0);
      --left;
    }
    results[t] = count;
    same("a loop", width, t, count, times[t / warp] * (times[t / warp] + 1) / 2);
  }, "branches");
}

/// What lanes wrote to shared memory before syncwarp the others read behind it: a scan of a warp.
void shared_memory(unsigned width) {
  unsigned shared[most_threads], values[most_threads];
  for (unsigned& value : values) value = word();
  Those all;
  all.of[0] = all.of[1] = ~0u;
  run(width, all, [&](unsigned t) {
    const unsigned lane = t % warp;
    shared[t] = values[t];
    for (unsigned step = 1; step < warp; step *= 2) {
      warp32::syncwarp();
      const unsigned other = lane >= step ? shared[t - step] : 0;
      warp32::syncwarp();
      shared[t] += other;
    }
    unsigned wanted = 0;
    for (unsigned i = t - lane; i <= t; ++i) wanted += values[i];
    same("a scan", width, t, shared[t], wanted);
  }, "shared memory");
}

void everything(unsigned width) {
  votes(width);
  shuffles<int>(width);
  shuffles<float>(width);
  shuffles<unsigned short>(width);
  shuffles<bool>(width);
  shuffles<long long>(width);
  shuffles<double>(width);
  shuffles<Three>(width);
  shuffle_operands(width);
  matches<int>(width);
  matches<float>(width);
  matches<unsigned long long>(width);
  reductions<int>(width);
  reductions<unsigned>(width);
  groups(width);
  tiles(width);
  branches(width);
  shared_memory(width);
}

}  // namespace

int main(int count, char** arguments) {
  const int rounds = count > 1 ? std::stoi(arguments[1]) : 20;
  for (int round = 0; round < rounds; ++round) {
    everything(64);
    everything(32);
  }
  std::printf("%u compared, %u differ\n", compared, wrong);
  return wrong != 0;
}
