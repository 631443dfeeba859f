// The text of an article's file: front matter by profile, then the body as the dialect can take it. Valid
// YAML or TOML whatever a title holds. Pure; any thread; never fails.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "exporters/dialects/dialect.h"
#include "exporters/dialects/own_template.h"
#include "exporters/exporter.h"

namespace gazette {

/// "mainroad": the record as it is. "hugo", "jekyll", "zola" (TOML), "eleventy", "plain": what each reads.
std::vector<std::string> profile_names();

/// How a site's files are written.
struct Form {
  const Dialect* dialect = nullptr;        ///< never null
  std::string profile;                     ///< one of profile_names()
  std::shared_ptr<const OwnTemplate> own;  ///< the owner's template, instead of a profile; may be null
  bool rights_line = false;                ///< the text ends with the publisher's rights and licence
};

std::string file_text(const ExportArticle& article, const Form& form);

}  // namespace gazette
