// Recipes of our own, to show that the language knows more than one site; and what it says of mistakes.
#include <span>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "feeds/sites/site_rules.h"

namespace gazette {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Params = std::map<std::string, std::string>;

SiteRules rules_of(std::string_view toml, const Params& params = {}) {
  Result<SiteRules> rules = SiteRules::read(toml, "test.toml", params);
  if (!rules) ADD_FAILURE() << rules.error().message;
  return std::move(*rules);
}

Document document_of(std::string_view body, std::string url = "https://example.org/news/",
                     std::string type = "text/html; charset=utf-8") {
  return {body, std::move(url), std::move(type), ""};
}

constexpr std::string_view kHtmlRecipe = R"toml(
title = "Gazette of Examples"
link = "https://example.org/"
language = "en"
zone = "Europe/Berlin"

[params]
section = "all"
pages = 2

[list]
url = ["https://example.org/news/{section}?p={page}", "https://example.org/more/?p={page}"]
format = "html"
items = "ul.stories > li"
drop = { field = "@class", regex = '\bsponsored\b' }
keep = { field = "a@href", regex = "." }
require = "a.title"
limit = 3
pages = { first = 0, step = 20, count = "{pages}" }

[item]
id = { from = "a.title@href", regex = '/(\d+)/' }
link = "a.title@href"
title = "a.title"
author = [".by a", { from = ".by", strip = ["^by ", ','] }]
date = [{ from = "time@datetime" }, { from = ".when", format = ["%d.%m.%Y %H:%M", "%d.%m.%Y"] }]
image = { from = "@data-id", template = "https://img.example.org/{value}.jpg" }
summary = ["p.teaser@html", { template = "About {title}" }]
categories = ".tags a"
comments = "/never"

[article]
charset = "utf-8"
content = [{ from = "div.text p", every = true }, "main", { script = "__STATE__", from = "/body" }]
remove = ["aside", ".share"]
title = "h1"
image = "meta[property='og:image']@content"
canonical_url = "link[rel=canonical]@href"
date = "time@datetime"
skip = { field = "body@data-kind", in = ["gallery", "video"] }
gone = { text = "^This article was removed" }
)toml";

std::string html_recipe() {
  std::string recipe(kHtmlRecipe);
  const std::string wrong = "comments = \"/never\"\n";  // a pointer in a list of HTML; see Mistakes
  return recipe.erase(recipe.find(wrong), wrong.size());
}

constexpr std::string_view kHtmlPage = R"html(<!doctype html><html><body>
<ul class="menu"><li><a class="title" href="/about">About</a></li></ul>
<ul class="stories">
 <li data-id="p1"><a class="title" href="/a/101/first">First &amp;
   story</a><span class="by">by Ann, </span><time datetime="2024-05-06T07:08:09+02:00">6 May</time>
   <p class="teaser">Some <b>bold</b> words</p><div class="tags"><a>x</a><a>y</a><a>x</a></div></li>
 <li class="promo sponsored"><a class="title" href="/a/102/ad">Buy</a></li>
 <li><a class="title" href="https://other.example.net/a/103/third">Third</a><span class="by"><a>Bob</a> and <a>Cleo</a></span>
   <span class="when">07.05.2024</span></li>
 <li><a class="title" href="/a/101/first?again">First again</a><span class="when">01.01.2020 10:00</span></li>
 <li><a href="/a/104/x">no title class</a></li>
 <li><a class="title" href="/a/105/fifth">Fifth</a></li>
 <li><a class="title" href="/a/106/sixth">Sixth</a></li>
</ul></body></html>)html";

