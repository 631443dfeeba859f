#include "feeds/parse/read/feed_reader.h"

#include "feeds/parse/read/fields.h"
#include "feeds/text/strings.h"

namespace gazette::parse {
namespace {

class FeedReader {
 public:
  FeedReader(const Document& document, Problems& problems)
      : reading_{document, Scope(document.url), problems} {}

  Feed read(pugi::xml_node root) {
    const Scope::Inside inside(reading_.scope, root);
    reading_.scope.adopt_root(root);
    set_format(root);
    read_children(root);
    if (feed_.value.language.empty()) feed_.value.language = reading_.scope.language();
    return finish();
  }

 private:
  void set_format(pugi::xml_node root) {
    Feed& feed = feed_.value;
    feed.version = trim(attribute(root, "version"));
    switch (reading_.scope.name(root)) {
      case Name::rdf: feed.format = FeedFormat::rdf; break;
      case Name::feed:
      case Name::entry: feed.format = FeedFormat::atom; break;
      case Name::channel: feed.format = FeedFormat::cdf; break;
      default: feed.format = FeedFormat::rss; break;
    }
  }

  void read_children(pugi::xml_node parent) {
    for (const pugi::xml_node& child : parent.children()) {
      if (child.type() != pugi::node_element) continue;
      const Scope::Inside inside(reading_.scope, child);
      const Name name = reading_.scope.name(child);
      if (name == Name::channel) {
        read_channel(child);
      } else if (name == Name::entry) {
        read_entry(child);
      } else {
        read_feed_field(reading_, feed_, child, name);
      }
    }
  }

  void read_channel(pugi::xml_node channel) {
    for (const pugi::xml_node& child : channel.children()) {
      if (child.type() != pugi::node_element) continue;
      const Scope::Inside inside(reading_.scope, child);
      const Name name = reading_.scope.name(child);
      if (name == Name::entry) {
        read_entry(child);
      } else {
        read_feed_field(reading_, feed_, child, name);
      }
    }
  }

  void read_entry(pugi::xml_node element) {
    EntryDraft draft;
    for (const pugi::xml_node& child : element.children()) {
      if (child.type() != pugi::node_element) continue;
      const Scope::Inside inside(reading_.scope, child);
      read_entry_field(reading_, draft, child, reading_.scope.name(child));
    }
    if (draft.value.language.empty() && reading_.scope.has_language())
      draft.value.language = reading_.scope.language();
    feed_.value.entries.push_back(std::move(draft.value));
  }

  Feed finish() {
    Feed& feed = feed_.value;
    for (Entry& entry : feed.entries) {
      if (entry.language.empty()) entry.language = feed.language;
      if (entry.authors.empty()) entry.authors = feed.authors;
    }
    return std::move(feed);
  }

  Reading reading_;
  FeedDraft feed_;
};

bool is_feed_name(std::string_view local) {
  const std::string lower = to_lower(local);
  return lower == "rss" || lower == "rdf" || lower == "feed" || lower == "channel" || lower == "entry" ||
         lower == "xml";
}

}  // namespace

pugi::xml_node find_feed_root(const pugi::xml_document& tree) {
  for (const pugi::xml_node& child : tree.children())
    if (child.type() == pugi::node_element && is_feed_name(split_name(child.name()).local)) return child;
  return {};
}

Feed read_feed(pugi::xml_node root, const Document& document, Problems& problems) {
  return FeedReader(document, problems).read(root);
}

}  // namespace gazette::parse
