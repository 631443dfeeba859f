#include "exporters/dialects/values.h"

#include <algorithm>
#include <cstddef>

#include <unicode/uchar.h>

#include "feeds/html/markdown.h"
#include "feeds/record.h"
#include "feeds/text/strings.h"

namespace gazette {
namespace {

constexpr std::string_view kLicenseTerms = "abcdefghijklmnopqrstuvwxyz-./0123456789";
constexpr std::size_t kMaxTerms = 30;
constexpr std::size_t kMaxTerm = 50;  // code points; a term becomes a file name of at most 255 bytes

/// The value that a reader of the front matter will find.
std::string as_read(std::string_view text) {
  const std::string quoted = yaml_quote(text);
  std::string out;
  for (std::size_t i = 1; i + 1 < quoted.size(); ++i) {
    if (quoted[i] == '\\') ++i;
    out += quoted[i];
  }
  return out;
}

/// "CC BY-SA 4.0" for an address of Creative Commons (creativecommons.org/licenses/by-sa/4.0/), else the
/// address without its scheme.
std::string license_name(std::string_view url) {
  std::string_view place = url.substr(std::min(url.find("://"), url.size() - 3) + 3);
  while (place.ends_with('/')) place.remove_suffix(1);
  std::string_view rest = place.starts_with("www.") ? place.substr(4) : place;
  for (const auto& [path, name] :
       {std::pair<std::string_view, std::string_view>{"creativecommons.org/licenses/", "CC "},
        {"creativecommons.org/publicdomain/zero/", "CC0 "}}) {
    if (!rest.starts_with(path)) continue;
    std::string terms(rest.substr(path.size()));
    if (terms.empty() || terms.find_first_not_of(kLicenseTerms) != std::string::npos) break;
    std::transform(terms.begin(), terms.end(), terms.begin(), [](char c) {
      return c == '/' ? ' ' : c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    return std::string(name) + terms;
  }
  return std::string(place);
}

/// A letter or digit of any script: all that is sure to be left of a name in a URL.
bool has_word(std::string_view text) {
  for (std::size_t pos = 0; pos < text.size();)
    if (u_isalnum(static_cast<UChar32>(next_code_point(text, pos)))) return true;
  return false;
}

std::string term(std::string_view text) {
  std::string out = collapse_whitespace(as_read(text));
  std::replace_if(
      out.begin(), out.end(), [](char c) { return c == '/' || c == '\\'; }, '-');
  std::string_view rest = trim(first_code_points(out, kMaxTerm));
  if (!has_word(rest)) return {};
  rest.remove_prefix(rest.find_first_not_of(".- "));
  while (rest.ends_with('.') || rest.ends_with(' ')) rest.remove_suffix(1);
  return std::string(rest);
}

}  // namespace

std::vector<std::string> terms(const std::vector<std::string>& given) {
  std::vector<std::string> result;
  for (const std::string& text : given) {
    std::string one = term(text);
    if (one.empty() || result.size() == kMaxTerms) continue;
    if (std::find(result.begin(), result.end(), one) == result.end()) result.push_back(std::move(one));
  }
  return result;
}

std::vector<std::string> all_tags(const Article& article) {
  std::vector<std::string> given = article.categories;
  given.insert(given.end(), article.tags.begin(), article.tags.end());
  return terms(given);
}

std::vector<std::string> author_names(const Article& article) {
  std::vector<std::string> names;
  for (const Person& person : article.authors)
    names.push_back(person.name.empty() ? person.email : person.name);
  return terms(names);
}

std::vector<std::string> media_files(const Article& article, std::string_view kind) {
  constexpr std::size_t kMostFiles = 20;
  std::vector<std::string> urls;
  for (const Enclosure& file : article.enclosures) {
    const bool is_kind = file.type.starts_with(kind) && file.type.substr(kind.size()).starts_with('/');
    if (is_kind && urls.size() < kMostFiles) urls.push_back(file.url);
  }
  return urls;
}

std::optional<Time> edited(const ExportArticle& article) {
  const Article& a = article.article;
  if (a.updated && *a.updated > a.date && *a.updated <= article.changed) return a.updated;
  if (article.version > 1 && article.changed > a.date) return article.changed;
  return std::nullopt;
}

std::string rights_line(const Article& article) {
  std::string html = escape_markup(article.rights);
  if (!article.license.empty()) {
    if (!html.empty()) html += ' ';
    html += "<a href=\"" + escape_markup(article.license) + "\">" +
            escape_markup(license_name(article.license)) + "</a>";
  }
  return html.empty() ? html : html::html_to_markdown("<p>" + html + "</p>", {});
}

std::string trimmed_body(const Article& article) {
  std::string_view body = article.body();
  body.remove_prefix(std::min(body.find_first_not_of('\n'), body.size()));
  std::string text(body);
  if (!text.ends_with('\n')) text += '\n';
  return text;
}

}  // namespace gazette
