#include "feeds/html/markdown/block_writer.h"

#include <algorithm>
#include <utility>

#include "feeds/text/strings.h"

namespace gazette::html {
namespace {

std::size_t longest_line(const std::string& text) {
  std::size_t longest = 0;
  for (std::string_view line : split(text, '\n')) longest = std::max(longest, count_code_points(line));
  return longest;
}

std::size_t longest_run(std::string_view text, char c) {
  std::size_t longest = 0, run = 0;
  for (char other : text) {
    run = other == c ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return longest;
}

// Hugo looks for front matter (YAML, TOML, JSON, Org) by how a file begins, be there anything more in that
// line.
void guard_front_matter(std::string& out) {
  const std::size_t begin = out.starts_with("\uFEFF") ? 3 : 0;
  for (const std::string_view mark : {"---", "+++", "{", "#+"}) {
    if (std::string_view(out).substr(begin).starts_with(mark)) return void(out.insert(begin, "\\"));
  }
}

void trim_spaces(std::string& s) {
  while (!s.empty() && s.back() == ' ') s.pop_back();
}

}  // namespace

void BlockWriter::heading(int level, const std::string& text) {
  if (level <= 2 && !text.empty()) {
    lines(Block::underlined, text + '\n' + std::string(longest_line(text), level == 1 ? '=' : '-'));
  } else {
    lines(Block::heading,
          std::string(static_cast<std::size_t>(level), '#') + (text.empty() ? "" : " ") + text);
  }
}

void BlockWriter::fence(std::string_view code, std::string_view language) {
  const std::string fence(std::max<std::size_t>(3, longest_run(code, '`') + 1), '`');
  std::string text = fence + std::string(language) + '\n';
  if (!code.empty()) text.append(code).append(1, '\n');
  lines(Block::fence, text + fence);
}

// At the beginning of the document three hyphens would be front matter; behind "- " they are part of the
// rule.
void BlockWriter::rule() {
  const Container& container = containers_.back();
  const bool begins_item = container.kind == Kind::item && !container.used;
  const bool stars = begins_item ? container.mark == '-' : out_.empty();
  lines(Block::rule, stars ? "***" : "---");
}

bool BlockWriter::open_quote() {
  Container container;
  container.kind = Kind::quote;
  container.first = container.rest = "> ";
  return open(std::move(container), Block::quote, true);
}

bool BlockWriter::open_definition() {
  Container container;
  container.kind = Kind::definition;
  container.first = ": ";
  container.rest = "  ";
  return open(std::move(container), Block::definition, true);
}

bool BlockWriter::open_list(const ListStart& start) {
  if (in_list() && containers_.size() < kDeepest) item();
  Container container;
  container.kind = Kind::list;
  container.ordered = start.ordered;
  container.tight = start.tight;
  container.number = start.number;
  container.mark = list_mark(start.ordered);
  // Only a list that begins with a filled item 1 can interrupt a paragraph (CommonMark 5.2).
  return open(std::move(container), Block::list,
              !start.begins_empty && (!start.ordered || start.number == 1));
}

// Lists side by side are told apart by their markers, nested ones look different as in the seed.
char BlockWriter::list_mark(bool ordered) const {
  const Container& parent = containers_.back();
  if (ordered) return parent.last == Block::list && parent.last_mark == '.' ? ')' : '.';
  const auto depth = std::count_if(containers_.begin(), containers_.end(), [](const Container& container) {
    return container.kind == Kind::list && !container.ordered;
  });
  constexpr std::string_view kMarks = "*+-";
  const char mark = kMarks[static_cast<std::size_t>(depth) % 3];
  const bool taken = parent.last == Block::list && parent.last_mark == mark;
  return taken ? kMarks[static_cast<std::size_t>(depth + 1) % 3] : mark;
}

bool BlockWriter::open(Container container, Block kind, bool interrupts) {
  if (containers_.size() >= kDeepest) return false;
  begin(kind, interrupts);
  container.used = false;
  containers_.push_back(std::move(container));
  return true;
}

void BlockWriter::close() {
  if (containers_.back().kind == Kind::item) close_item();
  const Container container = std::move(containers_.back());
  containers_.pop_back();
  if (!container.used) return;
  static constexpr std::pair<Kind, Block> kBlocks[] = {
      {Kind::quote, Block::quote}, {Kind::list, Block::list}, {Kind::definition, Block::definition}};
  for (const auto& [kind, block] : kBlocks) {
    if (kind == container.kind) containers_.back().last = block;
  }
  containers_.back().last_mark = container.mark;
}

void BlockWriter::close_item() {
  if (!containers_.back().used) line("");  // an empty item is still one
  containers_.pop_back();
  containers_.back().last = Block::text;
}

void BlockWriter::item() {
  if (containers_.back().kind == Kind::item) close_item();
  Container& list = containers_.back();
  if (list.last != Block::none && !list.tight) blank_ = true;
  Container item;
  item.kind = Kind::item;
  item.used = false;
  item.mark = list.mark;
  item.tight = list.tight;
  item.first = list.ordered ? std::to_string(std::min(list.number++, kLargestNumber)) + list.mark + ' '
                            : std::string{list.mark, ' '};
  item.rest = std::string(item.first.size(), ' ');
  containers_.push_back(std::move(item));
}

void BlockWriter::begin(Block kind, bool interrupts) {
  if (in_list()) item();
  if (needs_blank(kind, interrupts)) blank_ = true;
}

bool BlockWriter::needs_blank(Block next, bool interrupts) const {
  const Container& parent = containers_.back();
  const Block last = parent.last;
  if (last == Block::none) return false;
  const bool defines = last == Block::term || last == Block::definition;
  if (next == Block::definition && defines) return false;
  if (next == Block::term && last == Block::term) return false;
  if (parent.kind != Kind::item || !parent.tight) return true;
  if (last == Block::fence) return next == Block::table;
  const bool starts =
      next == Block::list || next == Block::quote || next == Block::fence || next == Block::heading;
  return !(last == Block::text && starts && interrupts);
}

void BlockWriter::lines(Block kind, std::string_view text) {
  begin(kind);
  for (std::string_view one : split(text, '\n')) line(one);
  containers_.back().last = kind;
}

void BlockWriter::line(std::string_view text) {
  if (blank_) blank_line();
  std::string start = prefix(false);
  if (text.empty()) trim_spaces(start);
  out_ += start;
  out_ += text;
  out_ += '\n';
}

void BlockWriter::blank_line() {
  blank_ = false;
  if (out_.empty()) return;
  std::string start = prefix(true);
  trim_spaces(start);
  out_ += start + '\n';
}

std::string BlockWriter::prefix(bool only_used) {
  std::string out;
  for (Container& container : containers_) {
    if (container.used) {
      out += container.rest;
    } else if (only_used) {
      break;
    } else {
      out += container.first;
      container.used = true;
    }
  }
  return out;
}

std::string BlockWriter::take() {
  while (containers_.size() > 1) close();
  while (!out_.empty() && (out_.back() == '\n' || out_.back() == ' ')) out_.pop_back();
  guard_front_matter(out_);
  return std::exchange(out_, {});
}

}  // namespace gazette::html
