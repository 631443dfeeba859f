// The pages in a real browser.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/end_to_end/world.h"

namespace gazette::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// Chromium without a window, without network of its own, with a profile that goes away.
Finished chromium(std::vector<std::string> arguments) {
  TempFolder profile;
  arguments.insert(arguments.begin(),
                   {"chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
                    "--no-first-run", "--disable-background-networking", "--disable-component-update",
                    "--disable-sync", "--user-data-dir=" + profile.path().string()});
  return run_program(arguments, profile.path());
}

/// A browser's view of a page: the document after everything in it has run.
std::string dom(const std::string& url, const std::string& language = "en") {
  const Finished page = chromium({"--accept-lang=" + language, "--lang=" + language, "--dump-dom", url});
  EXPECT_EQ(page.status, 0) << page.err;
  return page.out;
}

/// Tags of a serialized document, without the text between them: < stands nowhere else.
std::vector<std::string> tags_of(const std::string& document) {
  std::vector<std::string> tags;
  for (std::size_t at = document.find('<'); at != std::string::npos; at = document.find('<', at + 1)) {
    std::string tag;
    char quote = 0;
    for (std::size_t i = at; i < document.size() && (document[i] != '>' || quote); ++i) {
      if (document[i] == '"') quote = quote ? 0 : '"';
      if (!quote) tag += document[i];
    }
    tags.push_back(tag);
  }
  return tags;
}

/// What runs in a browser, if it gets in as it is: in titles, in bodies, in addresses.
const std::vector<std::string> kHostile = {
    "<script>document.title='pwned'</script>",
    "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "</title><script>document.title='pwned'</script>",
    "<img src=http://evil.example/a.png onerror=document.title='pwned'>",
    "<svg/onload=document.title='pwned'>",
    "<svg><animate onbegin=document.title='pwned' attributeName=x dur=1s>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 "
    "onerror=document.title=1&gt;'>",
    "<iframe src=http://evil.example/frame></iframe>",
    "<iframe srcdoc='&lt;script&gt;parent.document.title=1&lt;/script&gt;'>",
    "<object data=http://evil.example/o></object><embed src=http://evil.example/e>",
    "<link rel=stylesheet href=http://evil.example/s.css>",
    "<style>@import 'http://evil.example/i.css'; body{background:url(http://evil.example/b)}</style>",
    "<base href=http://evil.example/>",
    "<meta http-equiv=refresh content='0;url=http://evil.example/r'>",
    "<form action=http://evil.example/f><input name=q autofocus onfocus=document.title='pwned'></form>",
    "<a href='javascript:document.title=1'>x</a><a href=' java\tscript:document.title=1'>y</a>",
    "<a href='data:text/html,<script>1</script>'>z</a><a href=vbscript:x>v</a>",
    "<p style='background:url(http://evil.example/p)' onclick=document.title=1>p</p>",
    "<video src=http://evil.example/v poster=http://evil.example/p onerror=document.title=1></video>",
    "<details open ontoggle=document.title='pwned'>d</details>",
    "\" onmouseover=document.title=1 x=\"",
    "' onmouseover=document.title=1 x='",
    "--><script>document.title='pwned'</script>",
    "]]><script>document.title='pwned'</script>",
    "&lt;script&gt;document.title='pwned'&lt;/script&gt;",
    "&#60;img src=x onerror=document.title=1&#62;",
    "[x](javascript:document.title=1) ![x](http://evil.example/md.png) [y]: javascript:1",
    "`</code><script>document.title=1</script>`",
    "<template><script>document.title=1</script></template><noscript><p title='</noscript><img src=x "
    "onerror=1>'>",
    "\u202e<b>turned</b>\u2066",
};

std::string escaped(std::string text) {
  for (const auto& [from, to] :
       {std::pair<std::string, std::string>{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}})
    for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
      text.replace(at, 1, to);
  return text;
}

std::string hostile_feed() {
  std::string items;
  for (std::size_t i = 0; i < kHostile.size(); ++i)
    items += "<item><guid isPermaLink='false'>h" + std::to_string(i) + "</guid><title>" +
             escaped(kHostile[i]) + "</title><link>https://hostile.example/" + std::to_string(i) +
             "</link><category>" + escaped(kHostile[i]) + "</category><author>" + escaped(kHostile[i]) +
             "</author><description>软银 " + escaped(kHostile[i]) + "<p>end</p></description></item>";
  return "<rss version='2.0'><channel><title>" + escaped(kHostile[0]) +
         "</title><link>https://hostile.example/</link>" + "<description>d</description>" + items +
         "</channel></rss>";
}

