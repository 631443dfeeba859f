#include "feeds/parse/json_writer.h"

#include <cstring>

namespace gazette::parse {

void JsonWriter::key(std::string_view name) {
  comma();
  char* const to = text_.room(name.size() + 3);
  to[0] = '"';
  std::memcpy(to + 1, name.data(), name.size());
  to[name.size() + 1] = '"';
  to[name.size() + 2] = ':';
  text_.end_at(to + name.size() + 3);
  fresh_ = true;
}

}  // namespace gazette::parse