TEST(HtmlRecipe, ReadsAListing) {
  const Result<Feed> feed = rules_of(html_recipe()).read_listing(document_of(kHtmlPage));
  ASSERT_TRUE(feed) << feed.error().message;
  EXPECT_EQ(feed->title, "Gazette of Examples");
  EXPECT_EQ(to_string(feed->format), "site");
  ASSERT_EQ(feed->entries.size(), 3u);
  const Entry& first = feed->entries[0];
  EXPECT_EQ(first.id, "101");
  EXPECT_EQ(first.title, "First & story");
  EXPECT_EQ(first.link, "https://example.org/a/101/first");
  EXPECT_EQ(first.image, "https://img.example.org/p1.jpg");
  EXPECT_EQ(format_rfc3339(first.published.value_or(Time{})), "2024-05-06T05:08:09Z");
  EXPECT_EQ(first.summary.html, "Some <b>bold</b> words");
  ASSERT_EQ(first.authors.size(), 1u);
  EXPECT_EQ(first.authors[0].name, "Ann");
  EXPECT_EQ(first.categories.size(), 2u);
  const Entry& third = feed->entries[1];
  EXPECT_EQ(third.link, "https://other.example.net/a/103/third");
  EXPECT_EQ(format_rfc3339(third.published.value_or(Time{})), "2024-05-06T22:00:00Z");
  EXPECT_EQ(third.summary.html, "About Third");
  EXPECT_EQ(third.authors.size(), 2u);
  EXPECT_EQ(feed->entries[2].id, "105");
  EXPECT_THAT(feed->problems, ElementsAre(HasSubstr("1 of 6 items left out")));
}

TEST(HtmlRecipe, NoItemsAreAChangedSite) {
  const Result<Feed> feed = rules_of(html_recipe()).read_listing(document_of("<p>New design!</p>"));
  ASSERT_FALSE(feed);
  EXPECT_EQ(feed.error().kind, ErrorKind::site);
}

TEST(HtmlRecipe, AsksForItsPages) {
  std::vector<std::string> urls;
  for (const SiteRequest& request : rules_of(html_recipe(), {{"section", "a b"}}).listing_requests("d"))
    urls.push_back(request.method + " " + request.url);
  EXPECT_THAT(urls,
              ElementsAre("GET https://example.org/news/a%20b?p=0", "GET https://example.org/news/a%20b?p=20",
                          "GET https://example.org/more/?p=0", "GET https://example.org/more/?p=20"));
}

TEST(HtmlRecipe, ReadsPages) {
  struct Case {
    const char* name;
    const char* body;
    const char* out;  // the content; "gone", "skip" or "error"
  };
  constexpr Case kCases[] = {
      {"every paragraph",
       "<div class=text><p>One</p><aside><p>no</p></aside><p>Two<i class=share>x</i></p></div>",
       "One\nno\nTwo"},
      {"next alternative", "<div class=text><p>&nbsp; </p></div><main><aside>ad</aside><b>Main</b></main>",
       "<b>Main</b>"},
      {"an image is enough", "<main><img src=a.png></main>", "<img src=\"a.png\"/>"},
      {"script",
       "<main> <script>x()</script></main><script>var __STATE__ = {\"body\":\"<p>S</p>\"};</script>",
       "<p>S</p>"},
      {"nothing", "<main><aside>only this</aside></main>", "error"},
      {"empty", "", "error"},
      {"skipped", "<body data-kind=video><main>text</main>", "skip"},
      {"removed", "<main><p>This article was removed by its author.</p></main>", "gone"},
  };
  const SiteRules rules = rules_of(html_recipe());
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.name);
    const Result<SitePage> page = rules.read_page(document_of(c.body), 200);
    std::string out = "error";
    if (page && std::holds_alternative<PageGone>(*page)) out = "gone";
    if (page && std::holds_alternative<PageSkipped>(*page)) out = "skip";
    if (page && std::holds_alternative<PageContent>(*page)) out = std::get<PageContent>(*page).content.html;
    EXPECT_EQ(out, c.out);
  }
}

TEST(HtmlRecipe, PagesSayMore) {
  const Result<SitePage> page =
      rules_of(html_recipe())
          .read_page(document_of("<head><meta property='og:image' content='/i.png'><link rel=canonical "
                                 "href=/c></head><h1>T <i>x</i></h1>"
                                 "<time datetime='2024-01-02 03:04'></time><main>text</main>"),
                     200);
  ASSERT_TRUE(page) << page.error().message;
  const PageContent& content = std::get<PageContent>(*page);
  EXPECT_EQ(content.title, "T x");
  EXPECT_EQ(content.image, "https://example.org/i.png");
  EXPECT_EQ(content.canonical_url, "https://example.org/c");
  EXPECT_EQ(format_rfc3339(content.published.value_or(Time{})), "2024-01-02T02:04:00Z");
  EXPECT_EQ(content.content.base, "https://example.org/news/");
}

