#include "daemon/reader/google/documents.h"

#include <algorithm>
#include <map>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "daemon/reader/google/streams.h"

namespace gazette {

namespace {

namespace json = boost::json;

std::string microseconds(Time time) {
  return std::to_string(to_unix_ms(time) * 1000);
}
std::int64_t seconds(Time time) {
  return to_unix_ms(time) / 1000;
}

json::array labels_of(const ReaderSubscription& one) {
  json::array labels;
  for (const std::string& label : one.labels)
    labels.push_back(json::object{{"id", label_stream(label)}, {"label", label}});
  return labels;
}

json::array states_of(const ReaderItem& item, const ReaderSubscription* from) {
  json::array states{kReadingList};
  if (item.read) states.emplace_back(kReadState);
  if (item.starred) states.emplace_back(kStarredState);
  if (!from) return states;
  for (const std::string& label : from->labels) states.emplace_back(label_stream(label));
  return states;
}

json::array enclosures_of(const Article& article) {
  json::array enclosures;
  for (const Enclosure& from : article.enclosures) {
    json::object enclosure{{"href", from.url}, {"type", from.type}};
    if (from.length) enclosure["length"] = *from.length;
    enclosures.push_back(std::move(enclosure));
  }
  return enclosures;
}

json::object object_of(const ReaderArticle& one, const Subscriptions& subscriptions) {
  const Article& article = one.stored.article;
  const ReaderSubscription* from = subscriptions.find(one.item.source);
  json::object item;
  item["id"] = item_name(one.item.article);
  item["crawlTimeMsec"] = std::to_string(to_unix_ms(one.item.since));
  item["timestampUsec"] = microseconds(one.item.since);
  item["published"] = seconds(article.date);
  item["updated"] = seconds(one.stored.changed);
  item["title"] = article.title;
  if (const std::string authors = author_line(article); !authors.empty()) item["author"] = authors;
  if (!article.url.empty()) {
    item["canonical"] = json::array{json::object{{"href", article.url}}};
    item["alternate"] = json::array{json::object{{"href", article.url}, {"type", "text/html"}}};
  }
  item["summary"] = json::object{{"direction", "ltr"}, {"content", one.html}};
  if (json::array enclosures = enclosures_of(article); !enclosures.empty())
    item["enclosure"] = std::move(enclosures);
  item["categories"] = states_of(one.item, from);
  item["origin"] = json::object{{"streamId", feed_stream(one.item.source)},
                                {"title", from ? from->title : one.item.source},
                                {"htmlUrl", from ? from->link : std::string()}};
  return item;
}

struct Count {
  std::int64_t unread = 0;
  std::optional<Time> newest;

  void add(const ReaderFeed& feed) {
    unread += feed.unread;
    if (feed.newest && (!newest || *newest < *feed.newest)) newest = feed.newest;
  }
  json::object object(std::string_view id) const {
    return {{"id", id}, {"count", unread}, {"newestItemTimestampUsec", newest ? microseconds(*newest) : "0"}};
  }
};

}  // namespace

std::string login_text(const std::string& token, bool as_json) {
  if (as_json) return json::serialize(json::object{{"SID", token}, {"LSID", token}, {"Auth", token}});
  return "SID=" + token + "\nLSID=" + token + "\nAuth=" + token + "\n";
}

std::string user_json(const std::string& reader) {
  return json::serialize(
      json::object{{"userId", reader}, {"userName", reader}, {"userProfileId", reader}, {"userEmail", ""}});
}

std::string subscriptions_json(const Subscriptions& subscriptions, const std::string& base_url) {
  json::array list;
  for (const ReaderSubscription& one : subscriptions.all)
    list.push_back(json::object{{"id", feed_stream(one.name)},
                                {"title", one.title},
                                {"categories", labels_of(one)},
                                {"url", feed_address(one, base_url)},
                                {"htmlUrl", one.link},
                                {"iconUrl", ""}});
  return json::serialize(json::object{{"subscriptions", std::move(list)}});
}

std::string tags_json(const Subscriptions& subscriptions) {
  json::array tags{json::object{{"id", kStarredState}}};
  for (const std::string& label : subscriptions.labels())
    tags.push_back(json::object{{"id", label_stream(label)}, {"type", "folder"}});
  return json::serialize(json::object{{"tags", std::move(tags)}});
}

std::string unread_json(const Subscriptions& subscriptions, const std::vector<ReaderFeed>& feeds) {
  json::array counts;
  Count all;
  std::map<std::string, Count> by_label;
  for (const ReaderFeed& feed : feeds) {
    all.add(feed);
    Count own;
    own.add(feed);
    counts.push_back(own.object(feed_stream(feed.source)));
    if (const ReaderSubscription* one = subscriptions.find(feed.source))
      for (const std::string& label : one->labels) by_label[label].add(feed);
  }
  for (const auto& [label, count] : by_label) counts.push_back(count.object(label_stream(label)));
  counts.push_back(all.object(kReadingList));
  return json::serialize(json::object{{"max", all.unread}, {"unreadcounts", std::move(counts)}});
}

std::string ids_json(const std::vector<ReaderItem>& items, bool with_streams,
                     const std::string& continuation) {
  json::array refs;
  for (const ReaderItem& item : items) {
    json::object ref{{"id", std::to_string(item.article)}, {"timestampUsec", microseconds(item.since)}};
    if (with_streams) ref["directStreamIds"] = json::array{feed_stream(item.source)};
    refs.push_back(std::move(ref));
  }
  json::object document{{"items", json::array()}, {"itemRefs", std::move(refs)}};
  if (!continuation.empty()) document["continuation"] = continuation;
  return json::serialize(document);
}

std::string not_added_json(const std::string& why) {
  return json::serialize(json::object{{"numResults", 0}, {"error", why}});
}

std::string items_json(const StreamHead& head, const Subscriptions& subscriptions,
                       const std::vector<ReaderArticle>& articles) {
  json::array items;
  for (const ReaderArticle& one : articles) items.push_back(object_of(one, subscriptions));
  json::object document{
      {"direction", "ltr"},           {"id", head.id},
      {"title", head.title},          {"self", json::array{json::object{{"href", head.self}}}},
      {"updated", seconds(head.now)}, {"items", std::move(items)}};
  if (!head.continuation.empty()) document["continuation"] = head.continuation;
  return json::serialize(document);
}

}  // namespace gazette
