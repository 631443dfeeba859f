#include "exporters/front_matter.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "feeds/record.h"
#include "feeds/text/strings.h"

namespace gazette {
namespace {

constexpr std::size_t kMaxTerms = 30;
constexpr std::size_t kMaxTerm = 50;  // code points; a term becomes a file name of at most 255 bytes

/// A tag that Hugo can make a page of: "..", "/" and empty names end its build or leave the site's folder.
std::string term(std::string_view text) {
  std::string out = collapse_whitespace(remove_control_characters(text));
  std::replace_if(
      out.begin(), out.end(), [](char c) { return c == '/' || c == '\\'; }, '-');
  std::string_view rest = trim(first_code_points(out, kMaxTerm));
  const std::size_t first = rest.find_first_not_of(". -_");
  return first == rest.npos ? std::string()
                            : std::string(rest.substr(std::min(first, rest.find_first_not_of(".- "))));
}

void add_field(std::string& out, std::string_view name, std::string_view value) {
  if (!value.empty()) out.append(name).append(": ").append(yaml_quote(value)).append("\n");
}

void add_list(std::string& out, std::string_view name, const std::vector<std::string>& values) {
  if (values.empty()) return;
  out.append(name).append(":\n");
  for (const std::string& value : values) out.append("  - ").append(yaml_quote(value)).append("\n");
}

std::vector<std::string> terms(const std::vector<std::string>& given) {
  std::vector<std::string> result;
  for (const std::string& text : given) {
    std::string one = term(text);
    if (one.empty() || result.size() == kMaxTerms) continue;
    if (std::find(result.begin(), result.end(), one) == result.end()) result.push_back(std::move(one));
  }
  return result;
}

/// The source's own word for an edit, else when we saw it change; empty if it never did.
std::string last_change(const ExportArticle& article) {
  const Article& a = article.article;
  const bool said = a.updated && *a.updated > a.date && *a.updated <= article.changed;
  if (said) return format_rfc3339_local(*a.updated, a.zone);
  return article.version > 1 && article.changed > a.date ? format_rfc3339_local(article.changed, a.zone)
                                                         : std::string();
}

std::string hugo_text(const ExportArticle& article) {
  const Article& a = article.article;
  std::vector<std::string> authors;
  for (const Person& person : a.authors) authors.push_back(person.name.empty() ? person.email : person.name);
  std::vector<std::string> images;
  if (!a.image.empty()) images.push_back(a.image);
  std::string out = "---\n";
  out.append("title: ").append(yaml_quote(a.title)).append("\n");
  add_field(out, "date", format_rfc3339_local(a.date, a.zone));
  add_field(out, "lastmod", last_change(article));
  add_field(out, "canonical", a.url);
  add_field(out, "source", a.source);
  add_field(out, "language", a.language);
  add_field(out, "summary", a.summary);
  add_list(out, "authors", terms(authors));
  add_list(out, "categories", terms(a.categories));
  add_list(out, "tags", terms(a.tags));
  add_list(out, "images", images);
  std::string_view body = a.body();
  body.remove_prefix(std::min(body.find_first_not_of('\n'), body.size()));
  out.append("---\n\n").append(body);
  if (!out.ends_with('\n')) out += '\n';
  return out;
}

/// "{{</* ... */>}}" at `at`: Hugo's own way to show a shortcode. `no_end`: from where on no "*/" follows.
std::size_t comment_end(std::string_view text, std::size_t at, std::size_t& no_end) {
  if (text.substr(at + 3, 2) != "/*" || at >= no_end) return text.npos;
  const std::size_t end = text.find("*/", at + 5);
  if (end == text.npos) no_end = at;
  if (end == text.npos || text.substr(end + 2, 3) != (text[at + 2] == '<' ? ">}}" : "%}}")) return text.npos;
  return end + 5;
}

}  // namespace

bool is_known_profile(std::string_view profile) {
  return profile == "mainroad" || profile == "hugo";
}

std::string front_matter_and_body(const ExportArticle& article, std::string_view profile) {
  return without_shortcodes(profile == "hugo" ? hugo_text(article) : article.article.record);
}

std::string without_shortcodes(std::string_view text) {
  std::string out;
  std::size_t done = 0, no_end = text.npos;
  for (std::size_t at = 0; (at = text.find("{{", at)) != text.npos;) {
    const char next = at + 2 < text.size() ? text[at + 2] : ' ';
    if (next != '<' && next != '%') {
      ++at;
      continue;
    }
    if (const std::size_t end = comment_end(text, at, no_end); end != text.npos) {
      at = end;
      continue;
    }
    out.append(text, done, at + 2 - done) += '\\';
    done = at += 2;
  }
  return out.append(text, done);
}

}  // namespace gazette
