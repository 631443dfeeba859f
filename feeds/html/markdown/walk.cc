#include "feeds/html/markdown/walk.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "feeds/html/markdown/block_writer.h"
#include "feeds/html/markdown/escape/escape.h"
#include "feeds/html/markdown/inline/builder.h"
#include "feeds/html/markdown/inline/render.h"
#include "feeds/html/markdown/media.h"
#include "feeds/html/markdown/table.h"
#include "feeds/html/policy/nesting.h"
#include "feeds/text/strings.h"

namespace gazette::html {
namespace {

enum class Role : std::uint8_t {
  plain,
  block,
  heading,
  list,
  item,
  quote,
  term,
  definition,
  code_block,
  code,
  strong,
  emphasis,
  deleted,
  link,
  image,
  player,
  line_break,
  rule,
  table,
  row,
  cell,
  summary,
  quotation,
  ruby_text,
  ruby_fence,
  raised,
  lowered
};

Role role_of(std::string_view name) {
  static const std::unordered_map<std::string_view, Role> kRoles = {
      {"h1", Role::heading},       {"h2", Role::heading},      {"h3", Role::heading},
      {"h4", Role::heading},       {"h5", Role::heading},      {"h6", Role::heading},
      {"ul", Role::list},          {"ol", Role::list},         {"li", Role::item},
      {"blockquote", Role::quote}, {"dt", Role::term},         {"dd", Role::definition},
      {"pre", Role::code_block},   {"code", Role::code},       {"kbd", Role::code},
      {"samp", Role::code},        {"strong", Role::strong},   {"b", Role::strong},
      {"em", Role::emphasis},      {"i", Role::emphasis},      {"del", Role::deleted},
      {"s", Role::deleted},        {"a", Role::link},          {"img", Role::image},
      {"video", Role::player},     {"audio", Role::player},    {"iframe", Role::player},
      {"br", Role::line_break},    {"hr", Role::rule},         {"table", Role::table},
      {"tr", Role::row},           {"td", Role::cell},         {"th", Role::cell},
      {"menu", Role::list},        {"dir", Role::list},        {"strike", Role::deleted},
      {"tt", Role::code},          {"summary", Role::summary}, {"q", Role::quotation},
      {"rt", Role::ruby_text},     {"rp", Role::ruby_fence},   {"sup", Role::raised},
      {"sub", Role::lowered}};
  const auto found = kRoles.find(name);
  if (found != kRoles.end()) return found->second;
  return is_block(name) || name == "caption" ? Role::block : Role::plain;
}

int number_of(std::string_view text, int otherwise) {
  int number = otherwise;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

constexpr int kLetter = 100;  // pixels

class Walker {
 public:
  Walker(const Tree& tree, NodeId top, const Verbatim& verbatim)
      : tree_(tree), top_(top), verbatim_(verbatim) {}

  std::string run() {
    NodeId id = tree_[top_].first_child;
    while (id != kNone) {
      if (enter(id) && tree_[id].first_child != kNone) {
        id = tree_[id].first_child;
        continue;
      }
      leave(id);
      while (id != top_ && tree_[id].next == kNone) {
        id = tree_[id].parent;
        if (id != top_) leave(id);
      }
      id = id == top_ ? kNone : tree_[id].next;
    }
    flush();
    return writer_.take();
  }

 private:
  // What is to be done at an element's end. `opened`: a block of the writer that is to be closed.
  struct Open {
    NodeId id;
    Role role;
    bool opened;
  };

  // False: what is below is not walked.
  bool enter(NodeId id) {
    const Node& node = tree_[id];
    if (node.type == NodeType::text) {
      text(id);
      return false;
    }
    if (node.type != NodeType::element) return false;
    const Role role = role_of(node.name);
    if (line_ != kNone) return enter_in_line(id, role);
    switch (role) {
      case Role::heading:
        return enter_line(id, role, node.name <= "h2" ? Place::setext_heading : Place::atx_heading);
      case Role::term: return enter_term(id);
      case Role::cell:
        if (table_ != kNone) return enter_line(id, role, Place::cell);
        return enter_block(id, Role::block);
      case Role::list:
      case Role::item:
      case Role::quote:
      case Role::definition:
      case Role::table:
      case Role::row: return enter_container(id, role);
      case Role::code_block: return code_block(id);
      case Role::player:
        flush();
        player(id);
        flush();
        return false;
      case Role::rule:
        flush();
        writer_.rule();
        return false;
      case Role::summary:
        flush();
        inline_.open(Style::strong, node.name);
        return push(id, role, false);
      case Role::block: return enter_block(id, role);
      default: return enter_inline(id, role);
    }
  }

  bool push(NodeId id, Role role, bool opened) {
    open_.push_back({id, role, opened});
    return true;
  }

  bool enter_block(NodeId id, Role role) {
    flush();
    return push(id, role, false);
  }

  // Where only one line can be, blocks are words.
  bool enter_in_line(NodeId id, Role role) {
    switch (role) {
      case Role::player: player(id); return false;
      case Role::rule: inline_.space(); return false;
      case Role::code_block:
        ++code_;
        inline_.space();
        return push(id, Role::code_block, false);
      case Role::plain:
      case Role::code:
      case Role::strong:
      case Role::emphasis:
      case Role::deleted:
      case Role::link:
      case Role::image:
      case Role::line_break:
      case Role::quotation:
      case Role::ruby_text:
      case Role::ruby_fence:
      case Role::raised:
      case Role::lowered: return enter_inline(id, role);
      default: inline_.space(); return push(id, Role::block, false);
    }
  }

  bool enter_inline(NodeId id, Role role) {
    const Node& node = tree_[id];
    const bool is_mark = role == Role::strong || role == Role::emphasis || role == Role::deleted;
    if (is_mark && code_ > 0) return true;  // colours of a highlighter
    switch (role) {
      case Role::code: ++code_; break;
      case Role::strong: inline_.open(Style::strong, node.name); break;
      case Role::emphasis: inline_.open(Style::emphasis, node.name); break;
      case Role::deleted: inline_.open(Style::deleted, node.name); break;
      case Role::link:
        inline_.open(Style::link, node.name, std::string(tree_.attribute(id, "href")),
                     std::string(tree_.attribute(id, "title")));
        break;
      case Role::image: return write_image(id);
      case Role::line_break: inline_.line_break(); return false;
      case Role::quotation: inline_.text("\u201c"); break;
      case Role::ruby_text: inline_.text("("); break;
      case Role::ruby_fence: return false;
      case Role::raised:
      case Role::lowered: return !script(id, role);
      default: return true;
    }
    return push(id, role, false);
  }

  bool write_image(NodeId id) {
    const bool alone = stands_alone(id);
    inline_.raw(image(tree_.attribute(id, "alt"), tree_.attribute(id, "src"), tree_.attribute(id, "title")));
    if (alone) flush();
    return false;
  }

  // An image that begins a line between blocks is a block, unless it is as small as a letter.
  bool stands_alone(NodeId id) const {
    const NodeId box = tree_[id].parent;
    const bool in_box = box == top_ || tree_.is_element(box, "div") || tree_.is_element(box, "figure") ||
                        tree_.is_element(box, "section") || tree_.is_element(box, "article");
    const bool small = number_of(tree_.attribute(id, "width"), kLetter + 1) <= kLetter ||
                       number_of(tree_.attribute(id, "height"), kLetter + 1) <= kLetter;
    return in_box && !small && line_ == kNone && inline_.empty();
  }

  // From here to its end all is one line: a heading, a term, a cell.
  bool enter_line(NodeId id, Role role, Place place) {
    flush();
    line_ = id;
    place_ = place;
    inline_.set_splitting(false);
    return push(id, role, false);
  }

  bool enter_term(NodeId id) {
    if (!tree_.is_element(tree_[id].parent, "dl") && !tree_.is_element(tree_[id].parent, "div"))
      return enter_block(id, Role::block);
    return enter_line(id, Role::term, Place::paragraph);
  }

  bool enter_container(NodeId id, Role role) {
    flush();
    bool opened = false;
    switch (role) {
      case Role::list: opened = writer_.open_list(list_start(id)); break;
      case Role::item: return enter_item(id);
      case Role::quote: opened = writer_.open_quote(); break;
      case Role::definition: opened = writer_.after_term() && writer_.open_definition(); break;
      case Role::table:
        if (!is_layout_table(tree_, id)) table_ = id;
        break;
      default:
        if (table_ != kNone) rows_.push_back({{}, tree_.is_element(tree_[id].parent, "thead")});
        break;
    }
    return push(id, role, opened);
  }

  BlockWriter::ListStart list_start(NodeId list) const {
    BlockWriter::ListStart start;
    start.ordered = tree_[list].name == "ol";
    start.number = number_of(tree_.attribute(list, "start"), 1);
    bool first = true;
    for (NodeId id = tree_[list].first_child; id != kNone; id = tree_[id].next) {
      if (!tree_.is_element(id, "li")) continue;
      if (std::exchange(first, false)) {
        start.begins_empty = tree_[id].first_child == kNone;
        if (tree_.has_attribute(id, "value")) start.number = number_of(tree_.attribute(id, "value"), 1);
      }
      if (tree_[id].first_child != kNone && is_loose(id)) start.tight = false;
    }
    if (start.number < 0 || start.number > BlockWriter::kLargestNumber) start.number = 1;
    return start;
  }

  // A paragraph beside another block, or on a line of its own as renderers of Markdown write loose items.
  // Editors wrap the text of each item in a paragraph and mean nothing by it.
  bool is_loose(NodeId item) const {
    std::size_t paragraphs = 0, blocks = 0;
    bool words = false;
    for (NodeId id = tree_[item].first_child; id != kNone; id = tree_[id].next) {
      paragraphs += tree_.is_element(id, "p");
      blocks += is_block(tree_[id].name);
      words |= tree_[id].type == NodeType::text && !trim(tree_[id].text).empty();
    }
    const Node& first = tree_[tree_[item].first_child];
    const bool own_line = first.type == NodeType::text &&
                          first.text.find_first_not_of(" \t\r\n") == std::string::npos &&
                          first.text.find('\n') != std::string::npos && tree_.is_element(first.next, "p");
    return paragraphs > 0 && (blocks > 1 || words || own_line);
  }

  // An item that stands in no list makes one, together with those beside it.
  bool enter_item(NodeId id) {
    flush();
    if (const Open* list = list_around()) {
      if (list->opened) writer_.item();
      return push(id, Role::item, false);
    }
    const NodeId parent = tree_[id].parent;
    const bool goes_on = !strays_.empty() && strays_.back() == parent;
    if (!goes_on && writer_.open_list({})) strays_.push_back(parent);
    const bool is_stray = !strays_.empty() && strays_.back() == parent;
    if (is_stray) writer_.item();
    const bool ends = is_stray && !is_item_next(id);
    if (ends) strays_.pop_back();
    return push(id, Role::item, ends);
  }

  // The list that an item here belongs to; null if another container is nearer, or none is there.
  const Open* list_around() const {
    for (auto open = open_.rbegin(); open != open_.rend(); ++open) {
      if (open->role == Role::list) return &*open;
      if (open->role == Role::item || open->role == Role::quote || open->role == Role::definition) break;
    }
    return nullptr;
  }

  bool is_item_next(NodeId id) const {
    id = tree_[id].next;
    while (id != kNone && tree_[id].type == NodeType::text && trim(tree_[id].text).empty())
      id = tree_[id].next;
    return tree_.is_element(id, "li");
  }

  void leave(NodeId id) {
    if (open_.empty() || open_.back().id != id) return;
    const Open open = open_.back();
    open_.pop_back();
    switch (open.role) {
      case Role::code: --code_; return;
      case Role::strong:
      case Role::emphasis:
      case Role::deleted:
      case Role::link: inline_.close(); return;
      case Role::quotation: inline_.text("\u201d"); return;
      case Role::ruby_text: inline_.text(")"); return;
      case Role::code_block:
        --code_;
        inline_.space();
        return;
      case Role::summary: inline_.close(); break;
      case Role::heading: return leave_heading(id);
      case Role::term: return leave_term();
      case Role::cell: return leave_cell(id);
      case Role::table: return leave_table(id);
      default: break;
    }
    line_ != kNone ? inline_.space() : flush();
    if (open.opened) writer_.close();
  }

  std::string end_line() {
    const Place place = std::exchange(place_, Place::paragraph);
    line_ = kNone;
    inline_.set_splitting(true);
    std::string out;
    for (Pieces& pieces : inline_.take()) out += render_line(std::move(pieces), place);
    return out;
  }

  void leave_heading(NodeId id) {
    const bool empty = inline_.empty();
    const std::string text = end_line();
    if (!empty) writer_.heading(tree_[id].name[1] - '0', text);
  }

  void leave_term() {
    const std::string text = end_line();
    if (!text.empty()) writer_.term(text);
  }

  void leave_cell(NodeId id) {
    TableCell cell;
    cell.text = end_line();
    cell.align = tree_.attribute(id, "align");
    cell.columns = number_of(tree_.attribute(id, "colspan"), 1);
    cell.rows = number_of(tree_.attribute(id, "rowspan"), 1);
    cell.heading = tree_[id].name == "th";
    if (rows_.empty()) rows_.emplace_back();
    rows_.back().cells.push_back(std::move(cell));
  }

  void leave_table(NodeId id) {
    flush();
    if (table_ != id) return;
    table_ = kNone;
    const std::string table = write_table(std::exchange(rows_, {}));
    if (!table.empty()) writer_.table(table);
  }

  void text(NodeId id) {
    const auto found = verbatim_.find(id);
    if (found != verbatim_.end()) {
      inline_.raw(found->second);
    } else if (code_ > 0) {
      inline_.code(tree_[id].text);
    } else {
      inline_.text(tree_[id].text);
    }
  }

  // Markdown has no such marks; a number would be read as one with what stands before it.
  bool script(NodeId id, Role role) {
    const NodeId text = tree_[id].first_child;
    if (text == kNone || tree_[text].type != NodeType::text || tree_[text].next != kNone || code_ > 0)
      return false;
    const std::string digits = script_digits(tree_[text].text, role == Role::raised);
    if (!digits.empty()) inline_.text(digits);
    return !digits.empty();
  }

  bool code_block(NodeId id) {
    flush();
    const PreText pre = pre_text(tree_, id);
    writer_.fence(hugo_safe_code(pre.code), pre.language);
    for (NodeId image : pre.images) {
      enter_inline(image, Role::image);
      flush();
    }
    return false;
  }

  void player(NodeId id) {
    const PlayerLink link = player_link(tree_, id);
    if (link.url.empty()) return;
    inline_.open(Style::link, "a", link.url);
    inline_.text(link.label);
    inline_.close();
  }

  void flush() {
    const Place place = writer_.in_item() ? Place::item : Place::paragraph;
    for (Pieces& pieces : inline_.take()) writer_.text(render_line(std::move(pieces), place));
  }

  const Tree& tree_;
  const NodeId top_;
  const Verbatim& verbatim_;
  BlockWriter writer_;
  InlineBuilder inline_;
  std::vector<Open> open_;
  NodeId line_ = kNone;  // the element that is one line, if inside such
  Place place_ = Place::paragraph;
  NodeId table_ = kNone;  // the table whose cells are collected, if inside such
  std::vector<TableRow> rows_;
  std::vector<NodeId> strays_;  // parents of items that stand in no list
  int code_ = 0;                // elements of code that are open
};

}  // namespace

std::string walk_to_markdown(const Tree& tree, NodeId top, const Verbatim& verbatim) {
  return Walker(tree, top, verbatim).run();
}

}  // namespace gazette::html
