// Inquiry: what we look at in a request. Plain views into the request that was read, which outlives it.
#pragma once

#include <cstdint>
#include <string_view>

namespace gazette {

enum class Method { get, head, post, remove, options, other };

struct Inquiry {
  Method method = Method::get;
  std::string_view target;
  /// Header values as sent; of a repeated field the values joined by a comma (RFC 9110 section 5.3).
  std::string_view if_match, if_none_match, if_modified_since, if_unmodified_since;
  std::string_view accept_encoding, accept_language, a_im, authorization, content_type, last_event_id,
      hub_signature;
  std::uint64_t client = 0;  ///< who asks, for limits: Peer::key(); 0: is not limited
  std::string_view body;
};

}  // namespace gazette
