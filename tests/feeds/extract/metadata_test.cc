#include "feeds/extract/metadata/metadata.h"

#include <gmock/gmock.h>

#include "tests/feeds/extract/pages.h"

namespace gazette::extract {
namespace {

Metadata said(const std::string& head, const std::string& body = "",
              const std::string& html_attributes = "") {
  const std::string text =
      "<html " + html_attributes + "><head>" + head + "</head><body>" + body + "</body></html>";
  return read_metadata(html::Tree::parse_document(text), "https://news.example/a/harbour", "");
}

constexpr char kData[] =
    R"(<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle",
    "headline":"Data headline","author":{"@type":"Person","name":"Data Author"},"description":"Data description",
    "publisher":{"@type":"Organization","name":"Data Site"},"image":{"@type":"ImageObject","url":"/data.jpg"},
    "datePublished":"2020-01-02T03:04:05Z"}</script>)";

struct Case {
  const char* name;
  std::string head, body, out;
};

TEST(Metadata, TitleOfTheSurestSource) {
  const std::string og = "<meta property='og:title' content='Network title'>";
  const std::string title = "<title>Title element of a page</title>";
  const Case cases[] = {
      {"data before tags", kData + og + title, "", "Data headline"},
      {"OpenGraph before Twitter", og + "<meta name='twitter:title' content='Bird'>", "", "Network title"},
      {"Twitter before the title element", "<meta name='twitter:title' content='Bird'>" + title, "", "Bird"},
      {"Dublin Core", "<meta name='DC.title' content='Library title'>" + title, "", "Library title"},
      {"parsely", "<meta name='parsely-title' content='Parsed title'>" + title, "", "Parsed title"},
      {"value= for content=", "<meta property='og:title' value='Network title'>", "", "Network title"},
      {"entities written twice", "<meta property='og:title' content='Salt &amp;amp; pepper'>", "",
       "Salt & pepper"},
      {"nothing", "", "<p>x</p>", ""}};
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(said(c.head, c.body).title, c.out);
  }
}

TEST(Metadata, SiteNameExcerptImageAndAddress) {
  const std::string og =
      "<meta property='og:site_name' content='Network site'><meta property='og:description' content='Network "
      "text'>"
      "<meta property='og:image' content='/og.jpg'><meta property='og:url' "
      "content='https://news.example/og'>";
  const Metadata network = said(og + kData);
  EXPECT_EQ(network.site_name, "Network site");
  EXPECT_EQ(network.excerpt, "Data description");
  EXPECT_EQ(network.image, "https://news.example/data.jpg");
  EXPECT_EQ(said(og).image, "https://news.example/og.jpg");
  EXPECT_EQ(network.canonical_url, "https://news.example/og");
  const Metadata data = said(kData);
  EXPECT_EQ(data.site_name, "Data Site");
  EXPECT_EQ(data.image, "https://news.example/data.jpg");
  const Metadata plain = said(
      "<meta name=description content=Plain><link rel=image_src href=p.png><link rel='canonical' "
      "href='/c#x'>");
  EXPECT_EQ(plain.excerpt, "Plain");
  EXPECT_EQ(plain.image, "https://news.example/a/p.png");
  EXPECT_EQ(plain.canonical_url, "https://news.example/c#x");
}

TEST(Metadata, AddressesAreSafeOrAbsent) {
  const Metadata bad =
      said("<meta property='og:image' content='javascript:alert(1)'><link rel=canonical href='data:x'>");
  EXPECT_EQ(bad.image, "");
  EXPECT_EQ(bad.canonical_url, "");
}

TEST(Metadata, Language) {
  EXPECT_EQ(said("", "", "lang='en-GB'").language, "en-GB");
  EXPECT_EQ(said("<meta property='og:locale' content='de_AT'>").language, "de-AT");
  EXPECT_EQ(said("<meta http-equiv='x' name='content-language' content='fr'>").language, "fr");
  EXPECT_EQ(said("", "", "lang='" + std::string(50, 'x') + "'").language, "");
}

TEST(Metadata, DataIsFoundWhereverItStands) {
  const struct {
    const char* name;
    std::string json, headline;
  } cases[] = {
      {"alone", R"({"@type":"Article","headline":"H"})", "H"},
      {"in a list", R"([{"@type":"Organization","name":"O"},{"@type":"BlogPosting","headline":"H"}])", "H"},
      {"in @graph", R"({"@graph":[{"@type":"WebPage","name":"W"},{"@type":"Article","headline":"H"}]})", "H"},
      {"as mainEntity", R"({"@type":"WebPage","name":"W","mainEntity":{"@type":"Article","headline":"H"}})",
       "H"},
      {"several types", R"({"@type":["Thing","NewsArticle"],"headline":"H"})", "H"},
      {"a type by its address", R"({"@type":"http://schema.org/NewsArticle","headline":"H"})", "H"},
      {"a web page only", R"({"@type":"WebPage","name":"W"})", "W"},
      {"no article", R"({"@type":"Organization","name":"O"})", ""},
      {"name for headline", R"({"@type":"Article","name":"N"})", "N"},
      {"comment marks around", "<!--\n{\"@type\":\"Article\",\"headline\":\"H\"}\n-->", "H"},
      {"CDATA around", "//<![CDATA[\n{\"@type\":\"Article\",\"headline\":\"H\"}\n//]]>", "H"},
      {"a raw newline in a text", "{\"@type\":\"Article\",\"headline\":\"H\nI\"}", "H I"},
      {"a trailing comma and semicolon", "{\"@type\":\"Article\",\"headline\":\"H\",};", "H"},
      {"entities", R"({"@type":"Article","headline":"A &amp; B"})", "A & B"},
      {"half an emoji", R"({"@type":"Article","headline":"H\ud83d"})", "H\uFFFD"},
      {"broken", R"({"@type":"Article","headline":"H")", ""},
      {"deeper than any data", std::string(5000, '['), ""}};
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(said("<script type='application/ld+json'>" + c.json + "</script>").title, c.headline);
  }
}

TEST(Metadata, WhatDataSaysOfTheArticle) {
  const Metadata paid = said(
      R"(<script type="application/ld+json">{"@type":"Article","headline":"H","isAccessibleForFree":"False",
      "articleBody":"One.\nTwo."}</script>)");
  EXPECT_TRUE(paid.is_article);
  EXPECT_TRUE(paid.is_paid);
  EXPECT_EQ(paid.article_body, "One.\nTwo.");
  const Metadata free = said(R"(<script type="application/ld+json">{"@type":"Article","headline":"H",
      "isAccessibleForFree":true}</script>)");
  EXPECT_FALSE(free.is_paid);
  EXPECT_FALSE(
      said(R"(<script type="application/ld+json">{"@type":"WebPage","name":"W"}</script>)").is_article);
  EXPECT_TRUE(said("<meta property='og:type' content='article'>").is_article);
}

}  // namespace
}  // namespace gazette::extract
