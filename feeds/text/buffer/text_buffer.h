// Memory for text that comes in pieces: it grows, is not filled before it is written (as a std::string is)
// and serves one text after another. One owner; never fails.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>

namespace gazette {

class TextBuffer {
 public:
  std::size_t size() const { return used_; }
  /// Valid until something is written.
  std::string_view text() const { return {memory_.get(), used_}; }
  /// Forgets what stands behind `size`.
  void cut(std::size_t size) { used_ = size; }

  /// Where the next bytes go, with space for so many; end_at() tells where they ended.
  char* room(std::size_t bytes) {
    if (size_ - used_ < bytes) grow(bytes);
    return memory_.get() + used_;
  }
  void end_at(const char* end) { used_ = static_cast<std::size_t>(end - memory_.get()); }

  void add(char c) {
    *room(1) = c;
    ++used_;
  }
  void add(std::string_view text) {
    std::memcpy(room(text.size()), text.data(), text.size());
    used_ += text.size();
  }

 private:
  void grow(std::size_t bytes) {
    size_ = std::max(size_ * 2, used_ + bytes);
    auto larger = std::make_unique_for_overwrite<char[]>(size_);
    if (used_ > 0) std::memcpy(larger.get(), memory_.get(), used_);
    memory_ = std::move(larger);
  }

  std::unique_ptr<char[]> memory_;
  std::size_t size_ = 0, used_ = 0;
};

}  // namespace gazette
