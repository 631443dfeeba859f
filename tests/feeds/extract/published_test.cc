#include "feeds/extract/metadata/published.h"

#include <gtest/gtest.h>

namespace gazette::extract {
namespace {

std::string date_of(const std::string& head, const std::string& body, const std::string& url,
                    std::string_view zone) {
  const html::Tree tree =
      html::Tree::parse_document("<html><head>" + head + "</head><body>" + body + "</body></html>");
  const MetaTags meta(tree);
  const LinkedData data = read_linked_data(tree);
  const std::optional<Time> time = read_published({tree, meta, data, "The old harbour", url, zone});
  return time ? format_rfc3339(*time) : "";
}

TEST(Published, OfTheSurestSource) {
  const std::string data =
      R"(<script type="application/ld+json">{"@type":"Article","headline":"H","datePublished":"2020-01-01T10:00:00Z"}</script>)";
  const std::string tag = "<meta property='article:published_time' content='2020-01-02T10:00:00Z'>";
  const std::string marked = "<time itemprop=datePublished datetime='2020-01-03T10:00:00Z'>3rd</time>";
  const std::string heading = "<h1>The old harbour</h1>";
  const struct {
    const char* name;
    std::string head, body, url, out;
  } cases[] = {
      {"data", data + tag, marked, "", "2020-01-01T10:00:00Z"},
      {"a tag", tag, marked, "", "2020-01-02T10:00:00Z"},
      {"a marked element", "", marked, "", "2020-01-03T10:00:00Z"},
      {"an element of the site's own", "",
       "<relative-time datetime='2020-01-03T10:00:00Z'>Jan 3, 2020</relative-time>", "",
       "2020-01-03T10:00:00Z"},
      {"its text, if the attribute says nothing", "", "<time class=date datetime=x>May 3, 2020</time>", "",
       "2020-05-03T00:00:00Z"},
      {"any element named for a date", "", "<span class=article-date>3. Mai 2020</span>", "",
       "2020-05-03T00:00:00Z"},
      {"an attribute of the site's own", "",
       "<span class='date' data-origindate='2020-05-03 14:27:02 +0800'></span>", "", "2020-05-03T06:27:02Z"},
      {"the zone that only readers see", "",
       "<time datetime='2022-10-17 16:01:26'>10/17/2022 04:01 PM EDT</time>", "", "2022-10-17T20:01:26Z"},
      {"near the title", "",
       "<p>1 May 2020</p><p>" + std::string(400, 'x') + "</p>" + heading + "<p>3 May 2020</p>", "",
       "2020-05-03T00:00:00Z"},
      {"of two on a day the one with a time", "",
       heading + "<p>From May 3, 2020. Updated: May 3, 2020, 11:05</p>", "", "2020-05-03T11:05:00Z"},
      {"a zone after a time of 24 hours", "", heading + "<p>Updated: Oct 9, 2019, 11:05 IST</p>", "",
       "2019-10-09T05:35:00Z"},
      {"before the title", "", "<p>3 May 2020</p>" + heading + "<p>Text</p>", "", "2020-05-03T00:00:00Z"},
      {"Japanese", "", heading + "<p>2019年3月5日 10時30分</p>", "", "2019-03-05T10:30:00Z"},
      {"a date of hAtom", "", "<abbr class=published title='2020-01-02T03:04:05Z'>today</abbr>", "",
       "2020-01-02T03:04:05Z"},
      {"a change before the article", "",
       "<time class=updated datetime='2021-01-02T03:04:05Z'>x</time><time "
       "datetime='2020-01-02T03:04:05Z'>y</time>",
       "", "2020-01-02T03:04:05Z"},
      {"only a change", "", "<time class=updated datetime='2021-01-02T03:04:05Z'>x</time>", "",
       "2021-01-02T03:04:05Z"},
      {"no date in the first tag",
       "<meta property='article:published_time' content='not yet'><meta name=date "
       "content='2020-01-02T03:04:05Z'>",
       "", "", "2020-01-02T03:04:05Z"},
      {"in the address", "", heading + "<p>Text</p>", "https://x.example/2016/11/28/harbour",
       "2016-11-28T00:00:00Z"},
      {"the only day on the page", "", heading + "<p>" + std::string(900, 'x') + "</p><p>2019.03.05</p>", "",
       "2019-03-05T00:00:00Z"},
      {"several days far from the title", "",
       heading + "<p>" + std::string(900, 'x') + "</p><p>2019.03.05</p><p>2019.03.06</p>", "", ""},
      {"a number is no date", "", "<span class=date data-count='12345678'>x</span>", "", ""},
      {"never", "", heading + "<p>Text</p>", "https://x.example/harbour", ""}};
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(date_of(c.head, c.body, c.url, ""), c.out);
  }
}

TEST(Published, FormsThatReadersSee) {
  const struct {
    const char *line, *zone, *out;
  } cases[] = {
      {"5 mai 2020 à 10h30", "", "2020-05-05T10:30:00Z"},
      {"5 de maio de 2020, 10h30", "", "2020-05-05T10:30:00Z"},
      {"05.05.2020 | 10:30", "", "2020-05-05T10:30:00Z"},
      {"12 Μαΐου 2020", "", "2020-05-12T00:00:00Z"},
      {"2020. május 5.", "", "2020-05-05T00:00:00Z"},
      {"13/06/2020", "", "2020-06-13T00:00:00Z"},
      {"06/13/2020 10:30", "", "2020-06-13T10:30:00Z"},
      {"05/06/2020", "America/New_York", "2020-05-06T04:00:00Z"},
      {"05/06/2020 à 10h30", "Europe/Paris", "2020-06-05T08:30:00Z"},
      {"05/06/2020", "", ""},
      {"05/05/2020", "", "2020-05-05T00:00:00Z"},
      {"45/06/2020", "Europe/Paris", ""},
      {"20/15/2020", "Europe/Paris", ""},
      {"00/00/2020", "Europe/Paris", ""},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.line);
    EXPECT_EQ(date_of("", "<h1>The old harbour</h1><p>" + std::string(c.line) + "</p>", "", c.zone), c.out);
  }
  EXPECT_EQ(date_of("", "<span data-timestamp='1588674600'>today</span>", "", ""), "2020-05-05T10:30:00Z");
  EXPECT_EQ(date_of("", "<i class=timestamp title='2020-05-05T10:30:00Z'>two hours ago</i>", "", ""),
            "2020-05-05T10:30:00Z");
  EXPECT_EQ(date_of("", "<i class=timestamp title='In 2020'>two hours ago</i>", "", ""), "");
}

