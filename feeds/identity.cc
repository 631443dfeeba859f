#include "feeds/identity.h"

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <set>
#include <string_view>
#include <unordered_map>

#include "feeds/identity/address.h"
#include "feeds/identity/words.h"
#include "feeds/text/strings.h"
#include "feeds/text/url.h"

namespace gazette {
namespace {

constexpr std::size_t kMaxIdInKey = 512;  // a longer one stands in its key as a hash
constexpr std::size_t kMaxTrustedId = 64;
constexpr std::size_t kLead = 240;        // bytes of words: how a text begins
constexpr std::size_t kEnoughLead = 100;  // from which the beginning and a time name an article
constexpr std::size_t kWholeText = 20'000;
constexpr std::size_t kLongText = 300;  // bytes of words from which a text without a time names its article
constexpr std::size_t kComment = 400;   // bytes of HTML from which a link to another site is commented on

/// In one piece of memory.
std::string joined(std::initializer_list<std::string_view> parts) {
  std::size_t size = 0;
  for (const std::string_view part : parts) size += part.size();
  std::string all;
  all.reserve(size);
  for (const std::string_view part : parts) all += part;
  return all;
}

std::string short_hash(std::string_view text) {
  return sha256_hex(text).substr(0, 16);
}

const std::string& text_of(const Entry& entry) {
  return entry.content.empty() ? entry.summary.html : entry.content.html;
}

/// What one entry says, gathered before any key is made.
struct Facts {
  std::string link, id;  ///< addresses; empty if they name no article
  std::string title;     ///< plain words; the title itself if it has none
  std::string where;     ///< the link with its fragment
  std::optional<std::int64_t> minute;
  bool is_precise = false;  ///< not a whole hour: no mere date, no scheduled post
  bool is_comment = false;  ///< links to another site and says something of its own about it
};

/// "#1" behind an id that is the link otherwise counts its edits; any other fragment names a place of its
/// own.
bool counts_edits(std::string_view fragment, const Facts& facts, std::string_view link) {
  const bool is_number =
      !fragment.empty() && fragment.size() <= 2 && fragment.find_first_not_of("0123456789") == fragment.npos;
  return is_number && facts.id == facts.link && link.find('#') == link.npos;
}

/// The site that gave the id: its host, or the authority of a tag (RFC 4151).
std::string_view site_of_id(std::string_view id, const Facts& facts) {
  if (!facts.id.empty()) return site_of_address(facts.id);
  if (!id.starts_with("tag:")) return {};
  const std::string_view authority = id.substr(4, std::min(id.find(','), id.size()) - 4);
  return site_of_address(authority.substr(authority.find('@') + 1));
}

std::string fragment_of(const std::string& url) {
  return url.find('#') == url.npos ? std::string() : split_url(url).fragment;
}

Facts facts_of(const Entry& entry) {
  Facts facts;
  facts.link = address_of(entry.link);
  facts.id = entry.id == entry.link ? facts.link : address_of(entry.id);
  const std::string fragment = fragment_of(entry.link);
  facts.where = facts.link + (fragment.empty() || fragment.find('=') != fragment.npos ? "" : "#" + fragment);
  const std::string_view site = site_of_id(entry.id, facts);
  facts.is_comment = !site.empty() && site != site_of_address(facts.link) && text_of(entry).size() > kComment;
  if (const std::string mark = fragment_of(entry.id); !mark.empty() && !counts_edits(mark, facts, entry.link))
    facts.id += "#" + mark;
  if (!names_an_article(facts.link)) facts.link.clear();
  if (!names_an_article(facts.id)) facts.id.clear();
  facts.title = plain_words(entry.title);
  if (facts.title.empty()) facts.title = collapse_whitespace(entry.title);
  if (entry.published) {
    facts.minute = to_unix_ms(*entry.published) / 60'000;
    facts.is_precise = *facts.minute % 60 != 0;
  }
  return facts;
}

std::string minute_text(const Facts& facts) {
  return facts.minute ? std::to_string(*facts.minute) : std::string();
}

/// Tells entries apart that claim one id.
std::string own_words(const Entry& entry, const Facts& facts) {
  std::string words = joined({facts.title, "\n", facts.where, "\n", minute_text(facts)});
  if (entry.title.empty()) words += '\n' + plain_words_of_html(text_of(entry), kWholeText);
  return words;
}

std::string content_key(const std::string& source, const Entry& entry, const std::string& words) {
  std::string all = words + '\n' + entry.content.html + '\n' + entry.summary.html;
  for (const Enclosure& enclosure : entry.enclosures) all += '\n' + enclosure.url;
  return "h:" + source + ":" + short_hash(all);
}

/// Keys that hold whatever the entry's id is.
class OtherKeys {
 public:
  OtherKeys(const std::string& source, const Entry& entry, const Facts& facts, bool one_site)
      : source_(source), entry_(entry), facts_(facts), one_site_(one_site) {}

