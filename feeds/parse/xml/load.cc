#include "feeds/parse/xml/load.h"

#include <algorithm>
#include <utility>

#include "feeds/parse/repair/repair.h"
#include "feeds/parse/repair/tag_soup.h"

namespace gazette::parse {
namespace {

constexpr std::ptrdiff_t kMaxTags = 30'000'000;  // a node takes 64 bytes
constexpr unsigned kFlags = pugi::parse_default | pugi::parse_ws_pcdata;

pugi::xml_parse_result build(XmlDocument& xml) {
  return xml.tree.load_buffer_inplace(xml.text.data(), xml.text.size(), kFlags, pugi::encoding_utf8);
}

std::string where(std::string_view text, std::ptrdiff_t offset) {
  const auto end = std::min(static_cast<std::size_t>(std::max<std::ptrdiff_t>(offset, 0)), text.size());
  return "line " +
         std::to_string(1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(end), '\n'));
}

std::string_view reason(pugi::xml_parse_status status) {
  switch (status) {
    case pugi::status_end_element_mismatch:
      return "a start tag and an end tag do not match, or one is missing";
    case pugi::status_bad_end_element: return "an end tag is damaged";
    case pugi::status_bad_attribute: return "an attribute is damaged";
    case pugi::status_bad_start_element: return "a tag is damaged, or a < is not written as &lt;";
    case pugi::status_unrecognized_tag: return "a < begins no tag and is not written as &lt;";
    case pugi::status_bad_cdata: return "a CDATA section has no end";
    case pugi::status_bad_comment: return "a comment has no end";
    case pugi::status_bad_pi: return "a processing instruction is damaged";
    case pugi::status_bad_doctype: return "the DOCTYPE is damaged";
    default: return "it is damaged";
  }
}

}  // namespace

Result<std::unique_ptr<XmlDocument>> load_xml(Decoded decoded, const Document& document, Problems& problems) {
  if (decoded.text.size() > 16 << 20 && std::count(decoded.text.begin(), decoded.text.end(), '<') > kMaxTags)
    return fail(ErrorKind::too_large, "the document has more than " + std::to_string(kMaxTags) + " tags");
  auto xml = std::make_unique<XmlDocument>();
  xml->text = repair_xml(std::move(decoded.text), problems);
  const pugi::xml_parse_result result = build(*xml);
  if (result || result.status == pugi::status_no_document_element) return xml;
  // The parser has written into its text: the soup is made from the bytes once more.
  Problems known;
  const std::string text =
      repair_xml(decode_document(document.body, document.content_type, MarkupKind::xml).text, known);
  problems.add("the XML is not well-formed at " + where(text, result.offset) + ": " +
               std::string(reason(result.status)) + "; it is read as well as it can be");
  xml->tree.reset();
  xml->text = untangle(text);
  build(*xml);
  return xml;
}

}  // namespace gazette::parse
