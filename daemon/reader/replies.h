// Replies that both protocols give: never kept by proxies, as they are one person's. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "daemon/serve/http/resource.h"

namespace gazette {

/// With a tag, so that it is sent packed, or not at all where the client has it.
Resource private_document(std::string_view content_type, std::string text);
inline Resource private_json(std::string text) {
  return private_document("application/json; charset=utf-8", std::move(text));
}
/// "OK", or what is wrong, as plain text.
Resource private_text(int status, std::string text);

}  // namespace gazette
