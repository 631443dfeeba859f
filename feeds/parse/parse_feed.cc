#include "feeds/parse/parse_feed.h"

#include <string>
#include <utility>

#include "feeds/parse/json_feed.h"
#include "feeds/parse/problems.h"
#include "feeds/parse/read/feed_reader.h"
#include "feeds/parse/refusal.h"
#include "feeds/parse/repair/mistaken_latin1.h"
#include "feeds/parse/xml/load.h"
#include "feeds/text/charset/declared.h"
#include "feeds/text/encoding.h"
#include "feeds/text/strings.h"

namespace gazette {
namespace {

using parse::Problems;

constexpr std::size_t kMaxDocument = 512U << 20;

tl::unexpected<Error> refuse(const std::string& what) {
  return fail(ErrorKind::not_a_feed, "not a feed, but " + what);
}

/// Also where it is UTF-16 or UTF-32, as RFC 4627 allowed.
bool looks_like_json(std::string_view bytes) {
  for (const std::string_view bom : {"\xEF\xBB\xBF", "\xFE\xFF", "\xFF\xFE"})
    if (bytes.starts_with(bom)) bytes.remove_prefix(bom.size());
  const std::size_t first = bytes.find_first_not_of(std::string_view(" \t\r\n\0", 5));
  return first != std::string_view::npos && (bytes[first] == '{' || bytes[first] == '[');
}

void note_encoding(const Document& document, const Decoded& decoded, Problems& problems) {
  if (decoded.replaced > 0)
    problems.add(std::to_string(decoded.replaced) + " invalid byte sequences in " + decoded.encoding +
                 " text are replaced");
  const bool guessed = decoded.how == "detected" || decoded.how == "fallback";
  if (!guessed || decoded.encoding.starts_with("utf-")) return;
  std::string_view declared = http_charset(document.content_type);
  if (declared.empty()) declared = xml_charset(document.body);
  problems.add((declared.empty()
                    ? "the document does not declare its encoding: "
                    : "the document is not in " + std::string(declared) + ", as it is declared: ") +
               decoded.encoding + " is guessed");
}

Result<Feed> parse_xml(Decoded decoded, const Document& document, Problems& problems) {
  auto xml = parse::load_xml(std::move(decoded), document, problems);
  if (!xml) return pass_on(xml);
  const pugi::xml_node root = parse::find_feed_root((*xml)->tree);
  if (root) return parse::read_feed(root, document, problems);
  const Decoded again = decode_document(document.body, document.content_type, MarkupKind::html);
  return refuse(parse::describe_text(again.text, (*xml)->tree));
}

}  // namespace

Result<Feed> parse_feed(const Document& document) {
  if (document.body.size() > kMaxDocument)
    return fail(ErrorKind::too_large,
                "the document is larger than " + std::to_string(kMaxDocument >> 20) + " MB");
  if (trim(document.body).empty()) return fail(ErrorKind::not_a_feed, "not a feed: the document is empty");
  if (const std::string what = parse::describe_binary(document.body); !what.empty()) return refuse(what);
  const bool json = looks_like_json(document.body);
  Decoded decoded =
      decode_document(document.body, document.content_type, json ? MarkupKind::json : MarkupKind::xml);
  Problems problems;
  note_encoding(document, decoded, problems);
  decoded.text = parse::mend_mistaken_latin1(std::move(decoded.text), problems);
  const std::string encoding = decoded.encoding;
  Result<Feed> feed = json ? parse::parse_json_feed(decoded.text, document, problems)
                           : parse_xml(std::move(decoded), document, problems);
  if (!feed) return feed;
  feed->encoding = encoding;
  feed->problems = problems.take();
  return feed;
}

}  // namespace gazette
