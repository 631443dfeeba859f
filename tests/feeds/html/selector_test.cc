#include "feeds/html/selector.h"

#include <string>

#include <gtest/gtest.h>

namespace gazette::html {
namespace {

// Every element with an id; a selection is told as the ids found.
constexpr std::string_view kPage = R"(
<html id=html lang=zh-CN><body id=body class="page wide">
<div id=a class="post  entry-content" data-kind="News">
  <h1 id=h>t</h1>
  text
  <p id=p1 class=lead>one <a id=l1 href="https://a.example/x.png">x</a></p>
  <p id=p2>two <em id=e><a id=l2 href="/y">y</a></em></p>
  <p id=p3>three</p>
  <!-- a comment is no child -->
</div>
<div id=b><ul id=u><li id=i1>1</li><li id=i2>2</li><li id=i3>3</li><li id=i4>4</li><li id=i5>5</li></ul>
<section id="x:y"><p id=p4>in section</p></section></div>
</body></html>)";

std::string ids(const Tree& tree, const std::vector<NodeId>& nodes) {
  std::string found;
  for (NodeId node : nodes) {
    if (!found.empty()) found += ' ';
    found += tree.attribute(node, "id");
  }
  return found;
}

struct Selection {
  const char* css;
  const char* found;
};
constexpr Selection kSelections[] = {
    {"p", "p1 p2 p3 p4"},
    {"P", "p1 p2 p3 p4"},
    {"#a", "a"},
    {".entry-content", "a"},
    {".post.entry-content", "a"},
    {".entry", ""},
    {"div.post > p", "p1 p2 p3"},
    {"div > a", ""},
    {"div a", "l1 l2"},
    {"div p > em a", "l2"},
    {"body div em > a", "l2"},
    {"h1 + p", "p1"},
    {"h1 ~ p", "p1 p2 p3"},
    {"p + p", "p2 p3"},
    {"h1+p+p", "p2"},
    {"[data-kind]", "a"},
    {"[data-kind=News]", "a"},
    {"[data-kind=news]", ""},
    {"[data-kind=news i]", "a"},
    {"a[href^='https:']", "l1"},
    {"a[href$=\".png\"]", "l1"},
    {"a[href*=example]", "l1"},
    {"a[href^='']", ""},
    {"[class~=wide]", "body"},
    {"[lang|=zh]", "html"},
    {"li:first-child, li:last-child", "i1 i5"},
    {"li:nth-child(2)", "i2"},
    {"li:nth-child(odd)", "i1 i3 i5"},
    {"li:nth-child(2n)", "i2 i4"},
    {"li:nth-child(-n+2)", "i1 i2"},
    {"li:nth-child( n + 4 )", "i4 i5"},
    {"p:not(.lead)", "p2 p3 p4"},
    {"li:not(:first-child):not([id=i3])", "i2 i4 i5"},
    {"li:not(#i1, #i2)", "i3 i4 i5"},
    {"p:first", "p1"},
    {"section p:first, li:first", "i1 p4"},
    {"p:last-child", "p3 p4"},
    {"#x\\:y p", "p4"},
    {"#x\\3a y p", "p4"},
    {"p, div , p.lead", "a p1 p2 p3 b p4"},
    {"body *", "a h p1 l1 p2 e l2 p3 b u i1 i2 i3 i4 i5 x:y p4"},
};

TEST(Selector, FindsWhatCssSays) {
  const Tree tree = Tree::parse_document(kPage);
  for (const Selection& c : kSelections) {
    SCOPED_TRACE(c.css);
    const Result<Selector> selector = Selector::parse(c.css);
    ASSERT_TRUE(selector.has_value()) << selector.error().message;
    const std::vector<NodeId> found = selector->select_all(tree);
    EXPECT_EQ(ids(tree, found), c.found);
    EXPECT_EQ(selector->select_first(tree), found.empty() ? kNone : found.front());
    std::string matched;
    for (NodeId id = 0; id != kNone; id = tree.next_in_order(id, 0)) {
      if (!selector->matches(tree, id)) continue;
      if (!matched.empty()) matched += ' ';
      matched += tree.attribute(id, "id");
    }
    EXPECT_EQ(matched, c.found);
  }
}

TEST(Selector, LooksBelowTopButSeesWhatIsAbove) {
  const Tree tree = Tree::parse_document(kPage);
  const NodeId b = Selector::parse("#b")->select_first(tree);
  EXPECT_EQ(ids(tree, Selector::parse("p")->select_all(tree, b)), "p4");
  EXPECT_EQ(ids(tree, Selector::parse("body #b p")->select_all(tree, b)), "p4");
  EXPECT_EQ(ids(tree, Selector::parse("#a + div p")->select_all(tree, b)), "p4");
  EXPECT_EQ(ids(tree, Selector::parse("#b")->select_all(tree, b)), "");
}

TEST(Selector, FollowsTheOrderOfAChangedTree) {
  Tree tree = Tree::parse_fragment("<p id=1></p><b id=2></b>");
  const NodeId b = tree.find("b");
  tree.insert_before(tree.find("p"), b);
  EXPECT_EQ(ids(tree, Selector::parse("p, b")->select_all(tree)), "2 1");
}

TEST(Selector, TellsWhatItCannotRead) {
  struct Case {
    const char* css;
    const char* piece;
  };
  constexpr Case kCases[] = {
      {"", "too early"},        {"p >", "too early"},  {"p, ", "too early"},         {"p:hover", "hover"},
      {"p[", "too early"},      {"p[a=", "too early"}, {"[a='x]", "too early"},      {"p ! q", "! q"},
      {"p:nth-child(x)", "x)"}, {"..a", ".a"},         {"p:not(:not(a))", "not(a)"}, {"p:first b", "b"},
      {":nth-child(2", "2"},    {"#", "too early"},
  };
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.css);
    const Result<Selector> selector = Selector::parse(c.css);
    ASSERT_FALSE(selector.has_value());
    EXPECT_EQ(selector.error().kind, ErrorKind::config);
    EXPECT_NE(selector.error().message.find(c.piece), std::string::npos) << selector.error().message;
  }
  EXPECT_FALSE(Selector::parse(std::string(10'000, 'a')).has_value());
}

}  // namespace
}  // namespace gazette::html