  std::vector<std::string> all() && {
    keys_.reserve(kMost);
    if (!facts_.id.empty()) add({"a:", source_, ":", facts_.id});
    if (!facts_.link.empty()) add_link(facts_.link);
    facts_.minute ? add_time() : add_title();
    return std::move(keys_);
  }
  std::vector<std::string> of_link(const std::string& address) && {
    add_link(address);
    return std::move(keys_);
  }

 private:
  static constexpr std::size_t kMost = 5;

  void add(std::initializer_list<std::string_view> parts) { keys_.push_back(joined(parts)); }
  void add_link(const std::string& address) {
    if (!facts_.title.empty() && !facts_.is_comment) add({"u:", address, "\n", facts_.title});
    if (facts_.minute) add({"v:", address, "\n", minute_text(facts_)});
  }
  void add_time() {
    const std::string lead = plain_words_of_html(text_of(entry_), kLead), minute = minute_text(facts_);
    const bool is_enough = lead.size() >= kEnoughLead;
    if (is_enough) add({"p:", source_, ":", minute, "\n", short_hash(lead)});
    if (facts_.title.empty() || (is_enough && !facts_.is_precise)) return;
    if (facts_.is_precise)
      add({"t:", source_, ":", facts_.title, "\n", minute});
    else
      add({"t:", source_, ":", facts_.title, "\n", minute, "\n", short_hash(lead)});
  }
  void add_title() {
    if (facts_.title.empty()) return;
    if (one_site_ && !facts_.link.empty())
      add({"q:", source_, ":", path_of_address(facts_.link), "\n", facts_.title, "\n",
           short_hash(plain_words_of_html(text_of(entry_), kLead))});
    const std::string words = plain_words_of_html(text_of(entry_), kWholeText);
    if (words.size() >= kLongText) add({"c:", source_, ":", facts_.title, "\n", short_hash(words)});
  }

  const std::string& source_;
  const Entry& entry_;
  const Facts& facts_;
  bool one_site_;
  std::vector<std::string> keys_;
};

class Listing {
 public:
  Listing(const std::string& source, const std::vector<Entry>& entries) : source_(source), entries_(entries) {
    facts_.reserve(entries.size());
    words_.reserve(entries.size());
    for (const Entry& entry : entries) {
      facts_.push_back(facts_of(entry));
      words_.push_back(own_words(entry, facts_.back()));
      if (!entry.id.empty()) words_of_id_[entry.id].insert(words_.back());
      const std::string& who = entry.id.empty() ? words_.back() : entry.id;
      if (!facts_.back().link.empty()) {
        who_has_link_[facts_.back().where].insert(who);
        sites_.insert(site_of_address(facts_.back().link));
      }
    }
  }

  std::vector<EntryKeys> keys() && {
    for (std::size_t i = 0; i < entries_.size(); ++i) result_.push_back(first_key(i));
    join_twins();
    add_other_keys();
    mark_superseded();
    return std::move(result_);
  }

 private:
  EntryKeys first_key(std::size_t i) const {
    const Entry& entry = entries_[i];
    const Facts& facts = facts_[i];
    EntryKeys keys;
    keys.address = facts.link;
    if (!entry.id.empty()) {
      keys.keys.push_back(key_of_id(source_, entry.id));
      keys.apart = keys.keys[0] + "#" + short_hash(words_[i]);
      if (words_of_id_.at(entry.id).size() > 1) {
        keys.shared.push_back(keys.keys[0]);
        keys.keys[0] = keys.apart;
      }
    } else if (!facts.link.empty() && who_has_link_.at(facts.where).size() == 1) {
      keys.keys.push_back("l:" + source_ + ":" + facts.where);
    } else {
      keys.keys.push_back(content_key(source_, entry, words_[i]));
    }
    return keys;
  }

