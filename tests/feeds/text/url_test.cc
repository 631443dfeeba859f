#include "feeds/text/url.h"

#include <gtest/gtest.h>

#include "feeds/text/tracking/redirect.h"

namespace gazette {
namespace {

struct Case {
  const char *name, *in, *out;
};

TEST(Url, resolves_like_rfc_3986_5_4) {
  const Case cases[] = {
      {"absolute", "http://g/h", "http://g/h"},
      {"name", "g", "http://a/b/c/g"},
      {"dot", "./g", "http://a/b/c/g"},
      {"folder", "g/", "http://a/b/c/g/"},
      {"root", "/g", "http://a/g"},
      {"authority", "//g", "http://g/"},
      {"query", "?y", "http://a/b/c/d;p?y"},
      {"name and query", "g?y", "http://a/b/c/g?y"},
      {"fragment", "#s", "http://a/b/c/d;p?q#s"},
      {"all", "g;x?y#s", "http://a/b/c/g;x?y#s"},
      {"empty", "", "http://a/b/c/d;p?q"},
      {"here", ".", "http://a/b/c/"},
      {"up", "..", "http://a/b/"},
      {"up and down", "../g", "http://a/b/g"},
      {"two up", "../../g", "http://a/g"},
      {"above the root", "../../../g", "http://a/g"},
      {"dots in the path", "/./g", "http://a/g"},
      {"no dot segment", "g..", "http://a/b/c/g.."},
      {"hidden", ".g", "http://a/b/c/.g"},
      {"inside", "g;x=1/../y", "http://a/b/c/y"},
      {"query keeps dots", "g?y/../x", "http://a/b/c/g?y/../x"},
      {"fragment keeps dots", "g#s/../x", "http://a/b/c/g#s/../x"},
      {"same scheme", "http:g", "http://a/b/c/g"},
      {"encoded dots", "%2e%2E/g", "http://a/b/g"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(resolve_url("http://a/b/c/d;p?q", c.in), c.out);
  }
}

TEST(Url, mends_what_feeds_write) {
  const Case cases[] = {
      {"white space around", " \n http://example.org/a \t", "http://example.org/a"},
      {"tab and newline inside", "http://exa\nmple.org/a\tb", "http://example.org/ab"},
      {"space inside", "http://example.org/a b?c d#e f", "http://example.org/a%20b?c%20d#e%20f"},
      {"back slashes", "http:\\\\example.org\\a\\b", "http://example.org/a/b"},
      {"one slash", "http:/example.org/", "http://example.org/"},
      {"iri", "http://example.org/\u00E9?\u6F22#\u00E4", "http://example.org/%C3%A9?%E6%BC%A2#%C3%A4"},
      {"idn", "http://B\u00FCcher.example/", "http://xn--bcher-kva.example/"},
      {"idn, han", "https://\u4F8B\u3048.jp", "https://xn--r8jz45g.jp/"},
      {"encoded host", "http://ex%61mple.org/", "http://example.org/"},
      {"upper case", "HTTP://WWW.Example.ORG/A", "http://www.example.org/A"},
      {"default port", "https://example.org:443/", "https://example.org/"},
      {"other port", "http://example.org:0443/", "http://example.org:443/"},
      {"empty port", "http://example.org:/", "http://example.org/"},
      {"ipv6", "http://[2001:DB8::1]:8080/", "http://[2001:db8::1]:8080/"},
      {"user", "http://u:p@example.org/", "http://u:p@example.org/"},
      {"several at signs", "http://a@b@example.org/", "http://a%40b@example.org/"},
      {"bad percent", "http://example.org/100%/%zz%41", "http://example.org/100%25/%25zz%41"},
      {"quotes and brackets", "http://example.org/\"<>", "http://example.org/%22%3C%3E"},
      {"empty query stays", "http://example.org/?", "http://example.org/?"},
      {"protocol-relative", "//cdn.example.org/x", "https://cdn.example.org/x"},
      {"other scheme", "MAILTO:a@example.org", "mailto:a@example.org"},
      {"magnet", "magnet:?xt=urn:btih:1", "magnet:?xt=urn:btih:1"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    const std::string resolved = resolve_url("https://base.example/", c.in);
    EXPECT_EQ(resolved, c.out);
    EXPECT_EQ(resolve_url("https://base.example/", resolved), resolved);
  }
}

TEST(Url, refuses_what_is_none) {
  for (const char* bad : {"http://", "http:///", "http://[::1", "http://[zz]/", "http://a:99999/",
                          "http://a:b/", "http://a b/", "http://a<b/", "http://%00/", "http://\u00AD/"}) {
    SCOPED_TRACE(bad);
    EXPECT_EQ(resolve_url("http://a/", bad), "");
  }
  EXPECT_EQ(resolve_url("", "a/b"), "");
  EXPECT_EQ(resolve_url("mailto:x@example.org", "a/b"), "");
  EXPECT_EQ(resolve_url("http://a/", "http://a/" + std::string(70000, 'x')), "");
}

TEST(Url, safe_links) {
  for (const char* good :
       {"http://a/", "https://a/", " https://a/", "mailto:a@b", "tel:+1", "magnet:?x", "FTP://a/"})
    EXPECT_TRUE(is_safe_link(good)) << good;
  for (const char* bad : {"javascript:alert(1)", " JaVaScRiPt:alert(1)", "java\nscript:alert(1)",
                          "java\tscript:x", "\x01javascript:x", "data:text/html,x", "vbscript:x",
                          "file:///etc/passwd", "blob:x", "http:", "", "a/b", "view-source:http://a/"})
    EXPECT_FALSE(is_safe_link(bad)) << bad;
  EXPECT_TRUE(is_http_url("https://a"));
  EXPECT_FALSE(is_http_url("ftp://a"));
  EXPECT_FALSE(is_http_url("//a"));
}

TEST(Url, parts) {
  const UrlParts parts = split_url("HTTPS://u:p@Example.org:8443/a/b?c=d#e");
  EXPECT_EQ(parts.scheme, "https");
  EXPECT_EQ(parts.user_info, "u:p");
  EXPECT_EQ(parts.host, "example.org");
  EXPECT_EQ(parts.port, "8443");
  EXPECT_EQ(parts.path, "/a/b");
  EXPECT_EQ(parts.query, "c=d");
  EXPECT_EQ(parts.fragment, "e");
  EXPECT_EQ(split_url("mailto:a@b").scheme, "");
  EXPECT_EQ(url_origin("https://Example.org:443/a"), "https://example.org");
  EXPECT_EQ(url_origin("http://example.org:81/a"), "http://example.org:81");
  EXPECT_EQ(url_origin("ftp://example.org/"), "");
  EXPECT_EQ(url_host("http://U@Example.org:81/a"), "example.org");
}

/// Most URLs are in normal form and are only cut; what is not must not pass for it.
TEST(Url, OriginAndHostOfWhatIsCutAreThoseOfWhatIsTakenApart) {
  for (const std::string url : {"http://example.org",
                                "https://example.org/",
                                "http://example.org:8080",
                                "https://example.org:443/a",
                                "http://example.org:80/",
                                "http://example.org:0443/",
                                "http://example.org:99999/",
                                "http://example.org:/",
                                "http://example.org?q=/",
                                "http://example.org#f",
                                "http://example.org\\a",
                                "http://a@example.org/",
                                "http://a:b@example.org:81/x",
                                "http://a:81@example.org/",
                                "http:///example.org/a",
                                "http:example.org/",
                                "http://EXAMPLE.org/",
                                "http://b\xC3\xBC"
                                "cher.example/",
                                "http://ex%61mple.org/",
                                "http://[::1]:8080/a",
                                "http://exam ple.org/",
                                "http://exa\tmple.org/a",
                                " http://example.org/a ",
                                "http://127.0.0.1:8080/f/1.xml",
                                "HTTP://example.org/",
                                "http://",
                                "http:///",
                                "http://:80/",
                                "https://-._/",
                                "ftp://example.org/",
                                ""}) {
    const UrlParts parts = split_url(url);
    EXPECT_EQ(url_host(url), parts.host) << url;
    const std::string port = parts.port.empty() ? "" : ":" + parts.port;
    EXPECT_EQ(url_origin(url), parts.host.empty() ? "" : parts.scheme + "://" + parts.host + port) << url;
  }
}

TEST(Url, canonical) {
  const Case cases[] = {
      {"fragment", "http://a/b#c", "http://a/b"},
      {"tracking", "http://a/b?utm_source=x&id=5&UTM_medium=y&fbclid=z", "http://a/b?id=5"},
      {"only tracking", "http://a/b?utm_source=x", "http://a/b"},
      {"trailing mark", "http://a/b?", "http://a/b"},
      {"order stays", "http://a/b?z=1&a=2", "http://a/b?z=1&a=2"},
      {"empty values stay", "http://a/b?z&a=", "http://a/b?z&a="},
      {"names that only look alike", "http://a/b?utmost=1&gclidx=2", "http://a/b?utmost=1&gclidx=2"},
      {"host and port", "HTTPS://A.Example:443", "https://a.example/"},
      {"path keeps its case and slash", "http://a/B/", "http://a/B/"},
      {"a feed's mark", "http://a/b?source=rss&from=Feed&x=1", "http://a/b?x=1"},
      {"Medium's", "http://a/b?source=rss-1a2b3c------2", "http://a/b"},
      {"Ghost's", "http://a/b?ref=blog.example.org&x=1", "http://a/b?x=1"},
      {"a version", "http://a/b?ref=v1.2", "http://a/b?ref=v1.2"},
      {"not its like", "http://a/b?source=rss-reader", "http://a/b?source=rss-reader"},
      {"the same name with another value", "http://a/b?source=reuters&from=12",
       "http://a/b?source=reuters&from=12"},
      {"a session in the path", "http://a/b.do;jsessionid=0A1B?id=5", "http://a/b.do?id=5"},
      {"one site's own", "https://www.youtube.com/watch?v=x&si=y", "https://www.youtube.com/watch?v=x"},
      {"the same name elsewhere", "https://notyoutube.com/watch?v=x&si=y",
       "https://notyoutube.com/watch?v=x&si=y"},
      {"a Chinese article's numbers stay",
       "https://mp.weixin.qq.com/s?__biz=A&mid=1&idx=2&sn=3&chksm=4&scene=21",
       "https://mp.weixin.qq.com/s?__biz=A&mid=1&idx=2&sn=3"},
      {"not http", "mailto:a@b", ""},
      {"one that leads on in another",
       "https://l.facebook.com/"
       "l.php?u=https%3A%2F%2Fhref.li%3A443%2F%3Fhttps%3A%2F%2Fhref.li%2F%3Fhttps%3A%2F%2Fa.example%2F",
       "https://a.example/"},
      {"a page that leads on",
       "https://www.google.com/url?rct=j&sa=t&url=https://A.example/b%3Futm_source%3Dx%26id%3D5&ct=ga",
       "https://a.example/b?id=5"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(canonical_url(c.in), c.out);
    EXPECT_EQ(canonical_url(canonical_url(c.in)), c.out);
  }
}

TEST(RedirectTarget, OfPagesThatOnlyLeadOn) {
  const Case cases[] = {
      {"a search engine's alert", "https://www.google.com/url?rct=j&url=https://a.example/b&ct=ga",
       "https://a.example/b"},
      {"in another country", "https://www.google.co.uk/url?q=http%3A%2F%2Fa.example%2F", "http://a.example/"},
      {"Zhihu", "https://link.zhihu.com/?target=https%3A//a.example/b%3Fc%3Dd%26e",
       "https://a.example/b?c=d&e"},
      {"the query itself", "https://href.li/?https://a.example/b?c", "https://a.example/b?c"},
      {"a whole domain",
       "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fa.example%2F&data=x",
       "https://a.example/"},
      {"nowhere on the web", "https://link.zhihu.com/?target=javascript%3Ahttp", ""},
      {"another page of the host", "https://www.google.com/search?q=https://a.example/", ""},
      {"another host with such a name", "https://www.google.evil/url?url=https://a.example/",
       "https://a.example/"},
      {"another parameter", "https://link.zhihu.com/?x=https://a.example/", ""},
      {"in the fragment", "https://link.zhihu.com/?x#target=https://a.example/", ""},
      {"no address", "link.zhihu.com/?target=https://a.example/", ""},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(redirect_target(c.in).value_or(""), c.out);
  }
}

}  // namespace
}  // namespace gazette
