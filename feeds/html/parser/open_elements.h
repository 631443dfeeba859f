// A cheap picture of the parser's stack of open elements (HTML section 13.2.4.2), good enough to bound it:
// never shallower than the real one on purpose-built input, and exact on ordinary pages. Constant time an
// element (the stack is bounded).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace gazette::html {

/// What the scan has to know about an element's name.
struct Kind {
  enum Flag : std::uint32_t {
    is_void = 1,
    formatting = 2,  ///< reopened by the parser where it was not closed
    special = 4,     ///< stops the search for an ordinary element
    barrier = 8,     ///< stops every search for an element in scope
    closes_p = 16,
    raw = 32,              ///< text up to its end tag
    foreign_root = 64,     ///< svg, math
    leaves_foreign = 128,  ///< an HTML element that ends svg or math
    integration = 256,     ///< holds HTML inside svg or math
    heading = 512,
    optional_end = 1024,
    cell_part = 2048,  ///< parts of a table
    ignored = 4096,    ///< html, head, body: never nested
  };
  std::uint32_t id = 0;  ///< the same name, the same id
  std::uint32_t flags = 0;
  bool is(Flag flag) const { return (flags & flag) != 0; }
};

/// `name` in lower case.
Kind kind_of(std::string_view name);

class OpenElements {
 public:
  /// Formatting elements open at once, up to a barrier; more are not opened.
  static constexpr std::size_t kMaxFormatting = 16;

  enum class Verdict : std::uint8_t {
    keep,
    drop,   ///< too deep
    doubt,  ///< svg or math in which the parser may see something else than this
  };

  Verdict start(Kind kind, std::uint64_t source_hash, bool self_closing);
  Verdict end(Kind kind);

  bool in_foreign() const { return foreign_ > 0; }
  bool full() const { return stack_.size() >= kMaxDepth; }

 private:
  static constexpr std::size_t kMaxDepth = 256;
  static constexpr std::size_t kNone = ~std::size_t{0};

  struct Open {
    Kind kind;
    std::uint64_t source_hash;
    bool left_open = false;  // formatting whose block was closed: the parser opens it again
  };

  Verdict start_foreign(Kind kind, bool self_closing);
  Verdict end_foreign(Kind kind);
  void close_implied(Kind kind);
  bool make_room_for_formatting(Kind kind, std::uint64_t source_hash);
  void close_ordinary(Kind kind);
  void close_special(Kind kind);
  std::size_t find_in_scope(std::uint32_t id, std::uint32_t more_barriers = 0) const;
  std::size_t find_part(std::uint32_t a, std::uint32_t b, std::uint32_t c) const;
  std::size_t find_item(std::uint32_t a, std::uint32_t b) const;
  void pop_to(std::size_t index);
  void erase(std::size_t index);

  std::vector<Open> stack_;
  std::size_t dropped_ = 0;  // start tags dropped whose end tags are still to come
  std::size_t foreign_ = 0;  // open elements in svg or math
};

}  // namespace gazette::html
