// Streams as Atom, with the states in categories of Google's scheme: what newsboat's urls-source "feedhq"
// reads.
#include "daemon/reader/google/documents.h"
#include "daemon/reader/google/streams.h"
#include "exporters/render/xml.h"

namespace gazette {

namespace {

constexpr std::string_view kScheme = "http://www.google.com/reader/";

void write_state(Xml& xml, std::string_view term, std::string_view label) {
  xml.empty("category", {{"scheme", kScheme}, {"term", term}, {"label", label}});
}

void write_links(Xml& xml, const Article& article) {
  if (!article.url.empty())
    xml.empty("link", {{"rel", "alternate"}, {"type", "text/html"}, {"href", article.url}});
  for (const Enclosure& from : article.enclosures)
    xml.empty("link", {{"rel", "enclosure"},
                       {"type", from.type},
                       {"length", from.length ? std::to_string(*from.length) : std::string()},
                       {"href", from.url}});
}

void write_entry(Xml& xml, const ReaderArticle& one, const ReaderSubscription* from) {
  const Article& article = one.stored.article;
  xml.open("entry", {{"xml:lang", article.language}});
  xml.text("id", item_name(one.item.article));
  xml.text("title", article.title.empty() ? "Untitled" : article.title, {{"type", "text"}});
  xml.text("published", format_rfc3339(article.date));
  xml.text("updated", format_rfc3339(one.stored.changed));
  for (const Person& person : article.authors) {
    if (person.name.empty()) continue;
    xml.open("author");
    xml.text("name", person.name);
    xml.close("author");
  }
  write_links(xml, article);
  // Said in both ways, so that a client takes back what it thought.
  write_state(xml, one.item.read ? kReadState : "user/-/state/com.google/fresh",
              one.item.read ? "read" : "fresh");
  if (one.item.starred) write_state(xml, kStarredState, "starred");
  if (from)  // without the scheme: a label may be called "read"
    for (const std::string& label : from->labels) xml.empty("category", {{"term", label}});
  if (one.html.empty())
    xml.empty("content", {{"type", "text"}});
  else
    xml.text("content", one.html, {{"type", "html"}});
  xml.close("entry");
}

}  // namespace

/// Its date is that of the newest change in it: the same items are the same bytes.
std::string items_atom(const StreamHead& head, const Subscriptions& subscriptions,
                       const std::vector<ReaderArticle>& articles) {
  Xml xml;
  Time updated = from_unix_ms(0);
  for (const ReaderArticle& one : articles) updated = std::max(updated, one.stored.changed);
  xml.open("feed", {{"xmlns", "http://www.w3.org/2005/Atom"}});
  xml.text("id", "tag:google.com,2005:reader/" + head.id);
  xml.text("title", head.title, {{"type", "text"}});
  xml.text("updated", format_rfc3339(updated));
  xml.empty("link", {{"rel", "self"}, {"href", head.self}});
  xml.open("author");
  xml.text("name", head.title);
  xml.close("author");
  for (const ReaderArticle& one : articles) write_entry(xml, one, subscriptions.find(one.item.source));
  xml.close("feed");
  return xml.take();
}

}  // namespace gazette
