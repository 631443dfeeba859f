#include "daemon/serve/pages/parts/pictures.h"

#include "feeds/text/entities.h"
#include "feeds/text/strings.h"
#include "feeds/text/url.h"

namespace gazette {

namespace {

/// The value as it stands in the tag, with its entities.
std::string_view attribute(std::string_view tag, std::string_view name) {
  const std::string key = ' ' + std::string(name) + "=\"";
  const std::size_t at = tag.find(key);
  if (at == std::string_view::npos) return {};
  const std::size_t begin = at + key.size();
  return tag.substr(begin, tag.find('"', begin) - begin);
}

std::string picture(const Phrases& phrases, std::string_view tag, bool is_linked) {
  const std::string url = decode_entities(attribute(tag, "src"));
  const Fragment words = Fragment::trusted(std::string(attribute(tag, "alt")));  // escaped where it was made
  const std::string host = url_host(url);
  const Fragment place = fill(phrases.picture_at, {html("{}", Text{host})});
  const Fragment caption =
      words.empty() ? html("<span class=\"picture\"><span class=\"place\">{}</span></span>", place)
                    : html("<span class=\"picture\">{} <span class=\"place\">{}</span></span>", words, place);
  return (is_linked ? caption : external_link(url, caption)).str();
}

}  // namespace

std::string pictures_as_links(const Phrases& phrases, std::string_view safe_html) {
  std::string out;
  bool is_linked = false;
  for (std::size_t at = 0; at < safe_html.size();) {
    const std::size_t open = std::min(safe_html.find('<', at), safe_html.size());
    out += safe_html.substr(at, open - at);
    if (open == safe_html.size()) break;
    const std::size_t close = std::min(safe_html.find('>', open), safe_html.size() - 1);
    const std::string_view tag = safe_html.substr(open, close + 1 - open);
    if (tag.starts_with("<a ")) is_linked = true;
    if (tag == "</a>") is_linked = false;
    if (tag.starts_with("<img "))
      out += picture(phrases, tag, is_linked);
    else
      out += tag;
    at = close + 1;
  }
  return out;
}

}  // namespace gazette