TEST(XmlRecipe, ReadsANewsSitemap) {
  const SiteRules rules = rules_of(R"toml(
[list]
url = "https://example.org/sitemap.xml"
format = "xml"
items = "url"
[item]
link = "loc"
title = "news-title"
date = "news-publication_date"
)toml");
  const Result<Feed> feed = rules.read_listing(document_of(
      "<urlset xmlns:news='n'><url><loc>https://example.org/1</loc><news:news><news:title>A &amp; "
      "B</news:title>"
      "<news:publication_date>2024-05-06T07:08:09Z</news:publication_date></news:news></url></urlset>"));
  ASSERT_TRUE(feed) << feed.error().message;
  ASSERT_EQ(feed->entries.size(), 1u);
  EXPECT_EQ(feed->entries[0].title, "A & B");
  EXPECT_EQ(format_rfc3339(feed->entries[0].published.value_or(Time{})), "2024-05-06T07:08:09Z");
  EXPECT_TRUE(rules.page_requests(feed->entries[0]).empty());
}

TEST(ScriptRecipe, ReadsJsonInAPage) {
  const SiteRules rules = rules_of(R"toml(
[list]
url = "https://example.org/"
format = "json-in-html"
script = 'id="__NEXT_DATA__"'
items = "/groups/*/items"
[item]
id = "/n"
title = { from = "/t", html = true }
link = { template = "/story/{/n}-{/slug}" }
date = { from = "/ms", unit = "ms" }
content = "/body"
summary = "/plain"
)toml");
  const Result<Feed> feed = rules.read_listing(
      document_of("<script id=\"__NEXT_DATA__\">{\"groups\":[{\"items\":[{\"n\":7,\"t\":\"a <b>b</b> &amp; "
                  "c\",\"slug\":\"x y\","
                  "\"ms\":1700000000000,\"body\":\"<p>B</p>\",\"plain\":\"1 < "
                  "2\"}]},{\"items\":[{\"n\":8,\"slug\":\"z\"}]}]}</script>"));
  ASSERT_TRUE(feed) << feed.error().message;
  ASSERT_EQ(feed->entries.size(), 2u);
  EXPECT_EQ(feed->entries[0].id, "7");
  EXPECT_EQ(feed->entries[0].title, "a b & c");
  EXPECT_EQ(feed->entries[0].link, "https://example.org/story/7-x%20y");
  EXPECT_EQ(format_rfc3339(feed->entries[0].published.value_or(Time{})), "2023-11-14T22:13:20Z");
  EXPECT_EQ(feed->entries[0].content.html, "<p>B</p>");
  EXPECT_EQ(feed->entries[0].summary.html, "1 &lt; 2");
  EXPECT_FALSE(rules.read_listing(document_of("<p>no script</p>")));
}

TEST(Recipe, FormBodiesAndHeaders) {
  const SiteRules rules = rules_of(R"toml(
[params]
q = ""
[list]
url = "https://example.org/search"
body = "q={q}&n=1"
headers = { X-Query = "{q}", X-Device = "{device}" }
[item]
id = "/id"
)toml",
                                   {{"q", "a&b\r\nX: y"}, {"limit", "5"}});
  const auto requests = rules.listing_requests("dev");
  ASSERT_EQ(requests.size(), 1u);
  EXPECT_EQ(requests[0].method, "POST");
  EXPECT_EQ(requests[0].body, "q=a%26b%0D%0AX:%20y&n=1");
  EXPECT_EQ(requests[0].headers.at("X-Query"), "a&b X: y");
  EXPECT_EQ(requests[0].headers.at("X-Device"), "dev");
}

TEST(Recipe, ForcedCharset) {
  const SiteRules rules =
      rules_of("[list]\nurl = \"https://e.org/\"\ncharset = \"gbk\"\n[item]\nid = \"/id\"\ntitle = \"/t\"\n");
  const Result<Feed> feed = rules.read_listing(document_of(
      "[{\"id\":1,\"t\":\"\xd6\xd0\xce\xc4\"}]", "https://e.org/", "application/json; charset=utf-8"));
  ASSERT_TRUE(feed) << feed.error().message;
  EXPECT_EQ(feed->entries[0].title, "中文");
}

