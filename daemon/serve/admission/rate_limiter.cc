#include "daemon/serve/admission/rate_limiter.h"

#include <algorithm>
#include <cmath>

namespace gazette {

namespace {

constexpr std::size_t kMaxBuckets = 50'000;  // about 3 MB

}  // namespace

double RateLimiter::filled(const Bucket& bucket, SteadyTime now) const {
  const double seconds = std::chrono::duration<double>(now - bucket.at).count();
  return std::min(rate_.burst, bucket.tokens + seconds * rate_.per_second);
}

/// A full bucket says nothing that a new one does not say.
void RateLimiter::forget_full_ones(SteadyTime now) {
  std::erase_if(buckets_, [&](const auto& entry) { return filled(entry.second, now) >= rate_.burst; });
  if (buckets_.size() >= kMaxBuckets) buckets_.clear();
}

int RateLimiter::take(std::uint64_t client, SteadyTime now) {
  if (rate_.per_second <= 0) return 0;
  if (buckets_.size() >= kMaxBuckets) forget_full_ones(now);
  Bucket& bucket = buckets_.try_emplace(client, Bucket{rate_.burst, now}).first->second;
  bucket.tokens = filled(bucket, now);
  bucket.at = now;
  if (bucket.tokens < 1) return static_cast<int>(std::ceil((1 - bucket.tokens) / rate_.per_second));
  bucket.tokens -= 1;
  return 0;
}

bool RateLimiter::is_exhausted(std::uint64_t client, SteadyTime now) const {
  const auto bucket = buckets_.find(client);
  return bucket != buckets_.end() && filled(bucket->second, now) < 1;
}

}  // namespace gazette
