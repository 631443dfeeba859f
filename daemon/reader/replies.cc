#include "daemon/reader/replies.h"

#include <cstdio>

#include "feeds/text/strings.h"

namespace gazette {

Resource private_document(std::string_view content_type, std::string text) {
  Resource resource;
  resource.content_type = content_type;
  char tag[24];
  std::snprintf(tag, sizeof tag, "\"%016llx\"", static_cast<unsigned long long>(stable_hash(text)));
  resource.etag = tag;
  resource.cache_control = "private, no-cache";
  resource.vary = "Authorization";
  resource.body = std::make_shared<const std::string>(std::move(text));
  return resource;
}

Resource private_text(int status, std::string text) {
  Resource resource = text_resource(status, std::move(text));
  if (status == 405) resource.headers.emplace_back("Allow", "POST");
  if (status == 429) resource.headers.emplace_back("Retry-After", "60");
  if (status == 503) resource.headers.emplace_back("Retry-After", "30");
  return resource;
}

}  // namespace gazette
