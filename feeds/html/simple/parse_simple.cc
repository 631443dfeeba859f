#include "feeds/html/simple/parse_simple.h"

#include <string>
#include <utility>
#include <vector>

#include "feeds/html/simple/elements.h"
#include "feeds/html/simple/references.h"
#include "feeds/html/simple/tags.h"
#include "feeds/text/scan/byte_scan.h"

namespace gazette::html {
namespace {

using simple::Kind;
using simple::Tag;

constexpr std::size_t kMaxBytes = 1 << 20;  // so that no limit of the parser's is met

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\n") == std::string_view::npos;
}

class SimpleParser {
 public:
  SimpleParser(Tree& tree, std::string_view html) : tree_(tree), html_(html) {}

  bool run() {
    while (at_ < html_.size()) {
      const std::size_t stop = find_any<0, '<', '&'>(html_, at_);
      if (stop > at_ && !text(html_.substr(at_, stop - at_))) return false;
      at_ = stop;
      if (at_ < html_.size() && !special()) return false;
    }
    end_text();
    return true;
  }

 private:
  NodeId parent() const { return open_.empty() ? tree_.root() : open_.back(); }
  bool is_in_table_frame() const { return simple::is_table_frame(structure_.top()); }

  bool text(std::string_view text) {
    if (is_in_table_frame() && !is_blank(text)) return false;
    text_ += text;
    return true;
  }

  /// What stands between two tags is one text.
  void end_text() {
    if (text_.empty()) return;
    tree_.append_child(parent(), tree_.new_text(std::exchange(text_, {})));
  }

  bool special() {
    const char next = at_ + 1 < html_.size() ? html_[at_ + 1] : ' ';
    if (html_[at_] == '&') return reference();
    if ((next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z') || next == '/') return tag();
    if (next == '!') return comment();
    if (next == '?') return false;
    ++at_;
    return text("<");
  }

  bool reference() {
    if (is_in_table_frame() || at_ == pre_begin_) return false;
    const std::size_t length = simple::resolve_reference(html_, at_, text_);
    at_ += length;
    return length != 0;
  }

  bool comment() {
    const std::size_t end = is_in_table_frame() ? html_.npos : simple::end_of_comment(html_, at_);
    if (end == html_.npos) return false;
    end_text();
    const NodeId id = tree_.new_text(std::string(html_.substr(at_ + 4, end - at_ - 7)));
    tree_[id].type = NodeType::comment;
    tree_.append_child(parent(), id);
    at_ = end;
    return true;
  }

  bool tag() {
    if (!simple::read_tag(html_, at_, tag_)) return false;
    at_ = tag_.end;
    end_text();
    return tag_.closing ? end_tag() : start_tag();
  }

  bool end_tag() {
    const std::size_t closed = structure_.closed_by(*tag_.element);
    for (std::size_t i = 0; i < closed; ++i) close();
    return closed > 0;
  }

  bool start_tag() {
    const Kind kind = tag_.element->kind;
    if (!structure_.may_begin(kind)) return false;
    if (structure_.implies_section(kind)) {
      const NodeId section = tree_.new_element(structure_.open_implied_section().name);
      tree_.append_child(parent(), section);
      open_.push_back(section);
    }
    const NodeId id = tree_.new_element(tag_.element->name);
    if (!read_attributes(tree_[id])) return false;
    tree_.append_child(parent(), id);
    if (simple::is_void(kind)) return true;
    if (kind == Kind::silent || kind == Kind::frame) return raw_text(id);
    structure_.open(*tag_.element);
    open_.push_back(id);
    if (kind == Kind::pre) begin_pre();
    return true;
  }

  bool read_attributes(Node& node) {
    node.attributes.resize(tag_.count);
    for (std::size_t i = 0; i < tag_.count; ++i) {
      node.attributes[i].name = tag_.attributes[i].name;
      if (!simple::read_value(tag_.attributes[i].value, node.attributes[i].value)) return false;
    }
    return true;
  }

  bool raw_text(NodeId id) {
    const std::size_t end = simple::end_of_raw_text(html_, at_, tag_.element->name);
    if (end == html_.npos) return false;
    if (end > at_) tree_.append_child(id, tree_.new_text(std::string(html_.substr(at_, end - at_))));
    at_ = end + tag_.element->name.size() + 3;
    return true;
  }

  /// The newline behind the tag is not part of the text.
  void begin_pre() {
    if (at_ < html_.size() && html_[at_] == '\n')
      ++at_;
    else
      pre_begin_ = at_;
  }

  void close() {
    open_.pop_back();
    structure_.close();
  }

  Tree& tree_;
  std::string_view html_;
  std::size_t at_ = 0;
  simple::Structure structure_;
  std::vector<NodeId> open_;  ///< of each element in it
  Tag tag_;
  std::string text_;
  std::size_t pre_begin_ =
      std::string_view::npos;  ///< a newline written as a reference here is none of the text
};

}  // namespace

bool parse_simple_into(Tree& tree, std::string_view utf8) {
  if (utf8.size() > kMaxBytes || simple::has_doubtful_bytes(utf8)) return false;
  return SimpleParser(tree, utf8).run();
}

}  // namespace gazette::html
