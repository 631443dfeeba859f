#include "feeds/sites/values/values.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "feeds/sites/values/xml_tree.h"

namespace gazette::sites {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string lookup(std::string_view name) {
  if (name == "id") return "A 1";
  if (name == "quote") return "a\"b\\c\nd";
  if (name == "link") return "https://example.org/x?y=1";
  if (name == "1") return "news/7%20a";
  if (name == "/a/b") return "pointed";
  return {};
}

TEST(Template, FillsNamesAndLeavesOtherBraces) {
  struct Case {
    const char* name;
    const char* in;
    Escape escape;
    const char* out;
    bool complete;
  };
  constexpr Case kCases[] = {
      {"literal", "plain", Escape::none, "plain", true},
      {"name", "a{id}b", Escape::none, "aA 1b", true},
      {"double braces", "a{{id}}b", Escape::none, "aA 1b", true},
      {"json stays", R"({"a":{"b":"{id}","n":{id}}})", Escape::none, R"({"a":{"b":"A 1","n":A 1}})", true},
      {"json values are escaped", R"({"a":"{quote}"})", Escape::json, R"({"a":"a\"b\\c\nd"})", true},
      {"url values are encoded", "https://e.org/{id}?q={quote}", Escape::url,
       "https://e.org/A%201?q=a%22b%5Cc%0Ad", true},
      {"a whole url stays", "{link}&z={link}", Escape::url,
       "https://example.org/x?y=1&z=https://example.org/x%3Fy%3D1", true},
      {"slashes and encoded bytes stay", "https://e.org/{1}", Escape::url, "https://e.org/news/7%20a", true},
      {"pointer", "<{/a/b}>", Escape::none, "<pointed>", true},
      {"empty", "x{nothing}y", Escape::none, "xy", false},
      {"unclosed", "x{id", Escape::none, "x{id", true},
      {"not a name", "{Id} { id } {} {12}", Escape::none, "{Id} { id } {} {12}", true},
      {"empty text", "", Escape::url, "", true},
  };
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.name);
    const Template::Filled filled = Template(c.in).fill(lookup, c.escape);
    EXPECT_EQ(filled.text, c.out);
    EXPECT_EQ(filled.complete, c.complete);
  }
}

TEST(JsonAccess, FindsJsonInAPage) {
  struct Case {
    const char* name;
    const char* page;
    const char* out;  // value of /a; "" if nothing is to be found
  };
  const std::string deep = "window.DATA = " + std::string(70, '[') + "1" + std::string(70, ']');
  const Case cases[] = {
      {"semicolon", "<script>window.DATA = {\"a\":1};</script>", "1"},
      {"no semicolon", "<script>window.DATA={\"a\":1}</script>", "1"},
      {"brace in a string", "window.DATA = {\"b\":\"};\",\"a\":\"x}\"};", "x}"},
      {"escaped quote", R"(window.DATA = {"b":"\"};{","a":"y"};)", "y"},
      {"raw tags", "window.DATA = {\"a\":\"</script><p>\"};", "</script><p>"},
      {"first use is no value", "if (window.DATA) x(); window.DATA = {\"a\":2};", "2"},
      {"first value is no json", "window.DATA = {a:1}; window.DATA = {\"a\":3};", "3"},
      {"a later object is not taken", "window.DATA = null; var x = {\"a\":4};", ""},
      {"cut off", "window.DATA = {\"a\":\"1", ""},
      {"too deep", deep.c_str(), ""},
      {"half an emoji", R"(window.DATA = {"a":"x\ud83d"};)", "x\uFFFD"},
      {"index", "window['DATA'] = {\"a\":1}", ""},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    const auto found = find_embedded_json(c.page, "window.DATA");
    const boost::json::value* value = found ? Pointer("/a").first(*found) : nullptr;
    EXPECT_EQ(value ? scalar_text(*value) : "", c.out);
  }
  EXPECT_TRUE(find_embedded_json("<script id=\"N\" type=\"application/json\">{\"a\":1}</script>",
                                 "type=\"application/json\""));
  EXPECT_TRUE(find_embedded_json("window[\"DATA\"] = [1]", "window[\"DATA"));
}