TEST(Published, ByANameOfTheSystemsOwn) {
  for (const char* name :
       {"citation_publication_date", "article.published", "published_time", "bt:pubDate", "rbpubdate",
        "OriginalPublicationDate", "mediator_published_time", "hearst.firstPublishDate", "dc.created",
        "date_created", "article_date_original", "displaydate", "eprints.date", "citation_date", "ptime"}) {
    SCOPED_TRACE(name);
    const std::string tag = "<meta name='" + std::string(name) + "' content='2020-01-02T03:04:05Z'>";
    EXPECT_EQ(date_of(tag, "", "", ""), "2020-01-02T03:04:05Z");
    EXPECT_EQ(date_of(tag + "<meta name=date content='2021-01-02T03:04:05Z'>", "", "", ""),
              "2021-01-02T03:04:05Z")
        << "a name that everybody knows is surer";
  }
  for (const char* name : {"article:modified_time", "last-published-date", "publisher", "expiration_date",
                           "date-unpublished", "event_date", "revision_date", "republic_update_time"}) {
    SCOPED_TRACE(name);
    EXPECT_EQ(date_of("<meta name='" + std::string(name) + "' content='2020-01-02T03:04:05Z'>", "", "", ""),
              "");
  }
  EXPECT_EQ(date_of("<meta name=created content='2020-01-02'><meta name=xpubtime content='2021-01-02'>", "",
                    "", ""),
            "2021-01-02T00:00:00Z")
      << "a publication is surer than a creation";
}

TEST(Published, MonthsOfAnyLanguage) {
  for (const char* line : {"Publié le 2 janvier 2020", "2 de enero de 2020", "2 gennaio 2020",
                           "2 января 2020", "2 stycznia 2020", "2 de janeiro de 2020", "2020년 1월 2일"}) {
    SCOPED_TRACE(line);
    EXPECT_EQ(date_of("", "<p class=date>" + std::string(line) + "</p>", "", "UTC"), "2020-01-02T00:00:00Z");
  }
  EXPECT_EQ(date_of("", "<p class=date>12 articles 2020</p>", "", ""), "");
}

TEST(Published, OfTheArticleNotOfItsComments) {
  const std::string comment = "<li class=comment><time datetime='2021-05-05T00:00:00Z'>x</time><p>" +
                              std::string(900, 'x') + "</p></li>";
  EXPECT_EQ(date_of("", comment + "<time datetime='2020-01-02T03:04:05Z'>y</time>", "", ""),
            "2020-01-02T03:04:05Z");
  EXPECT_EQ(date_of("", "<h1>The old harbour</h1>" + comment, "", ""), "");
  EXPECT_EQ(
      date_of("", "<span property='schema:datePublished' content='2020-01-02T03:04:05Z'>y</span>", "", ""),
      "2020-01-02T03:04:05Z");
}

