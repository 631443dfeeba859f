// The owner's own file form: a Mustache template of what is known of an article. Read once, with every
// mistake by its line; then it never fails. One thread at a time.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "exporters/exporter.h"

namespace gazette {

class CheckedTemplate;

class OwnTemplate {
 public:
  /// ErrorKind::config, "line N: message": an unknown name (with those there are), a section that does not
  /// close.
  static Result<std::shared_ptr<const OwnTemplate>> read(std::string_view text);

  /// {{name}}: one line, escaped for YAML's and TOML's double quotes; {{{name}}}: as it is.
  /// {{#name}}...{{/name}}: if there is one, or for each of a list, where {{.}} is the one; {{^name}}: if
  /// there is none.
  std::string text(const ExportArticle& article, const std::string& body) const;

 private:
  std::shared_ptr<const CheckedTemplate> template_;
};

}  // namespace gazette
