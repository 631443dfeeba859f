// What was repaired or ignored while a document was read, worded for the feed's author. Each text once,
// bounded, one line of valid UTF-8 whatever of the document it quotes. One owner.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "feeds/text/encoding.h"
#include "feeds/text/strings.h"

namespace gazette::parse {

class Problems {
 public:
  void add(std::string_view text) {
    if (list_.size() >= kMost) return;
    std::string line = collapse_whitespace(make_valid_utf8(first_code_points(text, kLongest)));
    if (std::find(list_.begin(), list_.end(), line) == list_.end()) list_.push_back(std::move(line));
  }
  std::vector<std::string> take() { return std::move(list_); }

 private:
  static constexpr std::size_t kMost = 50;
  static constexpr std::size_t kLongest = 400;
  std::vector<std::string> list_;
};

}  // namespace gazette::parse
