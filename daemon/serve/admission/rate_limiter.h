// RateLimiter: how often one client may ask. A bucket of tokens for each: what is not used is saved up, so
// that a reader that fetches fifty feeds at once is welcome and one that hammers is not. Bounded in memory.
// One thread; time is an argument.
#pragma once

#include <chrono>
#include <cstdint>
#include <unordered_map>

namespace gazette {

using SteadyTime = std::chrono::steady_clock::time_point;

struct Rate {
  double per_second = 10;  ///< 0: no limit
  double burst = 300;      ///< asked at once, after a pause
};

class RateLimiter {
 public:
  explicit RateLimiter(Rate rate) : rate_(rate) {}

  /// Seconds to wait; 0: come in.
  int take(std::uint64_t client, SteadyTime now);
  /// Would take() make them wait?
  bool is_exhausted(std::uint64_t client, SteadyTime now) const;
  std::size_t clients() const { return buckets_.size(); }

 private:
  struct Bucket {
    double tokens;
    SteadyTime at;
  };
  void forget_full_ones(SteadyTime now);
  double filled(const Bucket& bucket, SteadyTime now) const;

  Rate rate_;
  std::unordered_map<std::uint64_t, Bucket> buckets_;
};

}  // namespace gazette
