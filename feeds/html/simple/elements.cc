#include "feeds/html/simple/elements.h"

#include <array>
#include <string>

#include "feeds/html/policy/elements.h"
#include "feeds/html/tree.h"
#include "feeds/text/strings.h"

namespace gazette::html::simple {
namespace {

constexpr std::array<Element, 66> kElements{{
    {"p", Kind::paragraph},   {"a", Kind::link},        {"br", Kind::line},
    {"img", Kind::image},     {"strong", Kind::phrase}, {"em", Kind::phrase},
    {"b", Kind::phrase},      {"i", Kind::phrase},      {"u", Kind::phrase},
    {"s", Kind::phrase},      {"small", Kind::phrase},  {"code", Kind::phrase},
    {"sub", Kind::phrase},    {"sup", Kind::phrase},    {"mark", Kind::phrase},
    {"kbd", Kind::phrase},    {"samp", Kind::phrase},   {"var", Kind::phrase},
    {"cite", Kind::phrase},   {"dfn", Kind::phrase},    {"abbr", Kind::phrase},
    {"time", Kind::phrase},   {"q", Kind::phrase},      {"del", Kind::phrase},
    {"ins", Kind::phrase},    {"div", Kind::block},     {"section", Kind::block},
    {"article", Kind::block}, {"main", Kind::block},    {"header", Kind::block},
    {"footer", Kind::block},  {"nav", Kind::block},     {"aside", Kind::block},
    {"address", Kind::block}, {"figure", Kind::block},  {"figcaption", Kind::block},
    {"details", Kind::block}, {"summary", Kind::block}, {"blockquote", Kind::block},
    {"h1", Kind::heading},    {"h2", Kind::heading},    {"h3", Kind::heading},
    {"h4", Kind::heading},    {"h5", Kind::heading},    {"h6", Kind::heading},
    {"ul", Kind::list},       {"ol", Kind::list},       {"li", Kind::item},
    {"dl", Kind::terms},      {"dt", Kind::term},       {"dd", Kind::term},
    {"pre", Kind::pre},       {"hr", Kind::rule},       {"wbr", Kind::line},
    {"span", Kind::plain},    {"font", Kind::plain},    {"iframe", Kind::frame},
    {"script", Kind::silent}, {"style", Kind::silent},  {"table", Kind::table},
    {"thead", Kind::section}, {"tbody", Kind::section}, {"tfoot", Kind::section},
    {"tr", Kind::row},        {"td", Kind::cell},       {"th", Kind::cell},
}};

constexpr std::size_t kSlots = 256;

constexpr ElementKey key_of(std::string_view name) {
  ElementKey key;
  for (const char c : name.substr(0, ElementKey::kLongest)) key.add(c);
  return key;
}

constexpr std::size_t slot_of(const ElementKey& key) {
  return ((key.low ^ key.high << 17) * 0x9E3779B97F4A7C15ULL) >> 56;
}

struct Slot {
  ElementKey key;
  std::uint8_t element = 0;  ///< n stands for kElements[n - 1]; 0 is an empty slot
};

/// Open addressing.
constexpr std::array<Slot, kSlots> kTable = [] {
  std::array<Slot, kSlots> table{};
  for (std::size_t i = 0; i < kElements.size(); ++i) {
    const ElementKey key = key_of(kElements[i].name);
    std::size_t slot = slot_of(key);
    while (table[slot].element != 0) slot = (slot + 1) % kSlots;
    table[slot] = {key, static_cast<std::uint8_t>(i + 1)};
  }
  return table;
}();

/// What the policy lets an element keep beside lang and dir.
struct Kept {
  std::array<std::string_view, 6> names;
  std::size_t count = 0;
};

bool is_inline(Kind kind) {
  return kind == Kind::phrase || kind == Kind::link || kind == Kind::plain;
}

std::array<Kept, kElements.size()> policy_attributes() {
  std::array<Kept, kElements.size()> list;
  for (std::size_t i = 0; i < kElements.size(); ++i) {
    Node node;
    node.type = NodeType::element;
    node.name = std::string(kElements[i].name);
    for (const std::string_view name : split(element_rule(node).attributes, ' '))
      if (!name.empty()) list[i].names.at(list[i].count++) = name;
  }
  return list;
}

}  // namespace

const Element* find_element(const ElementKey& key) {
  for (std::size_t slot = slot_of(key); kTable[slot].element != 0; slot = (slot + 1) % kSlots)
    if (kTable[slot].key == key) return &kElements[kTable[slot].element - 1U];
  return nullptr;
}

const Element* find_element(std::string_view name) {
  return name.size() > ElementKey::kLongest ? nullptr : find_element(key_of(name));
}

bool Structure::may_stand_here(Kind kind) const {
  switch (kind) {
    case Kind::item: return top() == Kind::list && !open_.empty();
    case Kind::term: return top() == Kind::terms;
    case Kind::section: return top() == Kind::table;
    case Kind::row: return top() == Kind::section || top() == Kind::table;
    case Kind::cell: return top() == Kind::row;
    default: break;
  }
  if (is_table_frame(top()) || top() == Kind::terms) return false;
  if (kind == Kind::table && tables_ > 0) return false;
  if (kind == Kind::heading && headings_ > 0) return false;
  if (kind == Kind::link && links_ > 0) return false;
  if (is_inline(kind) && inline_ >= kMostInline) return false;
  return !(is_block(kind) && paragraph_);
}

void Structure::count(Kind kind, int by) {
  if (is_inline(kind)) inline_ += by;
  if (kind == Kind::heading) headings_ += by;
  if (kind == Kind::link) links_ += by;
  if (kind == Kind::table) tables_ += by;
}

void Structure::open(const Element& element) {
  open_.push_back({&element, paragraph_});
  count(element.kind, 1);
  if (element.kind == Kind::paragraph) paragraph_ = true;
  if (element.kind == Kind::cell || element.kind == Kind::table) paragraph_ = false;
  if (element.kind == Kind::section) implied_section_ = false;
}

const Element& Structure::open_implied_section() {
  static const Element* const kSection = find_element("tbody");
  open(*kSection);
  implied_section_ = true;
  return *kSection;
}

void Structure::close() {
  const Open closed = open_.back();
  open_.pop_back();
  count(closed.element->kind, -1);
  paragraph_ = closed.outer_paragraph;
}

bool keeps_attribute(const Element& element, std::string_view name) {
  static const auto kAttributes = policy_attributes();
  const Kept& kept = kAttributes[static_cast<std::size_t>(&element - kElements.data())];
  for (std::size_t i = 0; i < kept.count; ++i)
    if (kept.names[i] == name) return true;
  return name == "lang" || name == "dir";
}

}  // namespace gazette::html::simple
