// Takes a source's secrets out of texts that are given away: what its configuration holds, and what its URLs
// carry (passwords, tokens in parameters and paths). Pure; one owner.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "feeds/source.h"

namespace gazette {

class Redactor {
 public:
  /// Knows the secrets of the source's access, and of its URL.
  explicit Redactor(const SourceOptions& source);

  void add(std::string_view secret);
  /// What in it looks like a secret.
  void add_url(const std::string& url);

  /// Every form of every secret (as it is, percent-encoded, as in XML and JSON) becomes "REDACTED".
  std::string redacted(std::string text) const;
  /// The same, and what its own URLs carry: each such value another "REDACTED-1".
  std::string redacted_listing(std::string text);

 private:
  void add_form(std::string form);
  std::string stand_in(std::string_view secret);
  std::map<std::string, std::size_t> numbers_;  ///< of the stand-ins
  std::vector<std::string> secrets_;            ///< the longest first
};

}  // namespace gazette
