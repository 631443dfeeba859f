#include "feeds/parse/parse_feed.h"

#include <string>

#include <pugixml.hpp>

#include "feeds/parse/json_feed.h"
#include "feeds/parse/problems.h"
#include "feeds/parse/read/feed_reader.h"
#include "feeds/text/encoding.h"
#include "feeds/text/strings.h"

namespace gazette {
namespace {

using parse::Problems;

bool looks_like_json(std::string_view text) {
  text = trim(text);
  return text.starts_with('{') || text.starts_with('[');
}

Result<Feed> parse_xml(std::string& text, const Document& document, Problems& problems) {
  pugi::xml_document tree;
  constexpr unsigned kFlags = pugi::parse_default | pugi::parse_ws_pcdata;
  const pugi::xml_parse_result result =
      tree.load_buffer_inplace(text.data(), text.size(), kFlags, pugi::encoding_utf8);
  const pugi::xml_node root = parse::find_feed_root(tree);
  if (!root)
    return fail(ErrorKind::not_a_feed, "not a feed: the document has none of the root elements of a feed");
  if (!result) problems.add(std::string("the XML is damaged: ") + result.description());
  return parse::read_feed(root, document, problems);
}

}  // namespace

Result<Feed> parse_feed(const Document& document) {
  Decoded decoded = decode_document(document.body, document.content_type, MarkupKind::xml);
  Problems problems;
  if (trim(decoded.text).empty()) return fail(ErrorKind::not_a_feed, "not a feed: the document is empty");
  Result<Feed> feed = looks_like_json(decoded.text) ? parse::parse_json_feed(decoded.text, document, problems)
                                                    : parse_xml(decoded.text, document, problems);
  if (!feed) return feed;
  feed->encoding = decoded.encoding;
  feed->problems = problems.take();
  return feed;
}

}  // namespace gazette
