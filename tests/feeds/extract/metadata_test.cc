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
      {"a byte order mark", "\uFEFF{\"@type\":\"Article\",\"headline\":\"H\"}", "H"},
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

Metadata said_by_data(const std::string& json, const std::string& more = "") {
  return said("<script type='application/ld+json'>" + json + "</script>" + more);
}

TEST(Metadata, DataNamesWhatItDescribesElsewhere) {
  const Metadata whole = said_by_data(
      R"({"@graph":[{"@type":"Article","headline":"H","author":[{"@id":"#ada"},{"@id":"#cy"}],
      "publisher":{"@id":"#site"},"image":{"@id":"https://news.example/#primaryimage"}},
      {"@type":"Person","@id":"#ada","name":"Ada Data"},{"@type":"Organization","@id":"#site","name":"Site"},
      {"@type":"ImageObject","@id":"https://news.example/#primaryimage","url":"/i.jpg"}]})",
      R"(<script type='application/ld+json'>{"@type":"Person","@id":"#cy","name":"Cy Cloud"}</script>)");
  EXPECT_EQ(whole.byline, "Ada Data, Cy Cloud");
  EXPECT_EQ(whole.site_name, "Site");
  EXPECT_EQ(whole.image, "https://news.example/i.jpg");
  const Metadata circle = said_by_data(
      R"([{"@type":"Article","headline":"H","author":{"@id":"#a"}},{"@id":"#a","@type":"Person","name":{"@id":"#a"}}])");
  EXPECT_EQ(circle.byline, "");
  const Metadata nowhere =
      said_by_data(R"({"@type":"Article","headline":"H","image":{"@id":"/p/#primaryimage"}})",
                   "<meta property='og:image' content='/og.jpg'>");
  EXPECT_EQ(nowhere.image, "https://news.example/og.jpg");
}

TEST(Metadata, DataOfOtherArticlesIsNotOfThis) {
  const std::string other = R"({"@type":"NewsArticle","headline":"Other","author":{"name":"Otto Other"},
      "image":"/other.jpg","datePublished":"2019-01-01T00:00:00Z","url":"https://news.example/a/other"})";
  const std::string own = R"({"@type":"NewsArticle","headline":"H","datePublished":"2020-01-02T03:04:05Z"})";
  const std::string list =
      R"({"@type":"ItemList","itemListElement":[{"@type":"ListItem","item":)" + other + "}," + other + "]}";
  for (const std::string& json :
       {"[" + list + "," + own + "]", "[" + own + "," + list + "]", "[" + own + "," + other + "]"}) {
    SCOPED_TRACE(json);
    const Metadata metadata = said_by_data(json);
    EXPECT_EQ(metadata.title, "H");
    EXPECT_EQ(metadata.byline, "");
    EXPECT_EQ(metadata.image, "");
    EXPECT_EQ(format_rfc3339(metadata.published.value_or(Time())), "2020-01-02T03:04:05Z");
  }
  EXPECT_EQ(said_by_data(list).title, "");
  const std::string addressed = R"({"@type":"NewsArticle","headline":"H","mainEntityOfPage":
      {"@type":"WebPage","@id":"http://news.example/a/harbour/"}})";
  EXPECT_EQ(said_by_data("[" + other + "," + addressed + "]").title, "H");
  const std::string again = R"({"@type":"Article","headline":"H - Site","author":"Ada Data"})";
  EXPECT_EQ(said_by_data("[" + own + "," + again + "]").byline, "Ada Data");
}

TEST(Metadata, DataInOddShapes) {
  const auto article = [](const std::string& member) {
    return said_by_data(R"({"@type":"Article","headline":"H",)" + member + "}");
  };
  EXPECT_EQ(article(R"("author":["Ada Data","Ada Data"])").byline, "Ada Data");
  EXPECT_EQ(article(R"("author":{"name":["Ada Data","Cy Cloud"]})").byline, "Ada Data, Cy Cloud");
  EXPECT_EQ(article(R"("author":{"givenName":"Ada","familyName":"Data"})").byline, "Ada Data");
  EXPECT_EQ(article(R"("author":{"name":{"@value":"Ada Data","@language":"en"}})").byline, "Ada Data");
  EXPECT_EQ(article(R"("image":["",{"url":["/i.jpg"]}])").image, "https://news.example/i.jpg");
  EXPECT_EQ(format_rfc3339(article(R"("datePublished":1577934245)").published.value_or(Time())),
            "2020-01-02T03:04:05Z");
  EXPECT_EQ(format_rfc3339(
                article(R"("datePublished":{"@value":"2020-01-02T03:04:05Z"})").published.value_or(Time())),
            "2020-01-02T03:04:05Z");
  EXPECT_EQ(article(R"("inLanguage":"de")").language, "de");
  EXPECT_EQ(
      said_by_data(R"([{"@type":"Article","headline":"H"},{"@type":"WebSite","name":"Site"}])").site_name,
      "Site");
}

TEST(Metadata, AMistakeOfATemplateGivesWayToWhatIsRight) {
  const std::string og =
      "<meta property='og:image' content='undefined:'><meta property='og:image' content='/i.jpg'>";
  EXPECT_EQ(said(og).image, "https://news.example/i.jpg");
  EXPECT_EQ(
      said_by_data(R"({"@type":"Article","headline":"H","image":"data:image/png;base64,AA=="})", og).image,
      "https://news.example/i.jpg");
  EXPECT_EQ(said("<LINK REL='Shortlink Canonical' HREF='javascript:x'><link rel=canonical href=' /c '>")
                .canonical_url,
            "https://news.example/c");
}

TEST(Metadata, ImagesOfMicrodata) {
  EXPECT_EQ(said("<link itemprop=image href=/i.jpg>").image, "https://news.example/i.jpg");
  EXPECT_EQ(said("", "<div itemprop=image itemscope><meta itemprop=url content=/i.jpg></div>").image,
            "https://news.example/i.jpg");
}

TEST(Metadata, LanguageWhereverItIsSaid) {
  EXPECT_EQ(said("<meta http-equiv='Content-Language' content='de-AT, en'>").language, "de-AT");
  EXPECT_EQ(said("", "", "xmlns='http://www.w3.org/1999/xhtml' xml:lang='de'").language, "de");
}

}  // namespace
}  // namespace gazette::extract
