// Any bytes as a page: extraction ends, its content is sanitized already, its JSON is valid UTF-8.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "feeds/extract/extract.h"
#include "feeds/html/sanitize.h"
#include "feeds/text/encoding.h"

namespace {

void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "not so: %s\n", what);
  std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gazette;
  Document page;
  page.body = {reinterpret_cast<const char*>(data), size};
  page.url = "https://example.org/a/b";
  const Result<Extracted> article = extract_article(page);
  if (!article) {
    require(article.error().kind == ErrorKind::parse && !article.error().message.empty(), "a reason");
    return 0;
  }
  require(article->confidence >= 0 && article->confidence <= 1, "confidence");
  require(is_valid_utf8(extracted_to_json(*article)), "JSON in UTF-8");
  const html::SanitizeOptions options{.base_url = page.url, .keep_embeds = true};
  require(html::sanitize_html(article->content, options) == article->content, "sanitized");
  return 0;
}
