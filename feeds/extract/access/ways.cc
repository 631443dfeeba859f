#include "feeds/extract/access/ways.h"

#include <cstdlib>
#include <optional>

#include "feeds/extract/page/patterns.h"
#include "feeds/text/strings.h"
#include "feeds/text/url.h"

namespace gazette::extract {
namespace {

using html::kNone;
using html::NodeId;
using html::Tree;

constexpr int kMostPages = 100;

// An address split at its page number: "/story?page=2" is {"/story", 2}.
struct Place {
  std::string rest;
  int page = 1;
  bool bare = false;  // "/story/2", "?p=2": may be the number of an article as well
};

std::string plain(std::string_view url) {
  std::string address(url.substr(0, url.find('#')));
  while (address.ends_with('/') || address.ends_with('?')) address.pop_back();
  return address;
}

// The ways in which sites number the pages of an article; what matches is cut out.
Place place_of(std::string_view url) {
  static const RE2 kQuery("([?&](?:page|p|pg|seite|pagina|paged|pageno)=)(\\d{1,3})(&|$)", quiet());
  static const RE2 kFolder("(/(?:page|seite|p|pagina)?[-/_]?)(\\d{1,2})(/?)(?:\\?|$)", quiet());
  static const RE2 kFile("([-_,])(?:p|page|seite)?(\\d{1,2})(\\.(?:s?html?|php|aspx?|jsp))(?:\\?|$)",
                         quiet());
  std::string address(url.substr(0, url.find('#')));
  Place place;
  std::string before, number, after;
  re2::StringPiece whole;
  for (const RE2* pattern : {&kQuery, &kFolder, &kFile}) {
    if (!RE2::PartialMatch(address, *pattern, &before, &number, &after)) continue;
    const std::string piece = before + number + after;
    const std::size_t at = address.rfind(piece);
    if (at == std::string::npos) continue;
    address.replace(at, piece.size(), pattern == &kFile ? after : after == "&" ? before.substr(0, 1) : "");
    place.page = std::atoi(number.c_str());
    place.bare = before.find_first_of("aegs") == std::string::npos;  // no word for "page"
    break;
  }
  place.rest = plain(address);
  return place;
}

// Page numbers begin with a "1" that leads to the address without one.
bool has_first_page(const Tree& tree, std::string_view rest, std::string_view base_url) {
  for (NodeId id = tree.root(); id != kNone; id = tree.next_in_order(id, tree.root())) {
    if (!tree.is_element(id, "a") || collapse_whitespace(tree.text_content(id)) != "1") continue;
    if (place_of(resolve_url(base_url, tree.attribute(id, "href"))).rest == rest) return true;
  }
  return false;
}

bool is_marked_next(const Tree& tree, NodeId id) {
  for (std::string_view word : split(tree.attribute(id, "rel"), ' '))
    if (equals_ignore_case(word, "next")) return true;
  return false;
}

bool says_next(const Tree& tree, NodeId id, int number) {
  static const RE2 kNext(
      "^\\W*(next( page)?|weiter|nächste seite|(page )?suivante?|siguiente|(pagina "
      ")?successiva|próxima|volgende|"
      "下一页|下一頁|下页|次へ|次のページ|다음)\\W*$",
      quiet());
  const std::string text = collapse_whitespace(tree.text_content(id));
  return text == std::to_string(number) || matches(text, kNext);
}

}  // namespace

std::string find_next_page(const Tree& page, std::string_view url, std::string_view base_url) {
  if (!is_http_url(url)) return {};
  Place here = place_of(url);
  const Place first{
      plain(url)};  // the number at its end may be its name: the first page of /story/7 is itself
  if (here.page >= kMostPages || (here.bare && !has_first_page(page, here.rest, base_url))) here = first;
  for (NodeId id = page.root(); id != kNone; id = page.next_in_order(id, page.root())) {
    const bool link = page.is_element(id, "link"), anchor = page.is_element(id, "a");
    if (!link && !anchor) continue;
    if (!is_marked_next(page, id) && !(anchor && says_next(page, id, here.page + 1))) continue;
    const std::string next = resolve_url(base_url, page.attribute(id, "href"));
    const Place there = place_of(next);
    const bool follows = (there.rest == here.rest && there.page == here.page + 1) ||
                         (there.rest == first.rest && there.page == 2);
    if (is_http_url(next) && follows) return next;
  }
  return {};
}

std::string find_amp_page(const Tree& page, std::string_view base_url) {
  for (NodeId id = page.root(); id != kNone; id = page.next_in_order(id, page.root())) {
    if (!page.is_element(id, "link") || !equals_ignore_case(page.attribute(id, "rel"), "amphtml")) continue;
    std::string url = resolve_url(base_url, page.attribute(id, "href"));
    if (is_http_url(url)) return url;
  }
  return {};
}

}  // namespace gazette::extract