TEST(Recipe, ItemsWithinItemsEnd) {
  const SiteRules rules =
      rules_of("[list]\nurl = \"https://e.org/\"\nexpand = \"/sub\"\n[item]\nid = \"/id\"\n");
  std::string body = "{\"id\":0}";
  for (int i = 1; i < 30; ++i) body = "{\"id\":" + std::to_string(i) + ",\"sub\":[" + body + "]}";
  const Result<Feed> feed = rules.read_listing(document_of("[" + body + "]"));
  ASSERT_TRUE(feed) << feed.error().message;
  EXPECT_EQ(feed->entries.size(), 5u);
  EXPECT_EQ(feed->entries[0].id, "29");
}

struct Mistake {
  const char* name;
  std::string toml;
  Params params;
  const char* message;
};
const std::string kHead = "[list]\nurl = \"https://e.org/\"\n";
const std::string kItem = "[item]\nid = \"/id\"\n";

void expect_told(std::span<const Mistake> mistakes) {
  for (const Mistake& mistake : mistakes) {
    SCOPED_TRACE(mistake.name);
    const Result<SiteRules> rules = SiteRules::read(mistake.toml, "t.toml", mistake.params);
    ASSERT_FALSE(rules);
    EXPECT_EQ(rules.error().kind, ErrorKind::config);
    EXPECT_THAT(rules.error().message, HasSubstr(mistake.message));
  }
}

TEST(Recipe, TellsWrongKeysAndTypes) {
  const Mistake mistakes[] = {
      {"not toml", "[list\n", {}, "t.toml:1: "},
      {"no list", kItem, {}, "t.toml:1: list: the recipe has no [list]"},
      {"no url", "[list]\n" + kItem, {}, "t.toml:1: list: needs \"url\""},
      {"no id", kHead + "[item]\ntitle = \"/t\"\n", {}, "t.toml:3: item: needs \"id\" or \"link\""},
      {"unknown key",
       kHead + "limt = 3\n" + kItem,
       {},
       "t.toml:3: unknown key \"limt\", did you mean \"limit\"?"},
      {"unknown table",
       kHead + kItem + "[articel]\n",
       {},
       "t.toml:5: unknown key \"articel\", did you mean \"article\"?"},
      {"unknown list table",
       kHead + "headrs.X = \"y\"\n" + kItem,
       {},
       "t.toml:3: unknown key \"headrs\", did you mean \"headers\"?"},
      {"unknown key in a field",
       kHead + "[item]\nid = { frm = \"/id\" }\n",
       {},
       "t.toml:4: unknown key \"frm\", did you mean \"from\"?"},
      {"wrong type",
       kHead + "min_items = \"x\"\n" + kItem,
       {},
       "t.toml:3: list.min_items: must be a whole number"},
      {"wrong format",
       kHead + "format = \"yaml\"\n" + kItem,
       {},
       "t.toml:3: list.format: \"yaml\" must be json,"},
      {"regex",
       kHead + "[item]\nid = { from = \"/id\", regex = '(' }\n",
       {},
       "t.toml:4: id.regex: \"(\" is no regular expression"},
      {"huge regex",
       kHead + "[item]\nid = { from = \"/id\", regex = '((a{100}){100}){100}' }\n",
       {},
       "is no regular expression"},
  };
  expect_told(mistakes);
}

