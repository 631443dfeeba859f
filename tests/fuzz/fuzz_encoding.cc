// Any bytes, any Content-Type: what comes out is UTF-8, and decoding it again as UTF-8 changes nothing.
// The first byte chooses the kind, the first line is the Content-Type.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "feeds/text/encoding.h"
#include "feeds/text/entities.h"
#include "feeds/text/strings.h"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gazette;
  if (size < 2) return 0;
  const auto kind = static_cast<MarkupKind>(data[0] % 4);
  std::string_view input(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::size_t line = input.find('\n');
  const std::string_view content_type = line < 200 ? input.substr(0, line) : std::string_view{};
  const std::string_view bytes = line < 200 ? input.substr(line + 1) : input;

  const Decoded decoded = decode_document(bytes, content_type, kind);
  require(is_valid_utf8(decoded.text));
  require(!decoded.encoding.empty() && !decoded.how.empty());
  require(decoded.text.size() <= 4 * bytes.size() + 4);
  const Decoded again = decode_as(decoded.text, "utf-8");
  require(again.replaced == 0);
  if (!decoded.text.starts_with("\xEF\xBB\xBF")) require(again.text == decoded.text);

  const Decoded labelled = decode_as(bytes, content_type);
  require(is_valid_utf8(labelled.text));
  require(is_valid_utf8(make_valid_utf8(bytes)));
  require(is_valid_utf8(decode_entities(decoded.text)));
  require(is_valid_utf8(remove_control_characters(bytes)));
  require(is_valid_utf8(escape_for_log(bytes)));
  require(is_valid_utf8(bytes) == (make_valid_utf8(bytes) == bytes));
  return 0;
}