void expect_harmless(const std::string& document) {
  EXPECT_THAT(document, Not(HasSubstr("<title>pwned")));
  for (const std::string& tag : tags_of(document)) {
    for (const char* never :
         {"<script", "<iframe", "<object", "<embed", "<style", "<base", "<img", "<video", "<template"})
      EXPECT_FALSE(tag.starts_with(never)) << tag;
    EXPECT_THAT(tag, Not(HasSubstr(" on"))) << tag;
    EXPECT_THAT(tag, Not(HasSubstr(" style="))) << tag;
  }
  for (const char* scheme : {"href=\"javascript:", "href=\"data:", "href=\"vbscript:", "href=\" "})
    EXPECT_THAT(document, Not(HasSubstr(scheme)));
}

TEST(Pages, hostile_titles_and_texts_are_text) {
  World world;
  world.origin.serve("/hostile.xml", hostile_feed(), "application/rss+xml");
  world.configure(world.head() + "[[source]]\nname = \"hostile\"\nfull_text = \"never\"\nurl = \"" +
                  world.origin.url("/hostile.xml") + "\"\n");
  ASSERT_EQ(world.gazette({"poll", "--all"}).status, 0);
  const auto daemon = world.daemon();
  const int port = World::port_of(*daemon);
  ASSERT_NE(port, 0) << daemon->err();
  const std::string base = "http://127.0.0.1:" + std::to_string(port);
  std::vector<std::string> addresses = {"/", "/sources", "/sources/hostile", "/search?q=%E8%BD%AF%E9%93%B6",
                                        "/search?q=%3Cscript%3Edocument.title%3D1%3C/script%3E"};
  const std::string all = world.sql("select id from article");
  for (std::size_t at = 0; at < all.size(); at = std::min(all.find('\n', at), all.size() - 1) + 1)
    addresses.push_back("/articles/" + all.substr(at, all.find('\n', at) - at));
  EXPECT_GT(addresses.size(), kHostile.size());
  // A browser takes a second to start: it sees a few pages by themselves, and all of them together below.
  for (const std::string& address : addresses) {
    SCOPED_TRACE(address);
    const HttpAnswer answer = http_get(port, address);
    EXPECT_EQ(answer.status, 200);
    EXPECT_THAT(answer.headers.at("content-security-policy"), HasSubstr("default-src 'none'"));
  }
  for (const std::size_t i : {std::size_t{0}, std::size_t{2}, std::size_t{3}, addresses.size() - 1}) {
    SCOPED_TRACE(addresses[i]);
    expect_harmless(dom(base + addresses[i]));
  }
  // The same without our policy, from another server, so that only the escaping stands between.
  std::string naked;
  for (const std::string& address : addresses) naked += http_get(port, address).body;
  world.origin.serve("/naked.html", naked, "text/html; charset=utf-8");
  expect_harmless(dom(world.origin.url("/naked.html")));
}

TEST(Pages, no_page_asks_anybody_else) {
  World world;
  Origin canary;
  const std::string picture = canary.url("/pixel.png");
  world.origin.serve(
      "/feed.xml",
      "<rss version='2.0'><channel><title>t</title><item><title>With pictures</title><guid>1</guid>"
      "<description>" +
          escaped("<p>Some text before the picture of it.</p><img src='" + picture +
                  "' alt='quay'>"
                  "<a href='https://example.org/'><img src='" +
                  picture + "'></a>") +
          "</description></item></channel></rss>",
      "application/rss+xml");
  world.configure(world.head() + "[[source]]\nname = \"one\"\nfull_text = \"never\"\nurl = \"" +
                  world.origin.url("/feed.xml") + "\"\n");
  ASSERT_EQ(world.gazette({"poll", "--all"}).status, 0);
  const auto daemon = world.daemon();
  const int port = World::port_of(*daemon);
  ASSERT_NE(port, 0) << daemon->err();
  const std::size_t before = canary.requests().size();
  const std::string page =
      dom("http://127.0.0.1:" + std::to_string(port) + "/articles/" + world.sql("select id from article"));
  EXPECT_THAT(page, HasSubstr("quay"));
  EXPECT_THAT(page, HasSubstr(picture));
  EXPECT_EQ(canary.requests().size(), before);
}

