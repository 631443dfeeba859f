// The qq fixtures (tests/qq) and their manifest, for the tests of the recipe.
#pragma once

#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "feeds/sites/site_rules.h"

namespace gazette::test {

inline std::string read_fixture(const std::string& name) {
  std::ifstream file(std::string(TESTS_DIR) + "/qq/" + name, std::ios::binary);
  EXPECT_TRUE(file) << name;
  return {std::istreambuf_iterator<char>(file), {}};
}

inline std::string text_at(const boost::json::value& row, const char* key) {
  const boost::json::value* found = row.as_object().if_contains(key);
  return found && found->is_string() ? std::string(found->as_string()) : std::string();
}

inline boost::json::value manifest() {
  return boost::json::parse(read_fixture("manifest.json"));
}

inline SiteRules qq_rules(std::map<std::string, std::string> params = {}) {
  Result<SiteRules> rules = SiteRules::read(bundled_recipe("qq-news"), "qq-news.toml", params);
  if (!rules) ADD_FAILURE() << rules.error().message;
  return std::move(*rules);
}

/// The parameters with which the recipe reads a list fixture.
inline std::map<std::string, std::string> params_for(const std::string& file) {
  if (file.find("getSubNewsMixedList") != std::string::npos)
    return {{"list", "author"}, {"author", "8QMd3Hta64Advz3Z"}};
  if (file.find("hot_ranking") != std::string::npos) return {{"list", "hot"}};
  if (file.find("24hours") != std::string::npos) return {{"list", "24hours"}};
  if (file.find("pacaio") != std::string::npos)
    return {{"list", "pacaio"}, {"token", "49cbb2154853ef1a74ff4e53723372ce"}};
  return {};
}

inline Document document_of(const std::string& body, std::string url, std::string content_type) {
  return {body, std::move(url), std::move(content_type), ""};
}

/// The page fixture of one manifest row, read as the poller would.
inline Result<SitePage> read_page_row(const SiteRules& rules, const boost::json::value& row) {
  const std::string file = text_at(row, "file");
  const std::string body = read_fixture(file);
  const std::string url =
      file == "removed_notfound_page.html"
          ? "https://new.qq.com/notfound.htm?uri=http://new.qq.com/rain/a/20250208A0GONE00"
          : "https://new.qq.com/rain/a/20250208A01CMD00";
  return rules.read_page(document_of(body, url, text_at(row, "content_type")),
                         static_cast<int>(row.at("status").as_int64()));
}

}  // namespace gazette::test