TEST(Recipe, TellsWrongPathsAndParameters) {
  const Mistake mistakes[] = {
      {"selector",
       kHead + "format = \"html\"\nitems = \"li[\"\n[item]\nid = \"a\"\n",
       {},
       "t.toml:4: list.items: \"li[\" is no selector"},
      {"selector in json",
       kHead + "[item]\nid = \"a@href\"\n",
       {},
       "t.toml:4: item.id: \"a@href\" is no JSON pointer"},
      {"pointer in html",
       std::string(kHtmlRecipe),
       {},
       "\"/never\" is a JSON pointer, but there is no JSON here"},
      {"variable",
       "[list]\nurl = \"https://e.org/{chanel}\"\n" + kItem + "[params]\nchannel = \"x\"\n",
       {},
       "t.toml:2: list.url: unknown variable {chanel}, did you mean \"channel\"?"},
      {"parameter",
       kHead + kItem + "[params]\nchannel = \"x\"\n",
       {{"chanel", "y"}},
       "t.toml:5: params: unknown parameter \"chanel\", did you mean \"channel\"?"},
      {"number from a parameter",
       kHead + "limit = \"{n}\"\n" + kItem + "[params]\nn = 1\n",
       {{"n", "many"}},
       "t.toml:3: list.limit: \"many\" must be a whole number from 0 to 2000"},
      {"zone",
       "zone = \"Mars/Base\"\n" + kHead + kItem,
       {},
       "t.toml:1: zone: \"Mars/Base\" is no IANA time zone"},
      {"charset",
       kHead + "charset = \"utf-9\"\n" + kItem,
       {},
       "t.toml:3: list.charset: \"utf-9\" is no known charset"},
  };
  expect_told(mistakes);
}

TEST(Recipe, TellsWrongRules) {
  const Mistake mistakes[] = {
      {"unit",
       kHead + kItem + "date = { from = \"/d\", unit = \"min\" }\n",
       {},
       "t.toml:5: date.unit: must be \"s\" or \"ms\""},
      {"ok by halves", kHead + "ok = { pointer = \"/code\" }\n" + kItem, {}, "t.toml:3: list.ok: needs both"},
      {"method", kHead + "method = \"DELETE\"\n" + kItem, {}, "t.toml:3: list.method: must be"},
      {"article without content", kHead + kItem + "[article]\n", {}, "t.toml:5: article: needs \"content\""},
      {"list by name",
       "[params]\nlist = \"a\"\n[list.a]\nurl = \"https://e.org/\"\n" + kItem,
       {{"list", "b"}},
       "t.toml:1: params: list = \"b\" must be one of a"},
      {"a list not chosen",
       "[params]\nlist = \"a\"\n[list.a]\nurl = \"https://e.org/\"\n[list.b]\nurl = \"https://e.org/\"\nitms "
       "= \"/\"\n" +
           kItem,
       {},
       "t.toml:7: unknown key \"itms\", did you mean \"items\"?"},
      {"a parameter that is needed",
       "[params]\nlist = \"a\"\nwho = \"\"\n[list.a]\nurl = \"https://e.org/\"\nneeds = \"who\"\n" + kItem,
       {},
       "the parameter \"who\" must be given"},
      {"condition", kHead + "keep = { in = [\"1\"] }\n" + kItem, {}, "t.toml:3: keep: needs \"field\""},
      {"placeholder",
       kHead + kItem + "[article]\ncontent = { from = \"/c\", placeholders = { pattern = 'x' } }\n",
       {},
       "needs \"pattern\" and \"pointer\""},
  };
  expect_told(mistakes);
}

TEST(Recipe, TellsAllMistakesOnceInOrder) {
  const Result<SiteRules> rules = SiteRules::read(
      "zoen = 1\n[params]\nlist = \"a\"\n[list]\nbad = 1\n[list.a]\n[list.b]\nurl = \"x\"\n[item]\nid = "
      "\"/id\"\n",
      "t.toml", {});
  ASSERT_FALSE(rules);
  EXPECT_EQ(rules.error().message,
            "t.toml:1: unknown key \"zoen\", did you mean \"zone\"?\n"
            "t.toml:5: unknown key \"bad\"\n"
            "t.toml:6: list.a: needs \"url\"");
}

TEST(Recipe, BundledOnesAreThere) {
  EXPECT_THAT(bundled_recipe_names(), testing::Contains("qq-news"));
  EXPECT_EQ(bundled_recipe("no-such"), "");
  for (const std::string& name : bundled_recipe_names()) {
    SCOPED_TRACE(name);
    const Result<SiteRules> rules = SiteRules::read(bundled_recipe(name), name + ".toml", {});
    ASSERT_TRUE(rules) << rules.error().message;
    EXPECT_FALSE(rules->listing_requests("d").empty());
  }
}

}  // namespace
}  // namespace gazette