TEST(Pages, searches_in_chinese_find_and_mark) {
  World world;
  world.configure(world.samples());
  ASSERT_EQ(world.gazette({"poll", "--all"}).status, 0);
  const auto daemon = world.daemon();
  const int port = World::port_of(*daemon);
  ASSERT_NE(port, 0) << daemon->err();
  const std::string base = "http://127.0.0.1:" + std::to_string(port);
  const std::string found = dom(base + "/search?q=%E8%BD%AF%E9%93%B6", "zh-CN");
  EXPECT_THAT(found, HasSubstr("<html lang=\"zh-CN\">"));
  EXPECT_THAT(found, HasSubstr("<mark>软银</mark>"));
  EXPECT_THAT(found, HasSubstr("篇文章含有"));
  const std::string none = dom(base + "/search?q=%E8%BD%AF%E9%87%91", "en");
  EXPECT_THAT(none, HasSubstr("Nothing found for"));
}

/// By keyboard and mouse, on a desk and a phone, by day and by night, in both languages (browser.py).
TEST(Pages, a_person_finds_the_way_and_everything_is_readable) {
  World world;
  const auto text = [](const std::string& when) {
    return "<rss version='2.0'><channel><title>The port</title><item><title>New crane</title><guid>1</guid>"
           "<description>The new crane of the port is to come in " +
           when + ", as its authority said today.</description></item></channel></rss>";
  };
  world.origin.serve("/port.xml", text("spring"), "application/rss+xml");
  world.configure(world.samples() +
                  "\n[[source]]\nname = \"port\"\ntags = [\"sea\"]\nfull_text = \"never\"\nurl = \"" +
                  world.origin.url("/port.xml") + "\"\n[[source]]\nname = \"broken\"\nurl = \"" +
                  world.origin.url("/nowhere.xml") + "\"\n");
  EXPECT_EQ(world.gazette({"poll", "--all"}).status, 1) << "one of them is broken";
  world.origin.serve("/port.xml", text("autumn"), "application/rss+xml");
  ASSERT_EQ(world.gazette({"poll", "--force", "port"}).status, 0);
  const auto daemon = world.daemon();
  const int port = World::port_of(*daemon);
  ASSERT_NE(port, 0) << daemon->err();
  const Finished seen =
      run_program({"python3", kTests + "/end_to_end/browser.py", "http://127.0.0.1:" + std::to_string(port)},
                  {}, std::chrono::seconds(240));
  EXPECT_EQ(seen.status, 0) << seen.err;
  EXPECT_EQ(seen.out, "");
}

TEST(StatusPage, a_browser_shows_sources_and_articles) {
  World world;
  world.configure(world.samples());
  ASSERT_EQ(world.gazette({"poll", "--all"}).status, 0);
  const auto daemon = world.daemon();
  const int port = World::port_of(*daemon);
  ASSERT_NE(port, 0) << daemon->err();
  const std::string base = "http://127.0.0.1:" + std::to_string(port);
  const Finished page = chromium({"--dump-dom", base + "/"});
  ASSERT_EQ(page.status, 0) << page.err;
  for (const char* source : {"qq", "harbour", "papers", "kernel-garden", "loft", "jiangcheng"})
    EXPECT_THAT(page.out, HasSubstr(source));
  EXPECT_THAT(page.out, HasSubstr("The night the cranes stood still"));
  EXPECT_THAT(page.out, HasSubstr("href=\"feeds/all.atom\""));
  const Finished article = chromium({"--dump-dom", base + "/articles/20250208A01CMD"});
  EXPECT_THAT(article.out, HasSubstr("孙正义再次加注OpenAI"));
  EXPECT_THAT(article.out, Not(HasSubstr("**")));
  if (const char* picture = std::getenv("GAZETTE_SCREENSHOT")) {
    const Finished shot = chromium({"--window-size=1200,900", "--force-device-scale-factor=2",
                                    "--hide-scrollbars", std::string("--screenshot=") + picture, base + "/"});
    EXPECT_EQ(shot.status, 0) << shot.err;
  }
}

}  // namespace
}  // namespace gazette::testing