  bool are_twins(std::size_t a, std::size_t b) const {
    const bool says_enough = facts_[a].minute || !text_of(entries_[a]).empty();
    return says_enough && !facts_[a].link.empty() && text_of(entries_[a]) == text_of(entries_[b]);
  }

  /// One item listed twice under two ids, alike in everything else: the first stands for both.
  void join_twins() {
    std::unordered_map<std::string_view, std::size_t> first;
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      const auto [place, is_first] = first.try_emplace(words_[i], i);
      std::vector<std::string>& keys = result_[place->second].keys;
      const std::string& own = result_[i].keys[0];
      if (is_first || own == keys[0] || !are_twins(place->second, i)) continue;
      result_[i].superseded = true;
      keys.push_back(own);
    }
  }

  /// A key that entries of two own keys have is nobody's.
  void add_other_keys() {
    struct Owner {
      std::string_view own_key;
      bool is_alone = true;
    };
    std::vector<std::vector<std::string>> others(entries_.size());
    std::unordered_map<std::string_view, Owner> owners;
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      if (result_[i].superseded) continue;
      others[i] = OtherKeys(source_, entries_[i], facts_[i], sites_.size() == 1).all();
      for (const std::string& key : others[i]) {
        Owner& owner = owners.try_emplace(key, Owner{result_[i].keys[0]}).first->second;
        owner.is_alone = owner.is_alone && owner.own_key == result_[i].keys[0];
      }
    }
    std::vector<bool> are_alone;  // all of them before any is moved: the map looks at them
    for (const std::vector<std::string>& keys : others)
      for (const std::string& key : keys) are_alone.push_back(owners.at(key).is_alone);
    auto is_alone = are_alone.begin();
    for (std::size_t i = 0; i < entries_.size(); ++i)
      for (std::string& key : others[i])
        (*is_alone++ ? result_[i].keys : result_[i].shared).push_back(std::move(key));
  }

  static bool is_newer(const Entry& a, const Entry& b) {
    return a.updated && b.updated && *a.updated > *b.updated;
  }

  /// Of entries with one first key only the newest counts (RFC 4287 4.1.1), else the first.
  void mark_superseded() {
    std::unordered_map<std::string, std::size_t> newest;
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      if (result_[i].superseded) continue;
      const auto [place, is_first] = newest.try_emplace(result_[i].keys[0], i);
      if (is_first) continue;
      const bool wins = is_newer(entries_[i], entries_[place->second]);
      result_[wins ? place->second : i].superseded = true;
      if (wins) place->second = i;
    }
  }

  /// Of entries_, facts_ and words_, which stay where they are.
  using Owners = std::unordered_map<std::string_view, std::set<std::string_view>>;
  const std::string& source_;
  const std::vector<Entry>& entries_;
  std::vector<Facts> facts_;
  std::vector<std::string> words_;
  std::vector<EntryKeys> result_;
  std::set<std::string_view> sites_;
  Owners words_of_id_, who_has_link_;
};

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
  return Listing(source, entries).keys();
}

std::string key_of_id(const std::string& source, const std::string& id) {
  return "i:" + source + ":" + (id.size() > kMaxIdInKey ? "sha256:" + sha256_hex(id) : id);
}

void add_canonical_link(EntryKeys& keys, const Entry& entry, const std::string& canonical) {
  const std::string address = address_of(canonical);
  if (!names_an_article(address)) return;
  const Facts facts = facts_of(entry);
  for (std::string& key : OtherKeys({}, entry, facts, false).of_link(address))
    if (std::find(keys.keys.begin(), keys.keys.end(), key) == keys.keys.end())
      keys.keys.push_back(std::move(key));
}

std::string article_id(const Entry& entry, const EntryKeys& keys, bool trusted) {
  if (trusted && is_good_file_name(entry.id)) return entry.id;
  return short_hash(keys.keys.front());
}

}  // namespace gazette
