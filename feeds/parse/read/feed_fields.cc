#include "feeds/parse/read/fields.h"
#include "feeds/parse/text/construct.h"
#include "feeds/parse/text/inner_markup.h"
#include "feeds/text/strings.h"

namespace gazette::parse {

void read_feed_field(Reading& reading, FeedDraft& draft, pugi::xml_node element, Name name) {
  if (read_common_field(reading, draft, element, name)) return;
  Feed& feed = draft.value;
  switch (name) {
    case Name::description:
    case Name::subtitle:
      if (draft.ranks.wins(Slot::description, 9))
        feed.description = read_plain(element, reading.scope, TextType::html);
      break;
    case Name::language:
    case Name::dc_language: feed.language = trim(inner_text(element)); break;
    case Name::generator: feed.generator = read_plain(element, reading.scope, TextType::plain); break;
    default: break;
  }
}

}  // namespace gazette::parse
