// A wavefront of 64 or 32 lanes on the host: what `warp32.hpp` asks of the hardware, for tests without a GPU.
//
// Each lane runs in a context of its own until it votes, reads, fences or waits for its block. When all lanes of a
// wavefront have stopped so, those go on together that stopped at the first place of the program, which is how lanes
// with one program counter get through branches and loops and meet behind them. A place is the addresses of the calls
// that led there; they are in the order of the program where nothing is optimized (-O0). Reading from a lane that does
// not take part gives a value that is in no test, and is counted.
#pragma once

#include <ucontext.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <vector>

#ifndef __device__
#define __device__
#endif

namespace simulated {

constexpr unsigned nobody = 0xdeadbeefu;
constexpr unsigned most_steps = 100000;
constexpr std::size_t stack_size = 1 << 16;

enum class Stop { vote, read, fence, block, end };

struct Lane {
  ucontext_t context;
  std::unique_ptr<char[]> stack;
  Stop stop = Stop::fence;
  std::vector<std::uintptr_t> place;  // from the outermost call on
  bool ready = true;
  bool yes = false;
  unsigned word = 0, from = 0;
  unsigned long long votes = 0;
  unsigned thread = 0;  // in its block
};

/// All of a block. There is one at a time.
struct Block {
  unsigned width;  // lanes of a wavefront
  std::vector<Lane> lanes;
  std::function<void()> program;
  ucontext_t scheduler;
  Lane* now = nullptr;
  unsigned strays = 0;  // reads from lanes that did not take part
};

inline Block* block = nullptr;

inline std::vector<std::uintptr_t> place() {
  const char* bottom = block->now->stack.get();
  std::vector<std::uintptr_t> found;
  for (auto frame = static_cast<void**>(__builtin_frame_address(0));
       reinterpret_cast<char*>(frame) >= bottom && reinterpret_cast<char*>(frame) < bottom + stack_size - 64;
       frame = static_cast<void**>(*frame))
    found.push_back(reinterpret_cast<std::uintptr_t>(frame[1]));
  std::reverse(found.begin(), found.end());
  return found;
}

inline void wait(Stop stop) {
  Lane& lane = *block->now;
  lane.stop = stop;
  lane.place = place();
  lane.ready = false;
  swapcontext(&lane.context, &block->scheduler);
}

inline void run_lane() {
  block->program();
  block->now->stop = Stop::end;
  block->now->ready = false;
  swapcontext(&block->now->context, &block->scheduler);
}

/// Lets the lanes of one wavefront go on, until all wait for their block or have ended.
inline void run_wavefront(Lane* first, unsigned count) {
  for (unsigned steps = 0;; ++steps) {
    if (steps == most_steps) {
      std::printf("a wavefront never ends\n");
      std::exit(1);
    }
    for (Lane* lane = first; lane != first + count; ++lane)
      if (lane->ready) {
        block->now = lane;
        swapcontext(&block->scheduler, &lane->context);
      }
    const std::vector<std::uintptr_t>* earliest = nullptr;
    for (Lane* lane = first; lane != first + count; ++lane)
      if (lane->stop != Stop::end && lane->stop != Stop::block && (!earliest || lane->place < *earliest))
        earliest = &lane->place;
    if (!earliest) return;
    const std::vector<std::uintptr_t> here = *earliest;
    const auto takes_part = [&](unsigned i) {
      return i < count && first[i].stop != Stop::end && first[i].stop != Stop::block && first[i].place == here;
    };
    unsigned long long votes = 0;
    for (unsigned i = 0; i < count; ++i)
      if (takes_part(i) && first[i].yes) votes |= 1ull << i;
    std::vector<unsigned> words(count, nobody);
    for (unsigned i = 0; i < count; ++i) {
      if (!takes_part(i) || first[i].stop != Stop::read) continue;
      if (takes_part(first[i].from)) words[i] = first[first[i].from].word;
      else ++block->strays;
    }
    for (unsigned i = 0; i < count; ++i)
      if (takes_part(i)) {
        first[i].votes = votes;
        first[i].ready = true;
      }
    for (unsigned i = 0; i < count; ++i)
      if (first[i].ready) first[i].word = words[i];
  }
}

/// Runs the program as a block of so many threads; returns how often a lane read from one that did not take part.
inline unsigned run_block(unsigned width, unsigned threads, std::function<void()> program) {
  Block made{width, std::vector<Lane>(threads), std::move(program), {}, nullptr, 0};
  block = &made;
  for (unsigned i = 0; i < threads; ++i) {
    Lane& lane = made.lanes[i];
    lane.thread = i;
    lane.stack.reset(new char[stack_size]);
    getcontext(&lane.context);
    lane.context.uc_stack.ss_sp = lane.stack.get();
    lane.context.uc_stack.ss_size = stack_size;
    lane.context.uc_link = nullptr;
    makecontext(&lane.context, run_lane, 0);
  }
  for (bool left = true; left;) {
    for (unsigned i = 0; i < threads; i += width) run_wavefront(&made.lanes[i], std::min(width, threads - i));
    left = false;
    for (Lane& lane : made.lanes)
      if (lane.stop == Stop::block) left = lane.ready = true, lane.stop = Stop::fence;
  }
  block = nullptr;
  return made.strays;
}

/// __syncthreads
inline void wait_for_block() { wait(Stop::block); }

/// The number of the thread in its block.
inline unsigned thread() { return block->now->thread; }

}  // namespace simulated

namespace warp32 {
namespace hardware {

inline unsigned lane() { return simulated::thread() % simulated::block->width; }

inline unsigned long long ballot(bool yes) {
  simulated::block->now->yes = yes;
  simulated::wait(simulated::Stop::vote);
  return simulated::block->now->votes;
}

inline unsigned read(unsigned word, unsigned from) {
  simulated::block->now->word = word;
  simulated::block->now->from = from;
  simulated::wait(simulated::Stop::read);
  return simulated::block->now->word;
}

inline void fence() { simulated::wait(simulated::Stop::fence); }

}  // namespace hardware
}  // namespace warp32
