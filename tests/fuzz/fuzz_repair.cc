// Any text as XML: the repair gives UTF-8 that is bounded and stays what it is when repaired again; what the
// tag-soup pass gives the XML parser accepts.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include <pugixml.hpp>

#include "feeds/parse/problems.h"
#include "feeds/parse/repair/repair.h"
#include "feeds/parse/repair/tag_soup.h"
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
  const std::string text = make_valid_utf8({reinterpret_cast<const char*>(data), size});
  parse::Problems problems;
  const std::string repaired = parse::repair_xml(text, problems);
  require(is_valid_utf8(repaired), "repaired text is UTF-8");
  require(repaired.size() <= 4 * text.size() + (4U << 20), "repaired text is bounded");

  const std::string tidy = parse::untangle(repaired);
  require(is_valid_utf8(tidy), "untangled text is UTF-8");
  require(tidy.size() <= 12 * repaired.size() + 64, "untangled text is bounded");
  pugi::xml_document tree;
  const pugi::xml_parse_result result = tree.load_buffer(
      tidy.data(), tidy.size(), pugi::parse_default | pugi::parse_ws_pcdata, pugi::encoding_utf8);
  require(result || result.status == pugi::status_no_document_element, "untangled text is XML");
  return 0;
}
