#include "feeds/parse/read/feed_reader.h"

#include <utility>

#include "feeds/parse/read/fields/fields.h"
#include "feeds/parse/read/finish.h"
#include "feeds/parse/read/version.h"
#include "feeds/text/strings.h"
#include "feeds/text/url.h"

namespace gazette::parse {
namespace {

constexpr std::size_t kMaxEntries = 100'000;

std::string base_of(const Document& document) {
  const std::string location = resolve_url(document.url, document.content_location);
  return document.content_location.empty() || location.empty() ? document.url : location;
}

class FeedReader {
 public:
  FeedReader(const Document& document, Problems& problems)
      : reading_{document, Scope(base_of(document), problems), problems} {}

  // 1. what the root declares, 2. the feed's own fields, 3. the entries, whose links may rest on the
  // feed's, 4. what entries inherit.
  Feed read(pugi::xml_node root) {
    const Scope::Inside inside(reading_.scope, root);  // 1
    reading_.scope.adopt_root(root);
    const Version version = version_of(root, reading_.scope);
    feed_.value.format = version.format;
    feed_.value.version = version.number;
    if (reading_.scope.name(root) == Name::entry) {
      read_entry(root);
    } else {
      read_head(root);  // 2
      finish_head(feed_);
      read_entries(root);  // 3
    }
    inherit(feed_.value);  // 4
    for (const std::string_view prefix : reading_.scope.undeclared_prefixes())
      reading_.problems.add("the prefix \"" + std::string(prefix) +
                            "\" is used, but its namespace is not declared");
    return std::move(feed_.value);
  }

 private:
  void read_head(pugi::xml_node root) {
    read_own_attributes(root);
    for (const pugi::xml_node& child : root.children()) {
      if (child.type() != pugi::node_element) continue;
      const Scope::Inside inside(reading_.scope, child);
      const Name name = reading_.scope.name(child);
      if (name == Name::channel) {
        if (std::exchange(has_channel_, true)) continue;  // one feed a document: the first
        read_own_attributes(child);
        read_fields(child);
      } else if (name != Name::entry && name != Name::items) {
        read_feed_field(reading_, feed_, child, name);
      }
    }
  }

  void read_fields(pugi::xml_node channel) {
    for (const pugi::xml_node& child : channel.children()) {
      if (child.type() != pugi::node_element) continue;
      const Scope::Inside inside(reading_.scope, child);
      const Name name = reading_.scope.name(child);
      if (name != Name::entry && name != Name::items) read_feed_field(reading_, feed_, child, name);
    }
  }

  /// CDF and RDF say some things in attributes.
  void read_own_attributes(pugi::xml_node element) {
    Feed& feed = feed_.value;
    if (reading_.scope.has_language() && feed_.ranks.wins(Slot::language, 4))
      feed.language = reading_.scope.language();
    if (feed.format == FeedFormat::cdf) {
      if (const std::string_view href = trim(attribute(element, "href")); !href.empty())
        if (feed_.ranks.wins(Slot::link, 5)) feed.link = reading_.scope.resolve(href);
      if (!feed.updated) feed.updated = read_time(reading_, attribute(element, "lastmod"), "LASTMOD");
    }
    if (feed.format == FeedFormat::rdf)
      if (const std::string_view about = trim(attribute(element, "about")); !about.empty())
        if (feed_.ranks.wins(Slot::id, 1)) feed.id = about;
  }

  void read_entries(pugi::xml_node root) {
    if (!reading_.scope.has_declared_base() && reading_.document.content_location.empty() &&
        is_http_url(feed_.value.link))
      reading_.scope.set_document_base(feed_.value.link);
    feed_.value.entries.reserve(32);
    read_entries_below(root);
    for (const pugi::xml_node& child : root.children()) {
      if (child.type() != pugi::node_element) continue;
      const Scope::Inside inside(reading_.scope, child);
      const Name name = reading_.scope.name(child);
      if (name == Name::channel || name == Name::items) read_entries_below(child);
    }
  }

  void read_entries_below(pugi::xml_node parent) {
    for (const pugi::xml_node& child : parent.children()) {
      if (child.type() != pugi::node_element) continue;
      const Scope::Inside inside(reading_.scope, child);
      if (reading_.scope.name(child) != Name::entry) continue;
      if (feed_.value.entries.size() >= kMaxEntries)
        return reading_.problems.add("the feed has more than " + std::to_string(kMaxEntries) +
                                     " entries: those after them are not read");
      read_entry(child);
    }
  }

  void read_entry(pugi::xml_node element) {
    EntryDraft draft{feed_.value.entries.emplace_back()};
    if (element.first_attribute()) read_entry_attributes(draft, element);
    for (const pugi::xml_node& child : element.children()) {
      if (child.type() != pugi::node_element) continue;
      const Scope::Inside inside(reading_.scope, child);
      read_entry_field(reading_, draft, child, reading_.scope.name(child));
    }
    finish_entry(draft);
  }

  void read_entry_attributes(EntryDraft& draft, pugi::xml_node element) {
    Entry& entry = draft.value;
    if (reading_.scope.has_language() && draft.ranks.wins(Slot::language, 4))
      entry.language = reading_.scope.language();
    if (const std::string_view about = trim(attribute(element, "about")); !about.empty()) {
      if (draft.ranks.wins(Slot::id, 2)) entry.id = about;
      if (is_http_url(about) && draft.ranks.wins(Slot::link, 2)) entry.link = reading_.scope.resolve(about);
    }
    if (feed_.value.format != FeedFormat::cdf) return;
    if (const std::string_view href = trim(attribute(element, "href")); !href.empty())
      if (draft.ranks.wins(Slot::link, 5)) entry.link = reading_.scope.resolve(href);
    entry.updated = read_time(reading_, attribute(element, "lastmod"), "LASTMOD");
  }

  Reading reading_;
  FeedDraft feed_;
  bool has_channel_ = false;
};

/// RDF says everything: people, software, licences. A feed has a channel or items, or declares RSS.
bool is_rdf_of_feed(pugi::xml_node root) {
  for (const pugi::xml_attribute& a : root.attributes()) {
    const std::string uri = std::string_view(a.name()).starts_with("xmlns") ? to_lower(trim(a.value())) : "";
    for (const std::string_view rss : {"purl.org/rss/1.0", "purl.org/rss/1.0/", "purl.org/net/rss1.1#"})
      if (uri.ends_with(rss)) return true;
    if (uri.find("netscape.com/rdf/") != std::string::npos) return true;
  }
  for (const pugi::xml_node& child : root.children()) {
    const std::string local = to_lower(split_name(child.name()).local);
    for (const std::string_view part : {"channel", "item", "items", "entry"})
      if (local == part) return true;
  }
  return false;
}

}  // namespace

pugi::xml_node find_feed_root(const pugi::xml_document& tree) {
  for (const pugi::xml_node& child : tree.children()) {
    if (child.type() != pugi::node_element) continue;
    const std::string local = to_lower(split_name(child.name()).local);
    for (const std::string_view known : {"rss", "rdf", "feed", "channel", "entry"})
      if (local == known && (local != "rdf" || is_rdf_of_feed(child))) return child;
  }
  return {};
}

Feed read_feed(pugi::xml_node root, const Document& document, Problems& problems) {
  return FeedReader(document, problems).read(root);
}

}  // namespace gazette::parse
