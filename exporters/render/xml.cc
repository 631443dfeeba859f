#include "exporters/render/xml.h"

#include "feeds/text/strings.h"

namespace gazette {

Xml::Xml() : out_("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n") {}

void Xml::tag(std::string_view name, Attributes attributes, std::string_view end) {
  out_.append("<").append(name);
  for (const auto& [key, value] : attributes)
    if (!value.empty()) out_.append(" ").append(key).append("=\"").append(escape_markup(value)).append("\"");
  out_ += end;
}

void Xml::open(std::string_view name, Attributes attributes) {
  tag(name, attributes, ">\n");
}

void Xml::close(std::string_view name) {
  out_.append("</").append(name).append(">\n");
}

void Xml::text(std::string_view name, std::string_view value, Attributes attributes) {
  if (value.empty()) return;
  tag(name, attributes, ">");
  out_ += escape_markup(value);
  close(name);
}

void Xml::empty(std::string_view name, Attributes attributes) {
  tag(name, attributes, "/>\n");
}

}  // namespace gazette
