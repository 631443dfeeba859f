// What was repaired or ignored while a document was read, worded for the feed's author. Each text once,
// bounded. One owner.
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace gazette::parse {

class Problems {
 public:
  void add(std::string text) {
    if (list_.size() >= kMost || std::find(list_.begin(), list_.end(), text) != list_.end()) return;
    list_.push_back(std::move(text));
  }
  std::vector<std::string> take() { return std::move(list_); }
  bool empty() const { return list_.empty(); }

 private:
  static constexpr std::size_t kMost = 50;
  std::vector<std::string> list_;
};

}  // namespace gazette::parse
