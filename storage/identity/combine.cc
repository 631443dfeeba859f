#include "storage/identity/combine.h"

#include <algorithm>
#include <string>
#include <tuple>
#include <unordered_set>
#include <utility>

#include "feeds/identity/fingerprint.h"
#include "feeds/record.h"
#include "feeds/text/strings.h"
#include "storage/search/text/tokens.h"

namespace gazette {

namespace {

constexpr std::size_t kMuchMore = 200;      // bytes
constexpr std::size_t kCompared = 20'000;   // bytes of the shorter text
constexpr std::size_t kSearched = 400'000;  // bytes of the longer one

/// `stored` with the front matter of one and the body of the other.
Article with_body(const Article& front, const Article& body) {
  Article article = front;
  article.record = record_with_markdown(front, record_markdown(body));
  article.content_from = body.content_from;
  if (article.image.empty()) article.image = body.image;
  article.fingerprint = article_fingerprint(article.title, record_markdown(article));
  return article;
}

/// A file's address in which only parameters (a signature, a listener's number) differ is the same one.
bool are_same_files(const std::vector<Enclosure>& a, const std::vector<Enclosure>& b) {
  const auto file_of = [](const Enclosure& one) {
    return std::string_view(one.url).substr(0, one.url.find('?'));
  };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](const Enclosure& x, const Enclosure& y) { return file_of(x) == file_of(y); });
}

/// In any order.
template <class Value>
bool is_same_set(const std::vector<Value>& a, const std::vector<Value>& b) {
  return std::is_permutation(a.begin(), a.end(), b.begin(), b.end());
}

bool came_from_page(const Article& stored) {
  return stored.content_from.starts_with("page");
}

/// What the entry says, where its page could not be had: text, and what only a page may have said, stay.
Article with_text_of_page(const Article& given, const Article& stored, bool lacks_language) {
  Article article = given;
  if (article.authors.empty()) article.authors = stored.authors;
  if (!article.published) article.published = stored.published, article.date = stored.date;
  if (article.image.empty()) article.image = stored.image;
  if (lacks_language) article.language = stored.language;
  article.content_from = stored.content_from;
  RecordText record = record_with_facts(article, stored);
  article.record = std::move(record.text);
  article.body_offset = record.body_offset;
  article.fingerprint = article_fingerprint(article.title, record_markdown(stored));
  return article;
}

}  // namespace

bool is_fuller_body(std::string_view given, std::string_view stored) {
  if (given.size() < stored.size() + stored.size() / 8 + kMuchMore) return false;
  const std::string longer = search_tokens(given.substr(0, kSearched));
  const std::string shorter = search_tokens(stored.substr(0, kCompared));
  const std::vector<std::string_view> list = split(longer, ' ');
  const std::unordered_set<std::string_view> has(list.begin(), list.end());
  std::size_t words = 0, found = 0;
  for (const std::string_view word : split(shorter, ' ')) {
    if (word.empty()) continue;
    ++words;
    found += has.contains(word);
  }
  return found * 10 >= words * 7;
}

std::optional<Article> with_new_facts(const Article& stored, const Article& given, bool lacks_page) {
  Article now = stored;
  if (!are_same_files(stored.enclosures, given.enclosures) && !given.enclosures.empty())
    now.enclosures = given.enclosures;
  if (!is_same_set(stored.authors, given.authors) && !(given.authors.empty() && lacks_page))
    now.authors = given.authors;
  if (!is_same_set(stored.categories, given.categories)) now.categories = given.categories;
  now.rights = given.rights;
  now.license = given.license;
  // Rules look at the text, too, which is not here without the page.
  if (!lacks_page && now.categories != stored.categories) now.tags = given.tags;
  const auto facts = [](const Article& a) { return std::tie(a.authors, a.categories, a.rights, a.license); };
  const bool is_new = facts(now) != facts(stored) || now.tags != stored.tags ||
                      !are_same_files(now.enclosures, stored.enclosures);
  return is_new ? std::optional(std::move(now)) : std::nullopt;
}

Combined combine(const Article& stored, const Article& given, Speaker speaker) {
  const bool keeps_page = speaker.lacks_page && came_from_page(stored);
  const bool takes_body =
      (speaker.gave_body && !keeps_page) || is_fuller_body(record_markdown(given), record_markdown(stored));
  if (speaker.is_first && keeps_page && !takes_body)
    return {with_text_of_page(given, stored, speaker.lacks_language), speaker.gave_body};
  if (speaker.is_first) return {takes_body ? given : with_body(given, stored), takes_body};
  return {takes_body ? with_body(stored, given) : stored, takes_body};
}

}  // namespace gazette