TEST(Published, ChineseFormsBesideTheTitle) {
  const struct {
    const char* line;
    const char* out;
  } cases[] = {{"2020年01月02日(周四) 11:04", "2020-01-02T11:04:00Z"},
               {"2020年01月02日 星期四 11:04", "2020-01-02T11:04:00Z"},
               {"2020年1月2日 下午3:04", "2020-01-02T15:04:00Z"},
               {"2020年01月02日 11时04分05秒", "2020-01-02T11:04:05Z"},
               {"2020.01.02. 오후 3:04", "2020-01-02T06:04:00Z"},  // in Korea
               {"２０２０年１月２日", "2020-01-02T00:00:00Z"},
               {"二〇二〇年十一月二十二日", "2020-11-22T00:00:00Z"}};
  for (const auto& c : cases) {
    SCOPED_TRACE(c.line);
    EXPECT_EQ(date_of("", "<h1>The old harbour</h1><p>发布时间：" + std::string(c.line) + "</p>", "", ""),
              c.out);
  }
}

TEST(Published, ADayAloneIsToldMoreExactlyByWhatReadersSee) {
  const std::string day = "<meta name=publishdate content='2020-01-02'>", zone = "Asia/Shanghai";
  const auto of = [&](const std::string& seen) {
    return date_of(day, "<h1>The old harbour</h1><p>" + seen + "</p>", "", zone);
  };
  EXPECT_EQ(of("2020年01月02日05:42 | 来源：人民日报"), "2020-01-01T21:42:00Z");
  EXPECT_EQ(of("2020年01月02日"), "2020-01-01T16:00:00Z");
  EXPECT_EQ(of("2020年01月05日05:42"), "2020-01-01T16:00:00Z") << "another day";
}

TEST(Published, WhatScriptsKnowWhereNothingIsShown) {
  const auto of = [](const std::string& script) {
    return date_of("", "<h1>The old harbour</h1><script>" + script + "</script>", "", "Asia/Shanghai");
  };
  EXPECT_EQ(of("var ct = \"1577934245\";"), "2020-01-02T03:04:05Z");
  EXPECT_EQ(of("{\"pubTime\":\"2020-01-02 11:04\"}"), "2020-01-02T03:04:00Z");
  EXPECT_EQ(of("{\"publishTime\":1577934245000}"), "2020-01-02T03:04:05Z");
  EXPECT_EQ(of("var act = 1577934245; var direct = '1577934245'"), "") << "other names";
  EXPECT_EQ(of("{\"pubTime\":\"soon\"}"), "");
}

TEST(Published, TheZoneIsForDatesWithoutOne) {
  const std::string marked = "<time itemprop=datePublished datetime='2020-01-03T10:00:00'>3rd</time>";
  EXPECT_EQ(date_of("", marked, "", "Asia/Tokyo"), "2020-01-03T01:00:00Z");
  EXPECT_EQ(date_of("", "<time itemprop=datePublished datetime='2020-01-03T10:00:00+01:00'>x</time>", "",
                    "Asia/Tokyo"),
            "2020-01-03T09:00:00Z");
}

TEST(ZoneOfPage, ByCountryThenByLanguage) {
  EXPECT_EQ(zone_of_page("www.example.co.jp", "en"), "Asia/Tokyo");
  EXPECT_EQ(zone_of_page("example.de", ""), "Europe/Berlin");
  EXPECT_EQ(zone_of_page("example.com", "zh-TW"), "Asia/Taipei");
  EXPECT_EQ(zone_of_page("example.com", "zh-CN"), "Asia/Shanghai");
  EXPECT_EQ(zone_of_page("example.com", "en"), "");
}

TEST(LikelyZone, ByTheCountryInTheTagThenByTheLanguage) {
  const struct {
    std::string_view language, out;
  } cases[] = {{"en", "America/New_York"},
               {"en-US", "America/New_York"},
               {"en-AU", "Australia/Sydney"},
               {"fr-CA", "America/Toronto"},
               {"fr", "Europe/Paris"},
               {"es-MX", ""},
               {"eng", ""},
               {"", ""}};
  for (const auto& c : cases) {
    SCOPED_TRACE(c.language);
    EXPECT_EQ(likely_zone(c.language), c.out);
  }
}

TEST(Published, WhatReadersSeeIsOfWhereTheyAre) {
  const auto seen = [](const std::string& body) {
    const html::Tree tree = html::Tree::parse_document(body);
    const auto time = read_published(
        {tree, MetaTags(tree), read_linked_data(tree), "The old harbour", "", "", "America/New_York"});
    return time ? format_rfc3339(*time) : "";
  };
  const std::string heading = "<h1>The old harbour</h1>";
  EXPECT_EQ(seen("<p class=date>December 12, 2016 7:00 AM</p>"), "2016-12-12T12:00:00Z");
  EXPECT_EQ(seen(heading + "<p>March 9 2017 4:21 PM</p>"), "2017-03-09T21:21:00Z");
  EXPECT_EQ(seen("<time itemprop=datePublished datetime='2016-12-12T07:00:00'>x</time>"),
            "2016-12-12T07:00:00Z");
  EXPECT_EQ(seen("<meta name=date content='2016-12-12'>"), "2016-12-12T00:00:00Z");
}

}  // namespace
}  // namespace gazette::extract
