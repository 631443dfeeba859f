#include "exporters/render/republish.h"

#include <algorithm>

#include "feeds/html/markdown.h"
#include "feeds/record.h"
#include "feeds/text/strings.h"

namespace gazette {
namespace {

constexpr std::size_t kMaxExcerpt = 300;  // code points

std::string as_markdown(std::string_view text) {
  return html::html_to_markdown("<p>" + escape_markup(text) + "</p>", "");
}

std::string excerpt_of(const Article& article) {
  const std::string line = collapse_whitespace(article.summary);
  const std::string_view shown = first_code_points(line, kMaxExcerpt);
  return as_markdown(std::string(shown) + (shown.size() < line.size() ? "…" : ""));
}

std::string link_of(const Article& article) {
  return article.url.empty() ? article.source : "[" + article.source + "](" + article.url + ")";
}

}  // namespace

Amount amount_of(const Article& article, const Republish& amounts) {
  const auto amount = amounts.find(article.source);
  return amount == amounts.end() ? Amount::full : amount->second;
}

ExportArticle republished(ExportArticle article, const Republish& amounts, Amount most) {
  Article& a = article.article;
  const Amount amount = std::max(amount_of(a, amounts), most);  // they stand from much to little
  if (amount == Amount::full) return article;
  a.enclosures.clear();
  if (amount == Amount::excerpt) {
    std::string body;
    if (!a.summary.empty()) body.append(trim(excerpt_of(a))).append("\n\n");
    a.record = a.record.substr(0, a.body_offset) + body + link_of(a) + '\n';
    return article;
  }
  a.summary.clear();
  RecordText record = write_record(a, "", "");
  a.record = std::move(record.text);
  a.body_offset = record.body_offset;
  return article;
}

std::vector<ExportArticle> republished(std::span<const ExportArticle> articles, const Republish& amounts,
                                       Amount most) {
  std::vector<ExportArticle> result;
  for (const ExportArticle& article : articles) result.push_back(republished(article, amounts, most));
  return result;
}

}  // namespace gazette
