#include "feeds/identity/fingerprint.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <unordered_map>

#include "feeds/identity/words.h"
#include "feeds/text/scan/byte_scan.h"
#include "feeds/text/strings.h"
#include "feeds/text/url.h"

namespace gazette {
namespace {

constexpr std::size_t kMaxCosmetic = 240;       // bytes of a line: a longer one is never only a widget
constexpr std::size_t kMaxAdvertisement = 120;  // bytes of words beside an advertiser's link
constexpr std::size_t kMaxTarget = 4'096;       // bytes after "](" in which the end is looked for
constexpr std::size_t kBeginning = 8;           // bytes of a line behind which its first words end
constexpr std::size_t kMuch = 200;        // bytes of a text whose words are more than an advertisement's
constexpr std::size_t kLongestWord = 24;  // bytes of the longest word of a script without spaces in the list

/// The list's words; 1 marks a line.
const std::unordered_map<std::string_view, int>& cosmetic_words() {
  static const std::unordered_map<std::string_view, int> kWords = {
#include "feeds/identity/cosmetic_words.inc"
  };
  return kWords;
}

bool is_ad_host(std::string_view host) {
  static constexpr std::string_view kHosts[] = {
#include "feeds/identity/ad_hosts.inc"
  };
  return std::any_of(std::begin(kHosts), std::end(kHosts), [host](std::string_view ad) {
    return host.ends_with(ad) && (host.size() == ad.size() || host[host.size() - ad.size() - 1] == '.');
  });
}

/// "](target "title")" at `pos`: where it ends, and the target; `end` is `pos` if it is none.
struct Target {
  std::size_t end;
  std::string_view url;
};
Target target_at(std::string_view text, std::size_t pos) {
  if (!text.substr(pos).starts_with("](")) return {pos, {}};
  const std::size_t limit = std::min(text.size(), pos + kMaxTarget);
  int depth = 0;
  for (std::size_t i = pos + 1; i < limit && text[i] != '\n'; ++i) {
    if (text.substr(i).starts_with("](")) break;
    if (text[i] == '(') ++depth;
    if (text[i] == ')' && --depth == 0) {
      std::string_view url = text.substr(pos + 2, i - pos - 2);
      url = url.substr(0, url.find_first_of(" \t"));
      if (url.starts_with('<')) url.remove_prefix(1);
      if (url.ends_with('>')) url.remove_suffix(1);
      return {i + 1, url};
    }
  }
  return {pos, {}};
}

std::string_view without_scheme(std::string_view url) {
  const std::size_t mark = url.find("://");
  return mark == url.npos ? url : url.substr(mark + 3);
}

/// What a link's or image's target says: no scheme, no fragment, no tracking; of an image, no parameters at
/// all (sizes, signatures).
std::string target_words(std::string_view url, bool is_image) {
  const std::size_t question = url.find('?');
  if (is_image) return std::string(without_scheme(url.substr(0, std::min(url.find('#'), question))));
  if (question == url.npos) return std::string(without_scheme(url.substr(0, url.find('#'))));
  const std::string canonical = canonical_url(url);
  return std::string(without_scheme(canonical.empty() ? url : std::string_view(canonical)));
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}
bool is_number(std::string_view word) {
  return word.find_first_not_of("0123456789") == word.npos;
}

/// Takes words of the list off the front of a run, the longest first; false where none stands. Numbers may
/// stand between.
bool is_made_of_list(std::string_view run, int& marks) {
  const auto& words = cosmetic_words();
  while (!run.empty()) {
    if (run.front() >= '0' && run.front() <= '9') {
      run.remove_prefix(1);
      continue;
    }
    std::size_t length = std::min(run.size(), kLongestWord);
    auto found = words.end();
    for (; length > 0 && found == words.end(); --length) found = words.find(run.substr(0, length));
    if (found == words.end()) return false;
    marks += found->second;
    run.remove_prefix(found->first.size());
  }
  return true;
}

bool is_cosmetic_word(std::string_view word, int& marks) {
  if (is_number(word)) return true;
  const auto found = cosmetic_words().find(word);
  if (found != cosmetic_words().end()) {
    marks += found->second;
    return true;
  }
  return !is_ascii(word) && is_made_of_list(word, marks);
}

/// Calls `take` with each target of the line and what stands before it; then with the rest and no target.
template <class Take>
void for_each_target(std::string_view line, const Take& take) {
  std::size_t begin = 0;
  for (std::size_t pos = line.find("]("); pos != line.npos; pos = line.find("](", pos)) {
    const Target target = target_at(line, pos);
    if (target.end != pos) take(line.substr(begin, pos - begin), &target.url);
    begin = target.end != pos ? target.end : begin;
    pos = target.end != pos ? target.end : pos + 1;
  }
  take(line.substr(begin), nullptr);
}

std::string without_targets(std::string_view line) {
  std::string text;
  text.reserve(line.size());
  for_each_target(line, [&](std::string_view before, const std::string_view* target) {
    text += before;
    if (target) text += ' ';
  });
  return text;
}

bool leads_to_advertiser(std::string_view line) {
  bool found = false;
  for_each_target(line, [&](std::string_view, const std::string_view* target) {
    found = found || (target && is_ad_host(url_host(*target)));
  });
  return found;
}

void append_without_spaces(std::string& out, std::string_view text) {
  const std::size_t before = out.size();
  out.resize(before + text.size());
  char* to = out.data() + before;
  for (const char c : text) {
    *to = c;
    to += c != ' ' && c != '\t' && c != '\r';
  }
  out.resize(static_cast<std::size_t>(to - out.data()));
}

/// Adds what a line says: no white space, targets in one form.
void add_line(std::string& out, std::string_view line) {
  bool is_image = false;
  for (std::size_t pos = 0; pos < line.size();) {
    const std::size_t bracket = find_any<0, '[', ']'>(line, pos);
    append_without_spaces(out, line.substr(pos, bracket - pos));
    if (bracket == line.size()) return;
    if (line[bracket] == '[') is_image = bracket > 0 && line[bracket - 1] == '!';
    const Target target = line[bracket] == ']' ? target_at(line, bracket) : Target{bracket, {}};
    pos = target.end;
    if (target.end != bracket)
      out.append(1, '(').append(target_words(target.url, is_image)).append(1, ')');
    else
      out += line[pos++];
  }
}

bool are_cosmetic(std::string_view words, int& marks) {
  while (!words.empty()) {
    const std::size_t end = std::min(words.find(' '), words.size());
    if (!is_cosmetic_word(words.substr(0, end), marks)) return false;
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return true;
}

/// The words of the text's beginning, up to the first space behind so many bytes.
std::string first_words(std::string_view text, std::size_t bytes) {
  return plain_words(text.substr(0, text.find(' ', bytes)));
}

/// Most lines are of the article, and their first words tell it.
bool begins_cosmetic(std::string_view text) {
  int marks = 0;
  return are_cosmetic(first_words(text, kBeginning), marks);
}

}  // namespace

bool is_cosmetic_line(std::string_view line) {
  const bool has_target = line.find("](") != line.npos;
  const std::string shown = has_target ? without_targets(line) : std::string();
  const std::string_view text = has_target ? std::string_view(shown) : line;
  const bool may_advertise = has_target && first_words(text, kMuch).size() <= kMaxAdvertisement;
  if (!may_advertise && !begins_cosmetic(text)) return false;
  const std::string words = plain_words(text);
  if (may_advertise && words.size() <= kMaxAdvertisement && leads_to_advertiser(line)) return true;
  if (words.empty() || words.size() > kMaxCosmetic) return false;
  int marks = 0;
  return are_cosmetic(words, marks) && marks > 0;
}

std::uint64_t article_fingerprint(std::string_view title, std::string_view markdown) {
  std::string all;
  all.reserve(title.size() + markdown.size() + 2);
  add_line(all, collapse_whitespace(title));
  all += '\n';
  for (const std::string_view line : split(markdown, '\n')) {
    const bool may_be_cosmetic = line.size() <= kMaxCosmetic || line.find("](") != line.npos;
    if (may_be_cosmetic && is_cosmetic_line(line)) continue;
    add_line(all, line);
  }
  return stable_hash(all);
}

}  // namespace gazette
