// Any bytes as a page: extraction ends, says why if it finds nothing, and what it finds is safe, valid UTF-8,
// no larger than its page allows, and the same a second time. The runner's limits (-timeout, -rss_limit_mb)
// hold for time and memory.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "feeds/extract/extract.h"
#include "feeds/html/sanitize.h"
#include "feeds/make_article.h"
#include "feeds/text/encoding.h"
#include "feeds/text/url.h"

namespace {

constexpr std::string_view kUrl = "https://example.org/a/b?page=2";
// An address of one character becomes an absolute one, and a character an entity.
constexpr std::size_t kGrowth = 64;
constexpr std::size_t kAgain = 8;  // one page of so many is read twice: it is most of the time

void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "not so: %s\n", what);
  std::abort();
}

bool is_address_or_empty(const std::string& url) {
  return url.empty() || gazette::is_http_url(url);
}

void check(const gazette::Extracted& article, std::size_t size) {
  using namespace gazette;
  require(article.confidence >= 0 && article.confidence <= 1, "confidence");
  require(is_valid_utf8(extracted_to_json(article)), "JSON in UTF-8");
  require(article.content.size() <= kGrowth * (size + 1), "content bounded by the page");
  require(is_address_or_empty(article.image) && is_address_or_empty(article.canonical_url), "addresses");
  require(is_address_or_empty(article.next_page) && article.next_page != kUrl, "the next page is another");
  const html::SanitizeOptions options{.base_url = std::string(kUrl), .keep_embeds = true};
  require(html::sanitize_html(article.content, options) == article.content, "sanitized");
}

void check_again(const gazette::Document& page, const gazette::Result<gazette::Extracted>& article) {
  const auto again = gazette::extract_article(page);
  require(article.has_value() == again.has_value(), "the same a second time");
  if (article) require(article->content == again->content, "the same content a second time");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gazette;
  Document page;
  page.body = {reinterpret_cast<const char*>(data), size};
  page.url = kUrl;
  Result<Extracted> article = extract_article(page);
  if (size % kAgain == 0) check_again(page, article);
  require(is_address_or_empty(amp_page_of(page)), "AMP address");
  if (!article) {
    require(article.error().kind == ErrorKind::parse && !article.error().message.empty(), "a reason");
    return 0;
  }
  check(*article, size);
  Entry entry;
  entry.content = {article->content, page.url};
  const PageContent content = page_content(std::move(*article), page.url);
  require(!make_article(entry, {}, &content, "id", Time{}).record.empty(), "an article of it");
  return 0;
}
