#include "feeds/html/policy/elements.h"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "feeds/text/strings.h"

namespace gazette::html {
namespace {

using Rules = std::unordered_map<std::string_view, ElementRule>;

void keep(Rules& rules, std::string_view names, std::string_view attributes = {}) {
  for (std::string_view name : split(names, ' ')) rules[name] = {Fate::keep, {}, attributes};
}

void drop(Rules& rules, std::string_view names) {
  for (std::string_view name : split(names, ' ')) rules[name] = {Fate::drop, {}, {}};
}

void rename(Rules& rules, std::string_view names, std::string_view to) {
  for (std::string_view name : split(names, ' ')) rules[name] = {Fate::keep, to, {}};
}

Rules make_rules() {
  Rules rules;
  keep(rules, "p div section article main header footer nav aside address hr br wbr");
  keep(rules, "h1 h2 h3 h4 h5 h6 figure figcaption details summary ul menu dir dl dt dd");
  keep(rules, "b i u s strike tt em strong small sub sup mark code kbd samp var cite dfn bdi bdo ruby rt rp");
  keep(rules, "pre code", " class ");
  keep(rules, "abbr acronym", " title ");
  keep(rules, "time", " datetime ");
  keep(rules, "blockquote q", " cite ");
  keep(rules, "del ins", " cite datetime ");
  keep(rules, "ol", " start reversed type ");
  keep(rules, "li", " value ");
  keep(rules, "table caption thead tbody tfoot tr");
  keep(rules, "td th", " colspan rowspan align ");
  keep(rules, "a", " href title ");
  keep(rules, "img", " src alt title width height ");
  keep(rules, "audio", " src controls title ");
  keep(rules, "video", " src poster controls width height title ");
  keep(rules, "source", " src type ");
  keep(rules, "iframe", " src width height title allowfullscreen ");
  rename(rules, "center form fieldset legend hgroup marquee", "div");
  rename(rules, "listing xmp plaintext", "pre");
  drop(rules, "script style template noscript embed param svg math frame frameset noframes noembed");
  drop(rules,
       "head title base link meta bgsound input button select option optgroup textarea datalist keygen");
  drop(rules, "progress meter dialog canvas map area track col colgroup portal fencedframe");
  return rules;
}

bool is_number(std::string_view value, std::size_t digits) {
  return !value.empty() && value.size() <= digits &&
         std::all_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_plain_word(std::string_view value, std::string_view also) {
  const auto plain = [&](char c) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return letter || (c >= '0' && c <= '9') || also.find(c) != std::string_view::npos;
  };
  return !value.empty() && value.size() <= 64 && std::all_of(value.begin(), value.end(), plain);
}

bool is_one_of(std::string_view value, std::string_view words) {
  return !value.empty() &&
         (" " + std::string(words) + " ").find(" " + std::string(value) + " ") != std::string::npos;
}

std::string keep_if(bool good, std::string_view value) {
  return good ? std::string(value) : std::string();
}

// The language in one class name, as the usual highlighters write it.
std::string_view language_of(std::string_view word) {
  static constexpr std::array<std::string_view, 7> kPrefixes = {
      "language-", "lang-", "highlight-source-", "highlight-text-", "brush:", "sourceCode-", "code-"};
  for (std::string_view prefix : kPrefixes) {
    if (word.starts_with(prefix)) return word.substr(prefix.size());
  }
  return {};
}

// Nothing that ends the class, a fence's first line or its first word, nor what Hugo takes for attributes.
bool is_language(std::string_view word) {
  return !word.empty() && word.size() <= 64 && std::all_of(word.begin(), word.end(), [](char c) {
    return static_cast<unsigned char>(c) > 0x20 && c != 0x7f &&
           std::string_view("\"'`<>&{}\\").find(c) == std::string_view::npos;
  });
}

std::string language_class(std::string_view classes) {
  std::string spaced(classes);
  const bool has_options = classes.find("brush:") != std::string_view::npos;
  std::replace_if(
      spaced.begin(), spaced.end(),
      [&](char c) { return c == '\t' || c == '\n' || (has_options && c == ';'); }, ' ');
  replace_all(spaced, "brush: ", "brush:");
  for (std::string_view word : split(spaced, ' ')) {
    const std::string_view language = language_of(word);
    if (is_language(language)) return "language-" + std::string(language);
  }
  return {};
}

// Habr and older highlighters write the bare name: "sql", "hljs python".
std::string language_by_name(std::string_view classes) {
  constexpr std::string_view kNames =
      "bash shell sh zsh powershell python py java javascript js typescript ts cpp csharp go golang rust "
      "ruby perl php sql"
      " swift kotlin scala groovy haskell erlang elixir clojure lua julia dart objectivec matlab html xml "
      "css scss json yaml"
      " yml toml ini diff makefile dockerfile nginx latex";
  for (const std::string_view word : split(classes, ' '))
    if (is_one_of(word, kNames)) return "language-" + std::string(word);
  return {};
}

// Hexo says "highlight js" of a figure, where "plain" and "plaintext" say nothing.
std::string language_of_figure(std::string_view classes) {
  constexpr std::string_view kFigure = "highlight ";
  if (!classes.starts_with(kFigure)) return {};
  const std::string_view language = trim(classes.substr(kFigure.size()));
  const bool plain = language.starts_with("plain") || language.find(' ') != language.npos;
  return !plain && is_language(language) ? "language-" + std::string(language) : std::string();
}

// Of the box around a <pre>: the one next to it, or, past the table that holds the numbers of its lines and
// what else highlighters draw, a farther one.
std::string language_of_box(const Tree& tree, NodeId pre, NodeId top) {
  constexpr int kFar = 10;
  NodeId id = tree[pre].parent;
  for (int i = 0; i < kFar && id != kNone && id != top; ++i, id = tree[id].parent) {
    const std::string_view name = tree[id].name, classes = tree.attribute(id, "class");
    if (is_one_of(name, "td tr tbody table code pre")) continue;
    if (name != "div" && name != "figure") break;
    std::string language = language_class(classes);
    if (language.empty() && name == "figure") language = language_of_figure(classes);
    if (!language.empty()) return language;
    if (classes.find("highlight") == classes.npos) break;
  }
  return {};
}

}  // namespace

ElementRule element_rule(const Node& node) {
  static const Rules kRules = make_rules();
  if (node.foreign) return {Fate::drop, {}, {}};
  const auto found = kRules.find(node.name);
  return found == kRules.end() ? ElementRule{} : found->second;
}

std::string clean_attribute(std::string_view element, const Attribute& attribute) {
  const std::string_view name = attribute.name;
  const std::string_view value = attribute.value;
  if (name == "dir") return keep_if(is_one_of(to_lower(value), "ltr rtl auto"), to_lower(value));
  if (name == "lang") return keep_if(is_plain_word(value, "-"), value);
  if (name == "title" || name == "alt") return collapse_whitespace(remove_control_characters(value));
  if (name == "datetime") return keep_if(is_plain_word(value, "-:+. "), value);
  if (name == "colspan" || name == "rowspan") return keep_if(is_number(value, 3) && value != "1", value);
  if (name == "start" || name == "value") {
    std::string_view number = trim(value);
    if (number.starts_with('+')) number.remove_prefix(1);
    const bool negative = number.starts_with('-');
    return keep_if(is_number(number.substr(negative ? 1 : 0), 9), number);
  }
  if (name == "type" && element == "ol") return keep_if(is_one_of(value, "1 a A i I"), value);
  if (name == "type") return keep_if(is_plain_word(value, "/-+.;= "), value);
  if (name == "width" || name == "height") {
    const std::string_view digits = value.ends_with("px") ? value.substr(0, value.size() - 2) : value;
    return keep_if(is_number(digits, 5), digits);
  }
  if (name == "align") return keep_if(is_one_of(to_lower(value), "left center right"), to_lower(value));
  if (name == "class") {
    const std::string language = language_class(value);
    return language.empty() ? language_by_name(value) : language;
  }
  if (name == "reversed" || name == "controls" || name == "allowfullscreen") return std::string(name);
  return {};
}

void inherit_code_language(Tree& tree, NodeId top) {
  for (NodeId id = top; id != kNone; id = tree.next_in_order(id, top)) {
    if (!tree.is_element(id, "pre") || id == top || !language_class(tree.attribute(id, "class")).empty())
      continue;
    const std::string language = language_of_box(tree, id, top);
    if (!language.empty()) tree.set_attribute(id, "class", language);
  }
}

std::string cell_alignment(const Tree& tree, NodeId cell) {
  std::string style = to_lower(tree.attribute(cell, "style"));
  std::erase(style, ' ');
  for (const char* side : {"left", "center", "right"}) {
    if (style.find(std::string("text-align:") + side) != std::string::npos) return side;
  }
  const std::string align = to_lower(tree.attribute(cell, "align"));
  return keep_if(is_one_of(align, "left center right"), align);
}

}  // namespace gazette::html
