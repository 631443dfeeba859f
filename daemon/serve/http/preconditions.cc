#include "daemon/serve/http/preconditions.h"

#include "feeds/text/strings.h"

namespace gazette {

namespace {

constexpr std::size_t kMaxTags = 64;

/// Weak comparison (RFC 9110 section 8.8.3.2) forgets the W/.
std::string_view opaque(std::string_view tag) {
  return tag.starts_with("W/") ? tag.substr(2) : tag;
}

bool is_named(std::string_view tag, const std::vector<std::string_view>& list, bool weakly) {
  for (const std::string_view named : list)
    if (weakly ? opaque(named) == opaque(tag) : named == tag) return true;
  return false;
}

/// The position of one of our tags that the list names, if may be the one that would be sent; absent if none.
std::optional<std::size_t> find_tag(std::string_view list, const Validators& ours, bool weakly) {
  const std::vector<std::string_view> theirs = entity_tags(list);
  if (theirs.size() == 1 && theirs[0] == "*") return ours.sent;
  if (is_named(ours.tags[ours.sent], theirs, weakly)) return ours.sent;
  for (std::size_t i = 0; i < ours.tags.size(); ++i)
    if (is_named(ours.tags[i], theirs, weakly)) return i;
  return std::nullopt;
}

/// HTTP dates count whole seconds.
bool changed_since(Time modified, Time since) {
  return std::chrono::floor<std::chrono::seconds>(modified) > since;
}

bool is_failed(const Inquiry& inquiry, const Validators& validators) {
  if (!inquiry.if_match.empty()) return !find_tag(inquiry.if_match, validators, false);
  if (inquiry.if_unmodified_since.empty() || !validators.last_modified) return false;
  const std::optional<Time> since = parse_date(inquiry.if_unmodified_since);
  return since && changed_since(*validators.last_modified, *since);
}

}  // namespace

std::vector<std::string_view> entity_tags(std::string_view list) {
  if (trim(list) == "*") return {"*"};
  std::vector<std::string_view> tags;
  for (std::size_t i = 0; i < list.size() && tags.size() < kMaxTags;) {
    const std::size_t start = i;
    if (list.substr(i, 3) == "W/\"") i += 2;
    if (list[i] != '"') {
      ++i;
      continue;
    }
    const std::size_t end = list.find('"', i + 1);
    if (end == std::string_view::npos) break;
    tags.push_back(list.substr(start, end + 1 - start));
    i = end + 1;
  }
  return tags;
}

Judgement judge(const Inquiry& inquiry, const Validators& validators) {
  if (is_failed(inquiry, validators)) return {Outcome::failed, validators.sent};
  if (!inquiry.if_none_match.empty()) {
    const auto found = find_tag(inquiry.if_none_match, validators, true);
    return found ? Judgement{Outcome::not_modified, *found} : Judgement{};
  }
  if (inquiry.if_modified_since.empty() || !validators.last_modified) return {};
  const std::optional<Time> since = parse_date(inquiry.if_modified_since);
  const bool same = since && !changed_since(*validators.last_modified, *since);
  return {same ? Outcome::not_modified : Outcome::proceed, validators.sent};
}

}  // namespace gazette
