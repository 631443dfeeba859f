#include "feeds/extract/access/walls.h"

#include <gmock/gmock.h>

#include "tests/feeds/extract/pages.h"

namespace gazette::extract {
namespace {

using ::testing::HasSubstr;

constexpr char kCookieTalk[] =
    "<p>We and our partners use cookies and similar tracking to process personal data such as browsing. You "
    "may accept "
    "or manage your consent. See our privacy policy and our cookie policy for what our partners do.</p>";

TEST(Walls, ArePagesWithoutAnArticle) {
  const struct {
    const char* name;
    std::string html, words;
  } cases[] = {
      {"challenge by its title",
       page("<p>One more step before you proceed to the site you asked for today.</p>",
            "<title>Just a moment...</title>"),
       "a challenge"},
      {"challenge by its text",
       page("<h1>x.example</h1><p>Please verify you are human by completing the action below.</p>",
            "<title>x.example</title>"),
       "a challenge"},
      {"Chinese challenge",
       page("<p>请完成安全验证后继续访问本站的内容，谢谢您的配合与理解。</p>", "<title>安全验证</title>"),
       "a challenge"},
      {"captive portal",
       page("<h1>Welcome to our guest Wi-Fi</h1><p>Please accept the terms to get internet access here.</p>",
            "<title>Guest access</title>"),
       "a network's login"},
      {"not found",
       page("<h1>Oh dear</h1><p>The thing that you were looking for has moved or never was here at all.</p>",
            "<title>404 - Page not found</title>"),
       "does not exist"},
      {"consent",
       page(std::string(kCookieTalk) + "<button>Accept all</button><button>Reject</button>",
            "<title>x.example</title>"),
       "a consent wall"},
      {"consent in German",
       page("<p>Wir und unsere Partner verwenden Cookies für personalisierte Werbung. Mit Ihrer Einwilligung "
            "(Consent) "
            "verarbeiten wir Daten; mehr in der Datenschutzerklärung. Sie können zustimmen oder Cookies "
            "ablehnen.</p>"
            "<a role=button>Alle akzeptieren</a>",
            "<title>x.example</title>"),
       "a consent wall"},
      {"an empty root for a script", page("<div id=root></div><script src=app.js></script>"),
       "needs JavaScript"},
      {"noscript says so",
       page("<noscript>You need to enable JavaScript to run this app.</noscript><p>" + std::string(150, 'x') +
            " and so on</p><script src=a.js></script>"),
       "needs JavaScript"},
      {"nothing at all", page(""), "holds no article"},
      {"no bytes", "", "holds no article"}};
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const Result<Extracted> article = extract_from(c.html);
    ASSERT_FALSE(article.has_value()) << article->content;
    EXPECT_EQ(article.error().kind, ErrorKind::parse);
    EXPECT_THAT(article.error().message, HasSubstr(c.words));
  }
}

TEST(Walls, AnArticleMaySpeakOfThem) {
  const struct {
    const char* name;
    std::string html;
  } cases[] = {
      {"about cookies", page("<article><h1>What cookies are</h1>" + paragraphs(12, "cookies") +
                                 "</article><button>Accept</button>",
                             "<title>What cookies are</title>")},
      {"short, about captchas, and calls itself an article",
       page("<article><h1>Captchas</h1>" + paragraphs(3, "sites that verify you are human") + "</article>",
            "<title>Captchas</title><meta property='og:type' content='article'>")},
      {"a banner beside it",
       page("<article><h1>Harbours</h1>" + paragraphs(9) + "</article><div class=cookie-banner>" +
            kCookieTalk + "<button>Accept</button></div>")},
      {"with scripts", page("<noscript>Enable JavaScript</noscript><article><h1>H</h1>" + paragraphs(6) +
                            "</article><script>1</script>")},
      {"of one sentence", page("<h1>The old harbour</h1><p>It burned down last night.</p>")}};
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_TRUE(extract_from(c.html).has_value());
  }
}

TEST(Walls, ANumberInATitleIsNoError) {
  for (const char* title :
       {"空客 410 客机今天下水", "美军 404 旅抵达", "410 ships leave the harbour", "Поезд 404 прибыл"}) {
    SCOPED_TRACE(title);
    EXPECT_TRUE(extract_from(page("<article>" + paragraphs(2) + "</article>",
                                  "<title>" + std::string(title) + "</title>"))
                    .has_value());
  }
  for (const char* title : {"404", "404 Not Found", "404 | The Gull", "Error 404", "错误 404", "» Fehler 410",
                            "404 页面", "页面不存在", "Page not found"}) {
    SCOPED_TRACE(title);
    EXPECT_FALSE(extract_from(page("<article>" + paragraphs(2) + "</article>",
                                   "<title>" + std::string(title) + "</title>"))
                     .has_value());
  }
}

TEST(Walls, APaywallsBeginningIsAnArticleWithAProblem) {
  const std::string data =
      R"(<script type="application/ld+json">{"@type":"Article","headline":"H","isAccessibleForFree":false}</script>)";
  EXPECT_THAT(found_in(blog(paragraphs(4), "<title>The old harbour</title>" + data)).problem,
              HasSubstr("paywall"));
  const std::string words = "<div class=offer><p>Subscribe now to continue reading this article.</p></div>";
  const Extracted beginning = found_in(blog(paragraphs(4) + words));
  EXPECT_THAT(beginning.problem, HasSubstr("paywall"));
  EXPECT_LT(beginning.confidence, found_in(blog(paragraphs(4))).confidence);
  EXPECT_EQ(found_in(blog(paragraphs(4))).problem, "");
  EXPECT_EQ(found_in(blog(paragraphs(40) + words)).problem, "") << "the text is there";
  EXPECT_EQ(
      found_in(blog(paragraphs(4)) + "<footer><p>Subscribe to read more every week</p></footer>").problem,
      "");
}

}  // namespace
}  // namespace gazette::extract
