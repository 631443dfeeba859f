#include "feeds/parse/refusal.h"

#include <algorithm>

#include "feeds/html/tree.h"
#include "feeds/parse/xml/scope.h"
#include "feeds/text/strings.h"

namespace gazette::parse {
namespace {

struct Magic {
  std::string_view bytes, what;
};
constexpr Magic kMagics[] = {{"\x1f\x8b", "gzip data"},
                             {"PK\x03\x04", "a ZIP archive"},
                             {"\x28\xb5\x2f\xfd", "zstd data"},
                             {"%PDF-", "a PDF document"},
                             {"\x89PNG", "a PNG image"},
                             {"\xff\xd8\xff", "a JPEG image"},
                             {"GIF8", "a GIF image"},
                             {"RIFF", "a RIFF file"},
                             {"ID3", "an MP3 file"},
                             {"OggS", "an Ogg file"},
                             {"BZh", "bzip2 data"},
                             {"\xfd"
                              "7zXZ",
                              "xz data"},
                             {"SQLite format 3", "a database"}};

constexpr std::size_t kMaxPage = 256 * 1024;  // of an HTML page, to find its title
constexpr std::size_t kMaxQuote = 80;

std::string in_quotes(std::string_view text) {
  const std::string line = collapse_whitespace(remove_control_characters(text));
  std::string out = "\"" + std::string(first_code_points(line, kMaxQuote));
  return out + (count_code_points(line) > kMaxQuote ? "...\"" : "\"");
}

bool looks_like_html(std::string_view text) {
  for (const std::string_view begin : {"<!doctype html", "<html", "<head", "<body"})
    if (starts_with_ignore_case(text, begin)) return true;
  const std::string head = to_lower(text.substr(0, 2048));
  return head.find("<html") != std::string::npos || head.find("<title") != std::string::npos ||
         head.find("<meta ") != std::string::npos;
}

/// The address of a feed that the page names, as it stands there.
std::string named_feed(const html::Tree& page) {
  for (html::NodeId id = page.root(); id != html::kNone; id = page.next_in_order(id, page.root())) {
    if (!page.is_element(id, "link") ||
        to_lower(page.attribute(id, "rel")).find("alternate") == std::string::npos)
      continue;
    const std::string type = to_lower(page.attribute(id, "type"));
    if (type.find("rss") == std::string::npos && type.find("atom") == std::string::npos &&
        type.find("feed+json") == std::string::npos)
      continue;
    return std::string(first_code_points(page.attribute(id, "href"), 500));
  }
  return {};
}

bool has_password_field(const html::Tree& page) {
  for (html::NodeId id = page.root(); id != html::kNone; id = page.next_in_order(id, page.root()))
    if (page.is_element(id, "input") && equals_ignore_case(page.attribute(id, "type"), "password"))
      return true;
  return false;
}

/// Where a page sends its reader at once, as captive portals do; empty if it does not.
std::string sent_to(const html::Tree& page) {
  for (html::NodeId id = page.root(); id != html::kNone; id = page.next_in_order(id, page.root())) {
    if (!page.is_element(id, "meta") || !equals_ignore_case(page.attribute(id, "http-equiv"), "refresh"))
      continue;
    const std::string_view content = page.attribute(id, "content");
    const std::size_t url = to_lower(content).find("url=");
    if (url != std::string::npos) return std::string(first_code_points(trim(content.substr(url + 4)), 500));
  }
  return {};
}

std::string describe_page(std::string_view text) {
  const html::Tree page = html::Tree::parse_document(first_code_points(text.substr(0, kMaxPage), kMaxPage));
  std::string what = "an HTML page";
  if (const html::NodeId title = page.find("title"); title != html::kNone)
    if (const std::string words = page.text_content(title); !trim(words).empty())
      what += " titled " + in_quotes(words);
  if (const std::string feed = named_feed(page); !feed.empty())
    return what + ", which names the feed " + escape_for_log(feed);
  if (has_password_field(page)) return what + ", which asks to log in";
  if (const std::string target = sent_to(page); !target.empty())
    return what + ", which sends its reader to " + escape_for_log(target);
  return what;
}

std::string describe_root(pugi::xml_node root) {
  const std::string local = to_lower(split_name(root.name()).local);
  if (local == "opml") return "an OPML list of subscriptions: import it instead";
  if (local == "urlset" || local == "sitemapindex") return "a sitemap";
  if (local == "svg") return "an SVG image";
  if (local == "error") return "an XML error message: " + in_quotes(root.text().get());
  if (local == "envelope") return "a SOAP message";
  if (local == "opensearchdescription") return "a description of a search engine";
  return "an XML document of another kind, <" + escape_for_log(std::string_view(root.name()).substr(0, 60)) +
         ">";
}

}  // namespace

std::string describe_binary(std::string_view bytes) {
  for (const Magic& magic : kMagics)
    if (bytes.starts_with(magic.bytes)) return std::string(magic.what);
  return {};
}

std::string describe_text(std::string_view text, const pugi::xml_document& tree) {
  text = trim(text);
  if (text.empty()) return "empty";
  if (looks_like_html(text)) return describe_page(text);
  for (const pugi::xml_node& child : tree.children())
    if (child.type() == pugi::node_element) return describe_root(child);
  return "text that begins " + in_quotes(first_code_points(text, 2000));
}

}  // namespace gazette::parse
