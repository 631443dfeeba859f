#include "feeds/extract/metadata/byline.h"

#include <gtest/gtest.h>

namespace gazette::extract {
namespace {

std::string byline_of(const std::string& head, const std::string& body) {
  const html::Tree tree =
      html::Tree::parse_document("<html><head>" + head + "</head><body>" + body + "</body></html>");
  return read_byline(tree, MetaTags(tree), read_linked_data(tree), "The old harbour");
}

std::string data(const std::string& author) {
  return R"(<script type="application/ld+json">{"@type":"Article","headline":"H","author":)" + author +
         "}</script>";
}

TEST(Byline, OfTheSurestSource) {
  const std::string heading = "<h1>The old harbour</h1>";
  const struct {
    const char* name;
    std::string head, body, out;
  } cases[] = {
      {"data", data(R"({"@type":"Person","name":"Ada Data"})"), "<p class=byline>By Bo Body</p>", "Ada Data"},
      {"several", data(R"([{"name":"Ada Data"},{"name":"Cy Cloud"}])"), "", "Ada Data, Cy Cloud"},
      {"a text", data(R"("Ada Data")"), "", "Ada Data"},
      {"a tag", "<meta name=author content='By Tia Tag'>", "<p class=byline>By Bo Body</p>", "Tia Tag"},
      {"a tag for each author",
       "<meta name=citation_author content='Tia Tag'><meta name=citation_author content='Bo Body'><meta "
       "name=citation_author content='Tia Tag'>",
       "", "Tia Tag, Bo Body"},
      {"a name and its account's address",
       "<meta name=author content='https://x.example/tia'><meta name=author content='Tia Tag'>", "",
       "Tia Tag"},
      {"Dublin Core", "<meta name=dc.creator content='Di Core'>", "", "Di Core"},
      {"an address is no name", "<meta property='article:author' content='https://x.example/tia'>",
       "<p class=byline>By Bo Body</p>", "Bo Body"},
      {"an account gives way to a name", "<meta name=author content=tiatag>",
       "<p class=byline>By Bo Body</p>", "Bo Body"},
      {"an account is better than nothing", "<meta name=author content=tiatag>", "<p>x</p>", "tiatag"},
      {"an organisation gives way to a name", data(R"({"@type":"Organization","name":"The Gull"})"),
       "<p class=byline>By Bo Body</p>", "Bo Body"},
      {"an organisation is better than nothing", data(R"({"@type":"Organization","name":"The Gull"})"), "",
       "The Gull"},
      {"microdata", "", "<div itemprop=author><span itemprop=name>Mic Data</span><p>About him</p></div>",
       "Mic Data"},
      {"microdata in a tag", "", "<div itemprop=author><meta itemprop=name content='Mic Data'></div>",
       "Mic Data"},
      {"rel=author", "", "<a rel='author nofollow' href=/x>Re Lation</a>", "Re Lation"},
      {"h-card", "", "<span class='p-author h-card'>Hay Card</span>", "Hay Card"},
      {"the links of a byline are its names", "",
       "<p class=byline>By <a href=/author/bo>Bo Body</a> and <a href=/author/cy>Cy Cloud</a> <a href=/c>12 "
       "Comments</a></p>",
       "Bo Body, Cy Cloud"},
      {"a title behind the name", "",
       "<div class=author-name>By <a href=/p/bo>Bo Body</a><span>Staff Writer</span></div>", "Bo Body"},
      {"a date behind the name", "", "<p class=byline>By Bo Body | May 3, 2020</p>", "Bo Body"},
      {"a date alone", "", "<p class=byline>Last updated May 3, 2020</p>", ""},
      {"a box about the author is none", "", "<div class=author>" + std::string(300, 'x') + "</div>", ""},
      {"a link to an author's page", "", heading + "<div><a href=/authors/bo-body>Bo Body</a></div>",
       "Bo Body"},
      {"a line near the title", "", heading + "<div>By <span class=q1>Bo Body</span></div>", "Bo Body"},
      {"a sentence near the title", "", heading + "<p>By the harbour wall he stood and waited for her.</p>",
       ""},
      {"German", "", heading + "<p>Von Erika Mustermann</p>", "Erika Mustermann"},
      {"nobody", "", heading + "<p>Text</p>", ""}};
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(byline_of(c.head, c.body), c.out);
  }
}

}  // namespace
}  // namespace gazette::extract
