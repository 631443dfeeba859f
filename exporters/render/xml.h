// XML text, well formed by construction: names are ours, every value is escaped. One thread.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace gazette {

inline constexpr std::string_view kHistoryNamespace = "http://purl.org/syndication/history/1.0";  // RFC 5005

class Xml {
 public:
  using Attributes = std::initializer_list<std::pair<std::string_view, std::string_view>>;

  Xml();
  void open(std::string_view name, Attributes attributes = {});
  void close(std::string_view name);
  /// Nothing if the value is empty. Attributes with empty values are left out.
  void text(std::string_view name, std::string_view value, Attributes attributes = {});
  void empty(std::string_view name, Attributes attributes);
  std::string take() { return std::move(out_); }

 private:
  void tag(std::string_view name, Attributes attributes, std::string_view end);
  std::string out_;
};

}  // namespace gazette
