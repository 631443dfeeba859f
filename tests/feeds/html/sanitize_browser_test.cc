// Real Chromium opens what is left of every attack, as HTML and as rendered Markdown: nothing may run, load a
// page or leave its place. The raw attacks fire in the same page, so the page can tell.
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "feeds/html/markdown.h"
#include "feeds/html/sanitize.h"
#include "feeds/text/encoding.h"
#include "tests/end_to_end/process.h"
#include "tests/feeds/html/attacks.h"
#include "tests/feeds/html/rendered.h"

namespace gazette::html {
namespace {

using gazette::testing::Finished;
using gazette::testing::run_program;
using gazette::testing::TempFolder;
using gazette::testing::write_text;
using testing::kAttacks;

constexpr std::string_view kHead = R"~(<!DOCTYPE html><meta charset=utf-8><title>t</title><script>
window.fired = [];
window.xss = window.alert = window.confirm = window.prompt = window.print = window.open = () => fired.push(current());
function current() { return String(window.probing || 'loading'); }
</script><body>)~";

// Every handler is tried, every address looked at; the result stands in the page's last element.
constexpr std::string_view kTail = R"~(<script>
addEventListener('load', () => setTimeout(() => {
  for (const box of document.querySelectorAll('.case')) {
    window.probing = box.id;
    if (box.parentNode !== document.body) fired.push(box.id + ' moved');
    for (const e of box.querySelectorAll('*')) {
      for (const type of ['mouseover', 'mouseenter', 'pointerover', 'focus', 'click', 'toggle', 'beforetoggle', 'animationstart',
                          'animationend', 'error', 'load', 'loadstart', 'start'])
        if (!(type === 'click' && e.closest('a,summary'))) e.dispatchEvent(new Event(type, {cancelable: true}));
      for (const a of e.attributes) {
        if (/^on|^style$|^srcdoc$|^formaction$/.test(a.name)) fired.push(box.id + ' ' + a.name);
        if (/^[\s\0-\x20]*(javascript|vbscript|data|blob|file):/i.test(a.value)) fired.push(box.id + ' ' + a.value);
      }
      if (/^(script|style|object|embed|base|meta|link|form|template|svg|math)$/i.test(e.localName)) fired.push(box.id + ' ' + e.localName);
    }
  }
  const out = document.createElement('output');
  out.textContent = 'fired:' + JSON.stringify(fired) + ':end';
  document.body.append(out);
}, 200));
</script>)~";

/// What the page says after it ran; empty if it never came so far (navigated away, or was broken).
std::string fired_in(const std::vector<std::string>& boxes) {
  const TempFolder folder;
  std::string page(kHead);
  for (std::size_t i = 0; i < boxes.size(); ++i)
    page += "<div class=case id=c" + std::to_string(i) + ">" + boxes[i] + "</div>\n";
  write_text(folder / "page.html", page + std::string(kTail));
  const Finished ran =
      run_program({"chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
                   "--no-first-run", "--disable-background-networking", "--disable-component-update",
                   "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND", "--virtual-time-budget=5000",
                   "--user-data-dir=" + (folder / "profile").string(), "--dump-dom",
                   "file://" + (folder / "page.html").string()});
  const std::size_t begin = ran.out.find("<output>fired:"), end = ran.out.find(":end</output>");
  return begin == std::string::npos || end == std::string::npos
             ? ""
             : ran.out.substr(begin + 14, end - begin - 14);
}

TEST(SanitizeInChromium, ThePageNoticesWhatRuns) {
  const std::string fired =
      fired_in({"<img src=x onerror=xss()>", "<svg onload=xss()></svg>", "<p onclick=alert(1)>x</p>",
                "<a href='javascript:xss()'>x</a>", "</div><p>out</p>", "x"});
  for (const char* expected : {"loading", "c2", "c3 javascript:xss()"})
    EXPECT_NE(fired.find(expected), std::string::npos) << fired;
}

TEST(SanitizeInChromium, NothingFires) {
  SanitizeOptions options;
  options.base_url = "https://example.org/a/b";
  std::vector<std::string> html, markdown;
  for (std::string_view attack : kAttacks) {
    const std::string text = make_valid_utf8(attack);
    html.push_back(sanitize_html(text, options));
    markdown.push_back(testing::rendered(html_to_markdown(text, options.base_url), CMARK_OPT_UNSAFE));
  }
  EXPECT_EQ(fired_in(html), "[]");
  EXPECT_EQ(fired_in(markdown), "[]");
}

TEST(SanitizeInChromium, AttacksStayHarmlessWhenSanitizedTwice) {
  SanitizeOptions options;
  options.base_url = "https://example.org/a/b";
  for (std::string_view attack : kAttacks) {
    SCOPED_TRACE(attack);
    const std::string once = sanitize_html(make_valid_utf8(attack), options);
    EXPECT_EQ(sanitize_html(once, options), once);
  }
}

}  // namespace
}  // namespace gazette::html