TEST(JsonAccess, HostilePagesCostLinearTime) {
  std::string page;
  for (int i = 0; i < 100'000; ++i) page += "window.DATA = {\"";
  EXPECT_FALSE(find_embedded_json(page, "window.DATA"));
}

TEST(JsonAccess, UnwrapsCalls) {
  struct Case {
    const char* in;
    const char* out;
  };
  constexpr Case kCases[] = {
      {"cb({\"a\":1})", "{\"a\":1}"},
      {" cb ( [1] ) ;\n", "[1]"},
      {"/**/a.b$_1({})", "{}"},
      {"{\"a\":\"(1)\"}", "{\"a\":\"(1)\"}"},
      {"cb({\"a\":\")\"});", "{\"a\":\")\"}"},
      {"", ""},
      {"cb(", "cb("},
  };
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.in);
    EXPECT_EQ(unwrap_jsonp(c.in), c.out);
  }
}

TEST(JsonAccess, FollowsPointers) {
  const auto value =
      parse_json(R"({"a":[{"n":"x"},{"n":"y"},3],"b/c":{"~":true},"d":1738971873.0,"e":null,"":"root"})");
  ASSERT_TRUE(value);
  struct Case {
    const char* pointer;
    std::vector<std::string> out;
  };
  const Case cases[] = {
      {"/a/0/n", {"x"}}, {"/a/*/n", {"x", "y"}}, {"/a/2", {"3"}},        {"/a/3", {}},
      {"/a/-1", {}},     {"/a/00x", {}},         {"/b~1c/~0", {"true"}}, {"/d", {"1738971873"}},
      {"/e", {""}},      {"/", {"root"}},        {"/b~1c/*", {"true"}},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.pointer);
    std::vector<std::string> found;
    for (const boost::json::value* v : Pointer(c.pointer).all(*value)) found.push_back(scalar_text(*v));
    EXPECT_EQ(found, c.out);
  }
  EXPECT_EQ(Pointer("").first(*value), &*value);
  EXPECT_FALSE(parse_json(std::string(100, '[') + std::string(100, ']')));
}

TEST(XmlTree, KeepsNamesForSelectors) {
  auto tree = parse_xml_tree(
      "<?xml version=\"1.0\"?><urlset><url><Loc>a</Loc><news:title><![CDATA[T & x]]></news:title></url>"
      "<url><loc m:b=\"1\">b</loc></url></urlset>");
  ASSERT_TRUE(tree);
  const auto select = [&](const char* css) {
    const auto selector = html::Selector::parse(css);
    std::vector<std::string> out;
    for (html::NodeId node : selector->select_all(*tree)) out.push_back(tree->text_content(node));
    return out;
  };
  EXPECT_THAT(select("url loc"), ElementsAre("a", "b"));
  EXPECT_THAT(select("news-title"), ElementsAre("T & x"));
  EXPECT_THAT(select("loc[m-b='1']"), ElementsAre("b"));
  EXPECT_THAT(select("url:nth-child(2) > loc"), ElementsAre("b"));
  EXPECT_THAT(select("title"), IsEmpty());
  EXPECT_FALSE(parse_xml_tree("no xml"));
  EXPECT_FALSE(parse_xml_tree("<a><b></a>"));
}

TEST(XmlTree, DeepXmlIsNoProblem) {
  std::string xml;
  for (int i = 0; i < 20'000; ++i) xml += "<a>";
  for (int i = 0; i < 20'000; ++i) xml += "</a>";
  const auto tree = parse_xml_tree(xml);
  ASSERT_TRUE(tree);
  EXPECT_LT(tree->size(), 300u);
}

}  // namespace
}  // namespace gazette::sites
