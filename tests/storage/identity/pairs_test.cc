// Labelled pairs: what a site lists before and after something happened to it, and which entries are the same
// article. Every pair has sources and hosts of its own and all lie in one store, so that a pair may also fall
// for another's articles.
#include <functional>
#include <map>
#include <set>

#include "feeds/text/strings.h"
#include "tests/storage/identity/polls.h"

namespace gazette {
namespace {

using namespace test;

using Listing = std::vector<Entry>;

constexpr int kNew = -1;
constexpr std::int64_t kMidnight = -72'000 * 3600LL - 800;  // at() begins 800 seconds after an hour

struct Pair {
  std::string name;
  Listing before, after;
  std::vector<int> same;  ///< by entry of `after`: its place in `before`, or kNew
  bool other_source = false;
};

// --- sites as they are found

std::string text_about(const std::string& what, bool chinese) {
  std::string html = "<p>";
  for (int i = 0; i < 12; ++i)
    html += chinese ? what + "方面的第" + std::to_string(i) + "条消息说明情况正在发生变化。"
                    : "Sentence " + std::to_string(i) + " tells what there is to know about " + what + ". ";
  return html + "</p>";
}

struct Style {
  std::string name;
  std::function<void(Entry&, const std::string& host, int n)> address;
  bool dated = true, chinese = false, whole_hours = false, teaser = false;
};

const std::vector<std::string> kTopics = {
    "rivers in spring", "a bridge that was closed", "new trains", "the harvest", "school meals", "old clocks",
    "night buses"};
const std::vector<std::string> kChineseTopics = {"春季水位", "大桥封闭", "新型列车", "秋收",
                                                 "学校午餐", "旧钟表",   "夜班公交"};

std::string slug(int n) {
  return "story-" + std::to_string(n) + "-of-the-day";
}

std::vector<Style> styles() {
  const auto wordpress = [](Entry& e, const std::string& host, int n) {
    e.id = "http://" + host + "/?p=" + std::to_string(1200 + n);
    e.link = "http://" + host + "/2024/01/" + std::to_string(10 + n) + "/" + slug(n) + "/";
  };
  const auto permalink = [](Entry& e, const std::string& host, int n) {
    e.id = e.link = "http://" + host + "/posts/" + slug(n) + "/";
  };
  const auto tag = [](Entry& e, const std::string& host, int n) {
    e.id = "tag:" + host + ",2024-01-" + std::to_string(10 + n) + ":/notes/" + std::to_string(n);
    e.link = "http://" + host + "/notes/" + slug(n) + ".html";
  };
  const auto number = [](Entry& e, const std::string& host, int n) {
    e.id = "20240115A0" + std::to_string(n) + "CMD00";
    e.link = "http://" + host + "/rain/a/20240115A0" + std::to_string(n) + "CMD00";
  };
  const auto query = [](Entry& e, const std::string& host, int n) {
    e.id = "urn:uuid:6f1b2c3d-0000-4000-8000-00000000000" + std::to_string(n);
    e.link = "http://" + host + "/story.php?sid=" + std::to_string(700 + n) + "&lang=en";
  };
  const auto no_id = [](Entry& e, const std::string& host, int n) {
    e.link = "http://" + host + "/a/" + slug(n);
  };
  return {{"wordpress", wordpress},
          {"permalink", permalink},
          {"tag", tag},
          {"portal", number, true, true},
          {"query", query, true, false, true},
          {"no id", no_id},
          {"undated permalink", permalink, false},
          {"undated portal", number, false, true},
          {"teasers", wordpress, true, false, true, true},
          {"midnight", permalink, true, true, true}};
}

Entry entry_of(const Style& style, const std::string& host, int n) {
  Entry e;
  style.address(e, host, n);
  const auto topic = static_cast<std::size_t>(n);
  e.title = style.chinese ? "第" + std::to_string(n) + "期：" + kChineseTopics[topic] + "有了新进展"
                          : "Story " + std::to_string(n) + ": all about " + kTopics[topic];
  e.content.html = text_about(style.chinese ? kChineseTopics[topic] : kTopics[topic], style.chinese);
  if (style.teaser) e.content.html = "<p>What you need to know about " + kTopics[topic] + ".</p>";
  if (style.dated) e.published = at(style.whole_hours ? kMidnight + n * 86'400 : n * 86'400 + 1'234 + n * 61);
  return e;
}

Listing listing_of(const Style& style, const std::string& host, int first, int count) {
  Listing entries;
  for (int n = first + count - 1; n >= first; --n) entries.push_back(entry_of(style, host, n));
  return entries;
}

// --- what happens to them

void replace_in(std::string& text, const std::string& from, const std::string& to) {
  const std::size_t found = text.find(from);
  if (found != text.npos) text.replace(found, from.size(), to);
}

struct Happening {
  std::string name;
  std::function<void(Entry&, const std::string& host)> apply;
  std::function<bool(const Style&)> fits = [](const Style&) { return true; };
  bool other_source = false;
};

void move_to_host(Entry& e, const std::string& host, const std::string& to) {
  replace_in(e.id, host, to);
  replace_in(e.link, host, to);
}

std::vector<Happening> addresses_change() {
  return {
      {"https",
       [](Entry& e, const std::string&) {
         replace_in(e.id, "http:", "https:"), replace_in(e.link, "http:", "https:");
       }},
      {"https and www",
       [](Entry& e, const std::string& host) { move_to_host(e, "http://" + host, "https://www." + host); }},
      {"another domain", [](Entry& e, const std::string& host) { move_to_host(e, host, "new-" + host); }},
      {"mobile links", [](Entry& e, const std::string& host) { replace_in(e.link, host, "m." + host); }},
      {"AMP links",
       [](Entry& e, const std::string&) { e.link += e.link.find('?') == e.link.npos ? "amp/" : "&amp=1"; },
       [](const Style& s) {
         return s.name != "tag" && s.name != "no id" && s.name.find("portal") == s.name.npos;
       }},
      {"tracked links",
       [](Entry& e, const std::string&) {
         e.link +=
             (e.link.find('?') == e.link.npos ? "?" : "&") + std::string("utm_source=feed&utm_medium=rss");
       }},
      {"slashes",
       [](Entry& e, const std::string&) {
         e.link.ends_with('/') ? e.link.pop_back() : e.link.push_back('/');
       },
       [](const Style& s) { return s.name != "query"; }},
      {"numbers of edits", [](Entry& e, const std::string&) { e.id = e.link + "#1"; }},
  };
}

std::vector<Happening> ids_change() {
  const auto new_id = [](Entry& e) { e.id = "urn:new:" + std::to_string(std::hash<std::string>()(e.link)); };
  return {
      {"new ids", [=](Entry& e, const std::string&) { new_id(e); }},
      {"no ids any more", [](Entry& e, const std::string&) { e.id.clear(); }},
      {"ids become links", [](Entry& e, const std::string&) { e.id = e.link; }},
      {"new ids and titles", [=](Entry& e, const std::string&) { new_id(e), e.title += " (updated)"; },
       [](const Style& s) { return s.dated; }},
      {"new program: ids and paths",
       [=](Entry& e, const std::string& host) {
         new_id(e);
         e.link =
             "http://" + host + "/archive/" + std::to_string(std::hash<std::string>()(e.title) % 100'000);
       },
       [](const Style& s) { return !s.teaser || !s.whole_hours; }},
      {"new program: ids, paths and markup",
       [=](Entry& e, const std::string& host) {
         new_id(e);
         e.link = "https://" + host + "/p/" + std::to_string(std::hash<std::string>()(e.title) % 100'000);
         replace_in(e.content.html, "<p>", "<div class='post'><p style='x'>");
         replace_in(e.content.html, "</p>", "</p></div>");
       },
       [](const Style& s) { return !s.teaser; }},
      {"Atom instead of RSS: ids, no seconds",
       [](Entry& e, const std::string& host) {
         e.id = "tag:" + host + ",2024:" + e.link;
         if (e.published) e.published = from_unix_ms(to_unix_ms(*e.published) / 60'000 * 60'000);
       }},
  };
}

std::vector<Happening> editors_change() {
  return {
      {"slug and title edited",
       [](Entry& e, const std::string&) {
         const bool was_link = e.id == e.link;
         replace_in(e.link, "story", "long-story");
         if (was_link) e.id = e.link;
         e.title = "Corrected: " + e.title;
       },
       [](const Style& s) { return s.dated; }},
      {"slug edited",
       [](Entry& e, const std::string&) {
         const bool was_link = e.id == e.link;
         replace_in(e.link, "story", "long-story");
         if (was_link) e.id = e.link;
       }},
      {"title edited, link elsewhere, new id",
       [](Entry& e, const std::string& host) {
         e.id = "n" + std::to_string(std::hash<std::string>()(e.title));
         e.link = "https://" + host + "/again/" + e.id;
         e.title += "!!";
       },
       [](const Style& s) { return s.dated && !s.teaser; }},
      {"other quotation marks and entities",
       [](Entry& e, const std::string&) {
         e.title = "“" + e.title + "”";
         e.id = "q" + e.id;
       }},
      {"only the text edited",
       [](Entry& e, const std::string&) { e.content.html += "<p>One more sentence.</p>"; }},
  };
}

std::vector<Happening> other_sources() {
  const auto new_id = [](Entry& e) { e.id = "agg-" + std::to_string(std::hash<std::string>()(e.link)); };
  return {
      {"the site's other feed", [](Entry&, const std::string&) {}, {}, true},
      {"an aggregator",
       [=](Entry& e, const std::string&) { new_id(e), e.content.html = "<p>Read it there.</p>"; },
       {},
       true},
      {"an aggregator with its own times",
       [=](Entry& e, const std::string&) {
         new_id(e);
         if (e.published) *e.published += std::chrono::minutes(17);
       },
       {},
       true},
      {"a planet with names before titles",
       [=](Entry& e, const std::string&) { new_id(e), e.title = "Ann: " + e.title; },
       [](const Style& s) { return s.dated; }, true},
      {"the mobile site's feed",
       [=](Entry& e, const std::string& host) {
         new_id(e), replace_in(e.link, "http://" + host, "https://m." + host);
       },
       {},
       true},
      {"an aggregator of AMP pages",
       [=](Entry& e, const std::string& host) {
         new_id(e);
         std::string flat = host;
         replace_all(flat, ".", "-");
         replace_in(e.link, "http://" + host, "https://" + flat + ".cdn.ampproject.org/c/s/" + host);
       },
       {},
       true},
  };
}

/// Four entries before; after: the three newer ones changed, and a new one.
std::vector<Pair> happenings() {
  std::vector<Pair> pairs;
  std::vector<Happening> all = addresses_change();
  for (auto more : {ids_change(), editors_change(), other_sources()})
    all.insert(all.end(), more.begin(), more.end());
  for (const Style& style : styles())
    for (const Happening& happening : all) {
      if (happening.fits && !happening.fits(style)) continue;
      const std::string host = "h" + std::to_string(pairs.size()) + ".example.org";
      Pair pair{style.name + ": " + happening.name,
                listing_of(style, host, 0, 4),
                listing_of(style, host, 1, 4),
                {kNew, 0, 1, 2},
                happening.other_source};
      for (Entry& entry : pair.after) happening.apply(entry, host);
      pairs.push_back(std::move(pair));
    }
  return pairs;
}

// --- what must not be taken for one

Entry plain(const std::string& id, const std::string& link, const std::string& title, std::int64_t when,
            const std::string& html) {
  Entry e;
  e.id = id, e.link = link, e.title = title, e.content.html = html;
  if (when) e.published = at(when);
  return e;
}

const std::string kLong = text_about("something that is said every week in the same words", false);

std::vector<Pair> same_words() {
  return {
      {"a column's title, week after week",
       {plain("c1", "http://a.org/c/1", "Open thread", 7, "<p>Talk about what you like.</p>")},
       {plain("c2", "http://a.org/c/2", "Open thread", 604'807, "<p>Talk about what you like.</p>")},
       {kNew}},
      {"a column with a long text that stays",
       {plain("c1", "http://b.org/c/1", "Open thread", 7, kLong)},
       {plain("c2", "http://b.org/c/2", "Open thread", 604'807, kLong)},
       {kNew}},
      {"the weather at one address",
       {plain("w1", "http://c.org/weather", "Weather", 77, "<p>Rain.</p>")},
       {plain("w2", "http://c.org/weather", "Weather on Tuesday", 86'477, "<p>Sun.</p>")},
       {kNew}},
      {"the weather twice in one document",
       {plain("w1", "http://d.org/weather", "Weather", 0, "<p>Rain.</p>")},
       {plain("w2", "http://d.org/weather", "Weather", 0, "<p>Sun.</p>"),
        plain("w1", "http://d.org/weather", "Weather", 0, "<p>Rain.</p>")},
       {kNew, 0}},
      {"parts of one day",
       {plain("http://e.org/1", "http://e.org/1", "Part 1", kMidnight, kLong)},
       {plain("http://e.org/2", "http://e.org/2", "Part 2", kMidnight, "<p>" + kLong.substr(200))},
       {kNew}},
      {"two of one title and midnight",
       {plain("n1", "http://f.org/1", "Short news", kMidnight, "<p>The mayor opened a bridge.</p>")},
       {plain("n2", "http://f.org/2", "Short news", kMidnight, "<p>A bear was seen in the park.</p>")},
       {kNew}},
      {"alerts of one minute",
       {plain("f1", "http://g.org/north", "Flood alert: north", 77, "<p>Take care.</p>")},
       {plain("f2", "http://g.org/south", "Flood alert: south", 78, "<p>Take care.</p>")},
       {kNew}},
      {"two languages",
       {plain("http://h.org/en/x", "http://h.org/en/x", "Gazette 2.0", 0, "<p>It is out.</p>")},
       {plain("http://h.org/de/x", "http://h.org/de/x", "Gazette 2.0", 0, "<p>Es ist da.</p>")},
       {kNew}},
      {"numbers in titles",
       {plain("r1", "http://i.org/r1", "Version 1.2", 0, "<p>Changes.</p>")},
       {plain("r2", "http://i.org/r2", "Version 12", 0, "<p>Changes.</p>")},
       {kNew}},
      {"C, C++ and C#",
       {plain("l1", "http://j.org/1", "Why I like C++", 77, "<p>Because.</p>")},
       {plain("l2", "http://j.org/2", "Why I like C#", 77, "<p>Because.</p>")},
       {kNew}},
      {"short texts without titles",
       {plain("s1", "http://k.org/s/1", "", 77, "<p>Good morning</p>")},
       {plain("s2", "http://k.org/s/2", "", 86'477, "<p>Good morning</p>")},
       {kNew}},
  };
}

std::vector<Pair> same_addresses() {
  return {
      {"a page of all incidents",
       {plain("http://l.org/s#101", "http://l.org/s", "Outage of mail", 77, "<p>Down.</p>")},
       {plain("http://l.org/s#102", "http://l.org/s", "Outage of web", 9'977, "<p>Down.</p>")},
       {kNew}},
      {"a change log's anchors",
       {plain("http://m.net/log#v1", "http://m.net/log#v1", "v1", 0, "<p>First.</p>")},
       {plain("http://m.net/log#v2", "http://m.net/log#v2", "v2", 0, "<p>Second.</p>"),
        plain("http://m.net/log#v1", "http://m.net/log#v1", "v1", 0, "<p>First.</p>")},
       {kNew, 0}},
      {"anchors without ids",
       {plain("", "http://n.org/log#v1", "v1", 0, "<p>First.</p>")},
       {plain("", "http://n.org/log#v2", "v2", 0, "<p>Second.</p>")},
       {kNew}},
      {"a live page",
       {plain("d1", "http://o.org/live", "Live: Monday", 77, "<p>x</p>")},
       {plain("d2", "http://o.org/live", "Live: Tuesday", 86'477, "<p>y</p>")},
       {kNew}},
      {"a show's page",
       {plain("e1", "http://p.org/show", "Episode 1", 77, "<p>Notes</p>")},
       {plain("e2", "http://p.org/show", "Episode 2", 604'877, "<p>Notes</p>"),
        plain("e1", "http://p.org/show", "Episode 1", 77, "<p>Notes</p>")},
       {kNew, 0}},
      {"numbers in queries",
       {plain("", "http://q.org/s?id=1", "Notice", 0, "<p>One</p>")},
       {plain("", "http://q.org/s?id=2", "Notice", 0, "<p>Two</p>")},
       {kNew}},
      {"letters' case in paths",
       {plain("", "http://r.org/AbC", "Found", 0, "<p>One</p>")},
       {plain("", "http://r.org/aBc", "Found", 0, "<p>Two</p>")},
       {kNew}},
      {"the front page for all",
       {plain("1", "http://s.org/", "Monday", 77, "<p>One</p>")},
       {plain("2", "http://s.org/", "Tuesday", 86'477, "<p>Two</p>")},
       {kNew}},
      {"another port",
       {plain("", "http://t.org:8001/a", "Status", 0, "<p>One</p>")},
       {plain("", "http://t.org:8002/a", "Status", 0, "<p>Two</p>")},
       {kNew}},
      {"a host that begins like a face",
       {plain("", "http://m.u.org/a", "Report", 0, "<p>One</p>")},
       {plain("", "http://mm.u.org/a", "Report", 0, "<p>Two</p>")},
       {kNew}},
  };
}

std::vector<Pair> same_ids() {
  const std::string hello =
      "<p>Welcome to WordPress. This is your first post. Edit or delete it, then start writing!</p>";
  return {
      {"first posts of two blogs in a planet",
       {plain("http://ann.org/?p=1", "http://ann.org/hello-world/", "Hello world!", 77, hello),
        plain("http://cid.org/?p=9", "http://cid.org/x/", "Else", 99, "<p>x</p>")},
       {plain("http://bob.org/?p=1", "http://bob.org/hello-world/", "Hello world!", 990'077, hello),
        plain("http://cid.org/?p=9", "http://cid.org/x/", "Else", 99, "<p>x</p>")},
       {kNew, 1}},
      {"numbers of two blogs in a planet",
       {plain("http://v1.org/?p=12", "http://v1.org/a", "One", 77, "<p>1</p>"),
        plain("http://v2.org/?p=11", "http://v2.org/b", "Two", 99, "<p>2</p>")},
       {plain("http://v2.org/?p=12", "http://v2.org/c", "Three", 88'077, "<p>3</p>"),
        plain("http://v1.org/?p=12", "http://v1.org/a", "One", 77, "<p>1</p>")},
       {kNew, 0}},
      {"one id for all, at first alone",
       {plain("0", "http://w.org/a", "A", 77, "<p>a</p>")},
       {plain("0", "http://w.org/b", "B", 99, "<p>b</p>"), plain("0", "http://w.org/a", "A", 77, "<p>a</p>")},
       {kNew, 0}},
      {"one id for all, no titles",
       {plain("0", "", "", 77, "<p>a</p>"), plain("0", "", "", 78, "<p>b</p>")},
       {plain("0", "", "", 79, "<p>c</p>"), plain("0", "", "", 78, "<p>b</p>")},
       {kNew, 1}},
      {"the same number in another source",
       {plain("1", "http://x.org/a", "A", 77, "<p>a</p>")},
       {plain("1", "http://y.org/b", "B", 99, "<p>b</p>")},
       {kNew},
       true},
      {"a comment on another site's article",
       {plain("1", "http://z.org/a", "Big news", 77, kLong)},
       {plain("tag:me.org,2024:5", "http://z.org/a", "Big news", 9'977,
              "<p>I have read this and think otherwise.</p>" + text_about("why I think otherwise", false))},
       {kNew},
       true},
      {"two sources with one headline",
       {plain("1", "http://aa.org/a", "Rain tomorrow", 77, "<p>a</p>")},
       {plain("2", "http://bb.org/b", "Rain tomorrow", 77, "<p>a</p>")},
       {kNew},
       true},
  };
}

class Pairs : public testing::Test {
 protected:
  /// Of one pair: articles that should have been one, and articles that should not.
  struct Faults {
    int duplicates = 0, merges = 0;
  };
  Faults run(const Pair& pair, int n) {
    const std::string source = "s" + std::to_string(n), second = pair.other_source ? source + "b" : source;
    const std::vector<std::string> before = poll_entries(*store_, source, pair.before, now_ += 1000).ids;
    seen_.insert(before.begin(), before.end());
    const Polled polled = poll_entries(*store_, second, pair.after, now_ += 1000);
    Faults faults;
    for (std::size_t i = 0; i < pair.after.size(); ++i) {
      ++labels_;
      const bool is_same = pair.same[i] != kNew;
      if (is_same) faults.duplicates += polled.ids[i] != before[static_cast<std::size_t>(pair.same[i])];
      if (!is_same) faults.merges += seen_.contains(polled.ids[i]);
    }
    EXPECT_EQ(polled.report.added, std::count(pair.same.begin(), pair.same.end(), kNew));
    seen_.insert(polled.ids.begin(), polled.ids.end());
    const Polled again = poll_entries(*store_, second, pair.after, now_ += 1000);
    EXPECT_EQ(again.report.added, 0) << "a third poll finds all";
    EXPECT_EQ(again.ids, polled.ids);
    return faults;
  }

  std::unique_ptr<Store> store_ = open(":memory:");
  std::set<std::string> seen_;
  std::int64_t now_ = 40'000'000;
  int labels_ = 0;
};

TEST_F(Pairs, no_duplicate_and_no_false_merge) {
  std::vector<Pair> pairs = happenings();
  for (auto more : {same_words(), same_addresses(), same_ids()})
    pairs.insert(pairs.end(), more.begin(), more.end());
  int duplicates = 0, merges = 0;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    SCOPED_TRACE(pairs[i].name);
    const Faults faults = run(pairs[i], static_cast<int>(i));
    EXPECT_EQ(faults.duplicates, 0);
    EXPECT_EQ(faults.merges, 0);
    duplicates += faults.duplicates, merges += faults.merges;
  }
  std::printf("%zu listings, %d labelled entries: %d duplicates, %d false merges\n", pairs.size(), labels_,
              duplicates, merges);
  EXPECT_GE(labels_, 200);
  EXPECT_EQ(must(store_->check()), std::vector<std::string>{});
}

}  // namespace
}  // namespace gazette
