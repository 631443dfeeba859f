#include "daemon/reader/fever/fever_json.h"

#include <algorithm>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "feeds/text/strings.h"

namespace gazette {

namespace {

namespace json = boost::json;

std::int64_t seconds(Time time) {
  return to_unix_ms(time) / 1000;
}

std::string numbers_of(const std::vector<std::string>& sources, const std::vector<ReaderFeed>& feeds) {
  std::vector<std::string> numbers;
  for (const ReaderFeed& feed : feeds)
    if (std::find(sources.begin(), sources.end(), feed.source) != sources.end())
      numbers.push_back(std::to_string(feed.number));
  return join(numbers, ",");
}

}  // namespace

std::int64_t group_number(std::string_view label) {
  return static_cast<std::int64_t>(stable_hash(label) % 0x7FFFFFFE) + 1;  // clients keep 32 bits; 0 is "all"
}

json::array groups_json(const Subscriptions& subscriptions) {
  json::array groups;
  for (const std::string& label : subscriptions.labels())
    groups.push_back(json::object{{"id", group_number(label)}, {"title", label}});
  return groups;
}

json::array feeds_groups_json(const Subscriptions& subscriptions, const std::vector<ReaderFeed>& feeds) {
  json::array groups;
  for (const std::string& label : subscriptions.labels())
    groups.push_back(json::object{{"group_id", group_number(label)},
                                  {"feed_ids", numbers_of(subscriptions.names_with(label), feeds)}});
  return groups;
}

json::array feeds_json(const Subscriptions& subscriptions, const std::vector<ReaderFeed>& feeds,
                       const std::string& base_url) {
  json::array list;
  for (const ReaderFeed& feed : feeds) {
    const ReaderSubscription* one = subscriptions.find(feed.source);
    if (!one) continue;
    list.push_back(json::object{{"id", feed.number},
                                {"favicon_id", 0},
                                {"title", one->title},
                                {"url", feed_address(*one, base_url)},
                                {"site_url", one->link},
                                {"is_spark", 0},
                                {"last_updated_on_time", one->updated ? seconds(*one->updated) : 0}});
  }
  return list;
}

std::string items_list(const std::vector<ReaderArticle>& articles) {
  json::array list;
  for (const ReaderArticle& one : articles) {
    const Article& article = one.stored.article;
    list.push_back(json::object{{"id", one.item.article},
                                {"feed_id", one.item.feed},
                                {"title", article.title},
                                {"author", author_line(article)},
                                {"html", one.html},
                                {"url", article.url},
                                {"is_saved", one.item.starred ? 1 : 0},
                                {"is_read", one.item.read ? 1 : 0},
                                {"created_on_time", seconds(article.date)}});
  }
  return json::serialize(list);
}

std::string ids_list(const std::vector<ReaderItem>& items) {
  std::string list;
  for (const ReaderItem& item : items) {
    if (!list.empty()) list += ',';
    list += std::to_string(item.article);
  }
  return list;
}

}  // namespace gazette
