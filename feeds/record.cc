#include "feeds/record.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

#include "feeds/html/markdown/escape/escape.h"
#include "feeds/text/encoding.h"
#include "feeds/text/scan/byte_scan.h"
#include "feeds/text/strings.h"

namespace gazette {
namespace {

constexpr std::size_t kWholeChinese = 80;  // code points: a shorter text is its own summary
constexpr std::size_t kCutChinese = 50;
constexpr std::size_t kCutWords = 50;

constexpr std::string_view kFixedFields =
    "lead: \"\"\n"
    "comments: false\n"
    "authorbox: false\n"
    "pager: true\n"
    "toc: false\n"
    "mathjax: false\n"
    "sidebar: \"right\"\n"
    "widgets:\n"
    "  - \"search\"\n"
    "  - \"recent\"\n"
    "  - \"taglist\"\n";

bool is_chinese(std::string_view language) {
  return language.find("zh") != language.npos;
}

/// Elements that stand within a line of text; at all others a word ends.
bool is_inline_tag(std::string_view name) {
  static constexpr std::array<std::string_view, 27> kInline{
      "a",    "abbr",   "b",   "bdi", "bdo",  "cite", "code",    "del",    "dfn",
      "em",   "i",      "ins", "kbd", "mark", "q",    "s",       "samp",   "small",
      "span", "strong", "sub", "sup", "u",    "var",  "acronym", "strike", "tt"};
  return std::find(kInline.begin(), kInline.end(), name) != kInline.end();
}

std::string_view tag_name(std::string_view tag) {
  tag.remove_prefix(tag.starts_with("</") ? 2 : 1);
  return tag.substr(0, tag.find_first_of(" />\t\n"));
}

/// The end of the tag or comment that begins at `at`; a ">" in a quoted attribute is none.
std::size_t tag_end(std::string_view html, std::size_t at) {
  if (html.substr(at).starts_with("<!--")) {
    const std::size_t end = html.find("-->", at);
    return end == html.npos ? end : end + 3;
  }
  char quote = 0;
  for (std::size_t i = at + 1; i < html.size(); ++i) {
    if (quote != 0)
      quote = html[i] == quote ? '\0' : quote;
    else if (html[i] == '"' || html[i] == '\'')
      quote = html[i];
    else if (html[i] == '>')
      return i + 1;
  }
  return html.npos;
}

/// The seed's rule inserts nothing where a tag stood, which is right for Chinese; words would be glued.
std::string without_tags(std::string_view html, bool chinese) {
  std::string out;
  for (std::size_t at = 0; at < html.size();) {
    const std::size_t tag = std::min(html.find('<', at), html.size());
    out.append(html, at, tag - at);
    if (tag == html.size()) break;
    const std::size_t end = std::min(tag_end(html, tag), html.size());
    if (!chinese && !is_inline_tag(tag_name(html.substr(tag, end - tag)))) out += ' ';
    at = end;
  }
  return out;
}

/// Absent where there are no more words than that.
std::optional<std::string> cut_words(std::string_view text) {
  const std::string line = collapse_whitespace(text);
  std::size_t at = 0;
  for (std::size_t word = 0; word < kCutWords; ++word) {
    const std::size_t space = line.find(' ', at);
    if (space == line.npos) return std::nullopt;
    at = space + 1;
  }
  return line.substr(0, at - 1) + "...";
}

/// YAML 1.2 section 5.1 allows U+2028, U+2029 and U+FEFF in some places only.
std::string without_odd_spaces(std::string_view text) {
  std::string out(text);
  replace_all(out, "\xE2\x80\xA8", " ");
  replace_all(out, "\xE2\x80\xA9", " ");
  replace_all(out, "\xEF\xBB\xBF", "");
  return out;
}

/// Nothing in it goes or is escaped: no control, no quote, no character that begins as one that YAML refuses.
bool is_plain_scalar(std::string_view text) {
  return find_any<0x20, '\x7f', '"', '\\', '\xC2', '\xE2', '\xEF'>(text, 0) == text.size() &&
         is_valid_utf8(text);
}

void add_field(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ").append(yaml_quote(value)).append("\n");
}

void add_list(std::string& out, std::string_view name, const std::vector<std::string>& values) {
  out.append(name).append(":\n");
  for (const std::string& value : values) out.append("  - ").append(yaml_quote(value)).append("\n");
}

/// The source first, as in every record of the seed's site; then the operator's own.
std::vector<std::string> record_tags(const Article& article) {
  std::vector<std::string> tags{article.source};
  for (const std::string& tag : article.tags)
    if (std::find(tags.begin(), tags.end(), tag) == tags.end()) tags.push_back(tag);
  return tags;
}

std::string source_line(const Article& article) {
  if (article.url.empty()) return {};
  return "[" + html::escape_label(article.source) + html::link_end(article.url, {});
}

void add_body(std::string& record, std::string_view markdown, std::string_view source_line) {
  record.append(markdown);
  if (!markdown.empty() && !source_line.empty()) record += "\n\n";
  record.append(source_line);
  if (!markdown.empty() || !source_line.empty()) record += '\n';
}

}  // namespace

std::string yaml_quote(std::string_view text) {
  if (is_plain_scalar(text)) return std::string("\"").append(trim(text)).append("\"");
  std::string line(text);
  std::replace_if(
      line.begin(), line.end(), [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
  line = without_odd_spaces(remove_control_characters(line));
  std::string out = "\"";
  for (const char c : trim(line)) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out += '"';
}

std::string record_summary(std::string_view html, std::string_view language) {
  if (std::optional<std::string> cut = cut_record_summary(html, language)) return *std::move(cut);
  const std::string text = without_tags(trim(html), is_chinese(language));
  return is_chinese(language) ? text : collapse_whitespace(text);
}

std::optional<std::string> cut_record_summary(std::string_view html, std::string_view language) {
  const bool chinese = is_chinese(language);
  const std::string text = without_tags(trim(html), chinese);
  if (!chinese) return cut_words(text);
  if (count_code_points(text) < kWholeChinese) return std::nullopt;
  return std::string(first_code_points(text, kCutChinese)) + "...";
}

RecordText write_record(const Article& article, std::string_view markdown, std::string_view summary) {
  RecordText record;
  std::string& out = record.text;
  out = "---\n";
  add_field(out, "title", article.title);
  add_field(out, "date", format_local(article.date, article.zone));
  add_field(out, "summary", summary);
  add_list(out, "categories", {article.source});
  add_list(out, "lang", {article.language});
  add_list(out, "translations", {article.language});
  add_list(out, "tags", record_tags(article));
  out += "menu: \"\"\n";
  add_field(out, "thumbnail", article.image);
  out.append(kFixedFields).append("---\n");
  out += '\n';
  record.body_offset = out.size();
  add_body(out, markdown, source_line(article));
  return record;
}

std::string_view record_markdown(const Article& article) {
  std::string_view body = article.body();
  if (body.ends_with('\n')) body.remove_suffix(1);
  const std::string line = source_line(article);
  if (body == line) return {};
  if (!line.empty() && body.ends_with("\n\n" + line)) body.remove_suffix(line.size() + 2);
  return body;
}

void rewrite_tags(Article& article) {
  constexpr std::string_view kBegin = "\ntags:\n", kEnd = "\nmenu: ";
  const std::size_t begin = article.record.find(kBegin);
  const std::size_t end = begin == std::string::npos ? begin : article.record.find(kEnd, begin);
  if (end == std::string::npos || end > article.body_offset) return;
  std::string list = "\n";
  add_list(list, "tags", record_tags(article));
  list.pop_back();  // kEnd begins with it
  article.body_offset = article.body_offset - (end - begin) + list.size();
  article.record.replace(begin, end - begin, list);
}

RecordText record_with_facts(const Article& article, const Article& text) {
  constexpr std::string_view kBegin = "\nsummary: \"", kEnd = "\"\ncategories:";
  const std::string_view front = std::string_view(text.record).substr(0, text.body_offset);
  const std::size_t found = front.find(kBegin);
  const std::size_t begin = found == front.npos ? front.size() : found + kBegin.size();
  const std::size_t end = std::min(front.find(kEnd, begin), front.size());
  std::string summary;
  for (std::size_t i = begin; i < end; ++i) {
    if (front[i] == '\\' && i + 1 < end) ++i;
    summary += front[i];
  }
  return write_record(article, record_markdown(text), summary);
}

std::string record_with_markdown(const Article& article, std::string_view markdown) {
  std::string record = article.record.substr(0, article.body_offset);
  add_body(record, markdown, source_line(article));
  return record;
}

}  // namespace gazette
