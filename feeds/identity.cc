#include "feeds/identity.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <unordered_map>

#include "feeds/text/strings.h"
#include "feeds/text/url.h"

namespace gazette {
namespace {

constexpr std::size_t kMaxIdInKey = 512;  // a longer one stands in its key as a hash
constexpr std::size_t kMaxTrustedId = 64;

std::string short_hash(std::string_view text) {
  return sha256_hex(text).substr(0, 16);
}

/// Without what changes when a site moves: scheme, "www.", the slash at the end.
std::string_view address(std::string_view url) {
  if (const std::size_t scheme = url.find("://"); scheme != url.npos) url.remove_prefix(scheme + 3);
  if (url.starts_with("www.")) url.remove_prefix(4);
  if (url.ends_with('/')) url.remove_suffix(1);
  return url;
}

/// False for a site's front page, which any number of entries may link to.
bool names_an_article(std::string_view address) {
  const std::size_t slash = address.find_first_of("/?");
  return slash != address.npos && slash + 1 < address.size();
}

/// What the entries of one listing say, gathered before any key is made.
struct Facts {
  std::string link;     ///< canonical; empty if none
  std::string words;    ///< title and link: tells entries under one id apart
  std::string article;  ///< hash of address and title; empty if they name no article
};

Facts facts_of(const Entry& entry) {
  Facts facts;
  if (is_http_url(entry.link)) facts.link = canonical_url(entry.link);
  const std::string title = collapse_whitespace(entry.title);
  facts.words = title + '\n' + facts.link;
  const std::string_view where = address(facts.link);
  if (!title.empty() && names_an_article(where))
    facts.article = short_hash(std::string(where) + '\n' + title);
  return facts;
}

class Listing {
 public:
  explicit Listing(const std::vector<Entry>& entries) {
    facts_.reserve(entries.size());
    for (const Entry& entry : entries) {
      facts_.push_back(facts_of(entry));
      const Facts& facts = facts_.back();
      if (!entry.id.empty()) words_of_id_[entry.id].insert(facts.words);
      const std::string who = entry.id.empty() ? facts.words : entry.id;
      if (!facts.link.empty()) who_has_link_[facts.link].insert(who);
      if (!facts.article.empty()) who_has_article_[facts.article].insert(who);
    }
  }

  const Facts& facts(std::size_t i) const { return facts_[i]; }
  bool is_shared_id(const std::string& id) const { return words_of_id_.at(id).size() > 1; }
  bool is_shared_link(const std::string& link) const { return who_has_link_.at(link).size() > 1; }
  bool is_shared_article(const std::string& hash) const { return who_has_article_.at(hash).size() > 1; }

 private:
  using Owners = std::unordered_map<std::string, std::set<std::string>>;
  std::vector<Facts> facts_;
  Owners words_of_id_, who_has_link_, who_has_article_;
};

std::string id_key(const std::string& source, const std::string& id, const Facts& facts, bool shared) {
  std::string key = "i:" + source + ":" + (id.size() > kMaxIdInKey ? "sha256:" + sha256_hex(id) : id);
  if (shared) key += "#" + short_hash(facts.words);
  return key;
}

std::string content_key(const std::string& source, const Entry& entry, const Facts& facts) {
  std::string all = facts.words + '\n' + entry.content.html + '\n' + entry.summary.html;
  for (const Enclosure& enclosure : entry.enclosures) all += '\n' + enclosure.url;
  if (trim(all).empty() && entry.published) all += format_rfc3339(*entry.published);
  return "h:" + source + ":" + short_hash(all);
}

std::string first_key(const std::string& source, const Entry& entry, const Facts& facts,
                      const Listing& listing) {
  if (!entry.id.empty()) return id_key(source, entry.id, facts, listing.is_shared_id(entry.id));
  if (!facts.link.empty() && !listing.is_shared_link(facts.link)) return "l:" + source + ":" + facts.link;
  return content_key(source, entry, facts);
}

bool is_good_file_name(std::string_view id) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
  };
  return !id.empty() && id.size() <= kMaxTrustedId && id.front() != '.' && id.front() != '-' &&
         std::all_of(id.begin(), id.end(), allowed);
}

}  // namespace

std::vector<EntryKeys> identity_keys(const std::string& source, const std::vector<Entry>& entries) {
  const Listing listing(entries);
  std::vector<EntryKeys> result(entries.size());
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const Facts& facts = listing.facts(i);
    result[i].keys.push_back(first_key(source, entries[i], facts, listing));
    if (!facts.article.empty() && !listing.is_shared_article(facts.article))
      result[i].keys.push_back("u:" + facts.article);
  }
  return result;
}

std::string article_id(const Entry& entry, const EntryKeys& keys, bool trusted) {
  if (trusted && is_good_file_name(entry.id)) return entry.id;
  return short_hash(keys.keys.front());
}

}  // namespace gazette
