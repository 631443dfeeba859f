// Validators and preconditions (RFC 9110 section 13). Pure; any thread.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/serve/http/inquiry.h"
#include "feeds/text/time.h"

namespace gazette {

enum class Outcome { proceed, not_modified, failed };

/// What a document is known by: a tag for each of its codings.
struct Validators {
  std::span<const std::string> tags;
  std::size_t sent = 0;  ///< the position of the tag that an answer in full would have
  std::optional<Time> last_modified;
};

struct Judgement {
  Outcome outcome = Outcome::proceed;
  std::size_t tag = 0;  ///< of a 304: the position of the tag that the client has
};

/// In the order of section 13.2.2: If-None-Match wins over If-Modified-Since.
Judgement judge(const Inquiry& inquiry, const Validators& validators);

/// The entity tags of If-Match, If-None-Match, as sent: `"a"`, `W/"b"`, `*`. What is no tag is left out.
std::vector<std::string_view> entity_tags(std::string_view list);

}  // namespace gazette
