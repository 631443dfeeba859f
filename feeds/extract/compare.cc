#include "feeds/extract/compare.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "feeds/extract/page/measures.h"
#include "feeds/text/strings.h"

namespace gazette::extract {
namespace {

using html::kNone;

constexpr double kFuller = 1.15;          // a difference of less may be a caption or a line of the site's
constexpr double kBesidePaywall = 0.8;    // a feed that says nearly as much as the beginning is no worse
constexpr double kKnown = 0.2;            // of the feed's text in the page's: less, and it is another text
constexpr std::size_t kComparable = 500;  // code points; shorter texts may be worded on their own
constexpr std::size_t kSamples = 24, kSampleSize = 12;

// White space and case differ between the two.
std::string without_space(std::string_view text) {
  std::string out = to_lower(text);
  replace_all(out, "\u00a0", "");
  std::erase_if(out, [](char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; });
  return out;
}

// 0..1: which share of pieces taken evenly out of one text stands in the other.
double share_known(std::string_view text, std::string_view in) {
  const std::string own = without_space(text), other = without_space(in);
  const std::size_t length = count_code_points(own);
  if (length < kSampleSize) return 1;
  std::size_t known = 0;
  std::string_view rest = own;
  for (std::size_t i = 0; i < kSamples; ++i) {
    const std::string_view piece = first_code_points(rest, kSampleSize);
    known += other.find(piece) != std::string::npos;
    rest.remove_prefix(first_code_points(rest, (length - kSampleSize) / kSamples).size());
  }
  return static_cast<double>(known) / kSamples;
}

// What links say is said elsewhere.
double substance(const Measure& measure) {
  return measure.text - measure.links;
}

std::string with_confidence(const char* why, double confidence) {
  return std::string(why) + " (confidence " + std::to_string(std::lround(confidence * 100)) + " %)";
}

}  // namespace

bool has_anything(const Body& body) {
  if (!body.text.empty()) return true;
  for (const std::string_view name : {"img", "video", "audio", "iframe"})
    if (body.tree.find(name) != kNone) return true;
  return false;
}

Choice choose(const Body& feed, const Body& page) {
  if (!has_anything(page)) return {false, "the page holds none"};
  if (!has_anything(feed)) return {true, with_confidence("the feed holds none", page.confidence)};
  const Measure own = Measures(feed.tree, feed.tree.root())[feed.tree.root()];
  const Measure other = Measures(page.tree, page.tree.root())[page.tree.root()];
  const double fuller = substance(other) / std::max(substance(own), 1.0);
  if (!page.problem.empty() && fuller * kBesidePaywall < 1) return {false, std::string(page.problem)};
  const bool comparable = !feed.ends_early && count_code_points(feed.text) >= kComparable;
  if (comparable && share_known(feed.text, page.text) < kKnown) return {false, "the page holds another text"};
  if (fuller > kFuller) return {true, with_confidence("fuller", page.confidence)};
  if (fuller * kFuller < 1) return {false, "fuller"};
  if (feed.ends_early && fuller > 1) return {true, with_confidence("the feed ends early", page.confidence)};
  if (own.images == 0 && other.images > 0)
    return {true, with_confidence("as full, with pictures", page.confidence)};
  return {false, "as full, and nothing of the site around it"};
}

}  // namespace gazette::extract
