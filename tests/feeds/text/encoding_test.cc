#include "feeds/text/encoding.h"

#include <chrono>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

namespace gazette {
namespace {

using std::string_literals::operator""s;

constexpr auto kXml = MarkupKind::xml;
constexpr auto kHtml = MarkupKind::html;

struct Case {
  const char* name;
  std::string bytes, content_type;
  MarkupKind kind;
  const char *encoding, *how, *holds;
};

void check(const std::vector<Case>& cases) {
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    const Decoded decoded = decode_document(c.bytes, c.content_type, c.kind);
    EXPECT_EQ(decoded.encoding, c.encoding);
    EXPECT_EQ(decoded.how, c.how);
    EXPECT_NE(decoded.text.find(c.holds), std::string::npos) << decoded.text;
    EXPECT_TRUE(is_valid_utf8(decoded.text));
  }
}

std::string wide(std::string_view ascii, bool big, int width) {
  std::string out;
  for (char c : ascii) {
    const std::string zeros(static_cast<std::size_t>(width) - 1, '\0');
    out += big ? zeros + c : c + zeros;
  }
  return out;
}

TEST(Encoding, the_first_evidence_wins) {
  const std::string xml = "<?xml version='1.0' encoding='windows-1251'?><a>\xCF\xF0</a>";
  check({
      {"bom over all", "\xEF\xBB\xBF<?xml version='1.0' encoding='gbk'?>\u00E9", "text/xml; charset=big5",
       kXml, "utf-8", "bom", "\u00E9"},
      {"bom utf-16", "\xFF\xFE<\0a\0>\0\xE9\0"s, "", kXml, "utf-16le", "bom", "<a>\u00E9"},
      {"bom utf-16be", "\xFE\xFF\0<\0a\0>\0\xE9"s, "text/xml; charset=utf-8", kXml, "utf-16be", "bom",
       "<a>\u00E9"},
      {"bom utf-32le", "\xFF\xFE\0\0"s + wide("<a>", false, 4), "", kXml, "utf-32le", "bom", "<a>"},
      {"nulls utf-16be", wide("<?xml version='1.0' encoding='utf-16'?><a/>", true, 2), "", kXml, "utf-16be",
       "detected", "<a/>"},
      {"nulls utf-16le", wide("{\"a\":1}", false, 2), "", MarkupKind::json, "utf-16le", "detected", "{\"a\""},
      {"nulls utf-32be", wide("<a/>", true, 4), "text/xml; charset=utf-8", kXml, "utf-32be", "detected",
       "<a/>"},
      {"http", xml, "text/xml; charset=KOI8-R", kXml, "koi8-r", "http", "\u043E\u041F"},
      {"declaration", xml, "text/xml", kXml, "windows-1251", "declaration", "\u041F\u0440"},
      {"unknown http label", xml, "text/xml; charset=nonsense", kXml, "windows-1251", "declaration",
       "\u041F\u0440"},
      {"nothing said", "<a>\u6F22</a>", "application/xml", kXml, "utf-8", "utf-8", "\u6F22"},
      {"nothing helps", "<a>x\xE9y</a>", "", kXml, "windows-1252", "fallback", "x\u00E9y"},
  });
}

TEST(Encoding, bytes_have_the_last_word) {
  std::string long_utf8 = "<?xml version='1.0' encoding='iso-8859-1'?>";
  for (int i = 0; i < 40; ++i) long_utf8 += "\u00E9t\u00E9 ";
  check({
      {"declared gb2312, is utf-8", "<?xml version='1.0' encoding='gb2312'?><a>\u4E2D\u56FD\u65B0</a>", "",
       kXml, "utf-8", "utf-8", "\u4E2D\u56FD\u65B0"},
      {"declared latin 1, is utf-8 throughout", long_utf8, "", kXml, "utf-8", "utf-8", "\u00E9t\u00E9"},
      {"declared latin 1, may be", "<?xml version='1.0' encoding='iso-8859-1'?><a>\xC3\xA9</a>", "", kXml,
       "windows-1252", "declaration", "\u00C3\u00A9"},
      {"declared latin 1, is utf-8 with few accents",
       "<?xml version='1.0' encoding='iso-8859-1'?><a>\u00DCber die Gr\u00F6\u00DFe</a>", "", kXml, "utf-8",
       "utf-8", "\u00DCber die Gr\u00F6\u00DFe"},
      {"http us-ascii, is utf-8", "<a>\u00DCber die Gr\u00F6\u00DFe</a>", "text/xml; charset=us-ascii", kXml,
       "utf-8", "utf-8", "\u00DCber die Gr\u00F6\u00DFe"},
      {"http utf-8, declared gbk", "<?xml version='1.0' encoding='gbk'?><a>\xD6\xD0\xB9\xFA\xC8\xCB</a>",
       "text/xml; charset=utf-8", kXml, "gb18030", "declaration", "\u4E2D\u56FD\u4EBA"},
      {"declared utf-8, is latin 1", "<?xml version='1.0' encoding='utf-8'?><a>caf\xE9 cr\xE8me</a>", "",
       kXml, "windows-1252", "fallback", "caf\u00E9 cr\u00E8me"},
      {"declared utf-16, is ascii", "<?xml version='1.0' encoding='utf-16'?><a/>", "", kXml, "utf-8",
       "declaration", "<a/>"},
      {"http utf-16, is ascii", "<a/>", "application/xml; charset=utf-16", kXml, "utf-8", "utf-8", "<a/>"},
      {"json is utf-8", "{\"a\":\"\u00E9\"}", "application/json; charset=iso-8859-1", MarkupKind::json,
       "utf-8", "utf-8", "\u00E9"},
      {"json in gbk all the same", "{\"a\":\"\xD6\xD0\xB9\xFA\xC8\xCB\"}", "application/json; charset=gbk",
       MarkupKind::json, "gb18030", "http", "\u4E2D\u56FD\u4EBA"},
      {"utf-7 is never read", "<?xml version='1.0' encoding='utf-7'?><a>+ADw-script+AD4-</a>",
       "text/xml; charset=utf-7", kXml, "us-ascii", "http", "+ADw-script"},
      {"iso-2022-jp", "<?xml version='1.0' encoding='iso-2022-jp'?><a>\x1B$B4A;z\x1B(B</a>", "", kXml,
       "iso-2022-jp", "declaration", "\u6F22\u5B57"},
  });
}

TEST(Encoding, names_ascii_as_its_transport_does) {
  const std::string declared = "<?xml version='1.0' encoding='iso-8859-1'?><a/>";
  check({
      {"said", declared, "application/xml;charset = 'us-ascii'", kXml, "us-ascii", "http", "<a/>"},
      {"default of text/*", declared, "text/xml", kXml, "us-ascii", "http", "<a/>"},
      {"not for html", "<a/>", "text/html", kHtml, "utf-8", "utf-8", "<a/>"},
      {"declaration", declared, "application/xml", kXml, "windows-1252", "declaration", "<a/>"},
      {"declared itself", "<?xml version='1.0' encoding='US-ASCII'?><a/>", "application/xml", kXml,
       "us-ascii", "declaration", "<a/>"},
      {"none", "<a/>", "", kXml, "utf-8", "utf-8", "<a/>"},
  });
}

TEST(Encoding, finds_declarations) {
  const std::string gbk = "\xD6\xD0\xB9\xFA";
  const std::string padding = "<!--" + std::string(1500, 'x') + "-->";
  check({
      {"meta charset", "<html><meta charset=gbk>" + gbk, "", kHtml, "gb18030", "declaration", "\u4E2D"},
      {"meta http-equiv", "<META content='text/html; charset=GB2312' HTTP-EQUIV=Content-Type>" + gbk, "",
       kHtml, "gb18030", "declaration", "\u4E2D"},
      {"meta behind much",
       padding + "<script src='<meta charset=koi8-r>'></script><meta charset='gbk'/>" + gbk, "", kHtml,
       "gb18030", "declaration", "\u4E2D"},
      {"not in a comment", "<!-- <meta charset=koi8-r> --><meta charset=gbk>" + gbk, "", kHtml, "gb18030",
       "declaration", "\u4E2D"},
      {"not content alone", "<meta name=x content='charset=koi8-r'><meta charset=gbk>" + gbk, "", kHtml,
       "gb18030", "declaration", "\u4E2D"},
      {"xml declaration in html", "<?xml version='1.0' encoding='gbk'?><html>" + gbk, "", kHtml, "gb18030",
       "declaration", "\u4E2D"},
      {"behind white space", "\n  <?xml version=\"1.0\" encoding = \"GBK\" ?><a>" + gbk, "", kXml, "gb18030",
       "declaration", "\u4E2D"},
      {"quoted in http", "<a>" + gbk, "text/xml; x=y; CHARSET=\"gbk\"; z", kXml, "gb18030", "http", "\u4E2D"},
      {"no parameter", "<a>\u00E9", "text/xml; charset:gbk", kXml, "utf-8", "utf-8", "\u00E9"},
  });
}

TEST(Encoding, labels_are_those_of_the_standard) {
  struct {
    const char *label, *encoding;
  } cases[] = {
      {"GB2312", "gb18030"},
      {"gbk", "gb18030"},
      {" iso-8859-1 ", "windows-1252"},
      {"latin1", "windows-1252"},
      {"Shift_JIS", "shift_jis"},
      {"x-sjis", "shift_jis"},
      {"ks_c_5601-1987", "euc-kr"},
      {"big5-hkscs", "big5"},
      {"UTF8", "utf-8"},
      {"utf-16", "utf-16le"},
      {"tis-620", "windows-874"},
      {"iso-8859-9", "windows-1254"},
      {"koi8-ru", "koi8-u"},
      {"iso-8859-16", "iso-8859-16"},
      {"windows_1252", "windows-1252"},
      {"iso8859_15", "iso-8859-15"},
      {"EUC_KR", "euc-kr"},
      {"IBM850", "ibm850"},
      {"cp437", "ibm437"},
      {"utf-7", ""},
      {"utf_7", ""},
      {"hz-gb-2312", ""},
      {"iso-2022-kr", ""},
      {"ibm037", ""},
      {"../ibm850", ""},
      {"-", ""},
      {"", ""},
      {"nonsense", ""},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.label);
    EXPECT_EQ(encoding_for_label(c.label), c.encoding);
  }
}

TEST(Encoding, decodes_by_label) {
  struct {
    const char* label;
    std::string bytes;
    const char* text;
  } cases[] = {
      {"gbk", "\xD6\xD0\x81\x30\x81\x30", "\u4E2D\u0080"},
      {"big5", "\xA4\xA4\xA4\xE5", "\u4E2D\u6587"},
      {"sjis", "\x8A\xBF\x8E\x9A\\\xB1", "\u6F22\u5B57\\\uFF71"},
      {"euc-jp", "\xB4\xC1\xBB\xFA", "\u6F22\u5B57"},
      {"euc-kr", "\xC7\xD1\xB1\xDB\x8C\x63", "\uD55C\uAE00\uB620"},
      {"koi8-r", "\xEB\xC1\xCB", "\u041A\u0430\u043A"},
      {"iso-8859-1", "\x80\x93\xE9", "\u20AC\u201C\u00E9"},
      {"iso-8859-2", "\xB1\xE6", "\u0105\u0107"},
      {"iso-8859-7", "\xE1\xDC", "\u03B1\u03AC"},
      {"iso-8859-16", "\xA2\xAA", "\u0105\u0218"},
      {"windows-874", "\xA1", "\u0E01"},
      {"windows-1255", "\xE0", "\u05D0"},
      {"ibm866", "\x80", "\u0410"},
      {"ibm850", "\x82", "\u00E9"},
      {"koi8_u", "\xB6", "\u0406"},
      {"macintosh", "\x8E", "\u00E9"},
      {"utf-16le", "\x3D\xD8\x00\xDE"s, "\U0001F600"},
      {"unknown", "\xE9", "\u00E9"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.label);
    const Decoded decoded = decode_as(c.bytes, c.label);
    EXPECT_EQ(decoded.text, c.text);
    EXPECT_EQ(decoded.replaced, 0u);
  }
}

TEST(Encoding, replaces_and_counts) {
  struct {
    const char *name, *label;
    std::string bytes;
    const char* text;
    std::size_t replaced;
  } cases[] = {
      {"stray byte", "utf-8", "a\xFF\x62", "a\uFFFDb", 1},
      {"maximal parts", "utf-8",
       "\xE6\xBC"
       "a\xF0\x9F\x98",
       "\uFFFDa\uFFFD", 2},
      {"overlong", "utf-8", "\xC0\xAF", "\uFFFD\uFFFD", 2},
      {"surrogate", "utf-8", "\xED\xA0\x80", "\uFFFD\uFFFD\uFFFD", 3},
      {"ascii behind a lead byte stays", "gbk", "\xD6<a>", "\uFFFD<a>", 1},
      {"ascii behind a lead byte stays", "euc-kr", "\xC7<a>", "\uFFFD<a>", 1},
      {"cut short", "gbk", "\xD6\xD0\xB9", "\u4E2D\uFFFD", 1},
      {"lone surrogates", "utf-16le",
       "\x00\xDC"
       "a\0\x3D\xD8"s,
       "\uFFFDa\uFFFD", 2},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const Decoded decoded = decode_as(c.bytes, c.label);
    EXPECT_EQ(decoded.text, c.text);
    EXPECT_EQ(decoded.replaced, c.replaced);
  }
  EXPECT_EQ(make_valid_utf8("a\x80\u00E9"), "a\uFFFD\u00E9");
}

TEST(Encoding, chunks_of_conversion_join) {
  std::string bytes, text;
  for (int i = 0; i < 9000; ++i) {
    bytes += "\x3D\xD8\x00\xDE"s + (i % 7 ? "" : "a\0"s);  // pairs fall on both sides of every chunk
    text += "\U0001F600"s + (i % 7 ? "" : "a");
  }
  EXPECT_EQ(decode_as(bytes, "utf-16le").text, text);
}

TEST(Encoding, detects) {
  check({
      {"chinese",
       "<a>\xD0\xC2\xCE\xC5\xC6\xB5\xB5\xC0\xBD\xF1\xC8\xD5\xB7\xA2\xB2\xBC\xB5\xC4\xCF\xFB\xCF\xA2</a>", "",
       kXml, "gb18030", "detected", "\u65B0\u95FB\u9891\u9053\u4ECA\u65E5"},
      {"japanese", "<a>\x8D\xA1\x93\xFA\x82\xCD\x93\x56\x8B\x43\x82\xAA\x82\xE6\x82\xA2\x82\xCC\x82\xC5</a>",
       "", kXml, "shift_jis", "detected", "\u4ECA\u65E5\u306F\u5929\u6C17"},
      {"thai",
       "<a>\xC7\xD1\xB9\xB9\xD5\xE9\xB7\xD5\xE8\xA1\xC3\xD8\xA7\xE0\xB7\xBE\xC1\xD5\xA1\xD2\xC3\xBB\xC3\xD0</"
       "a>",
       "", kXml, "tis-620", "detected", "\u0E27\u0E31\u0E19\u0E19\u0E35\u0E49"},
      {"thai with the quotes of Windows",
       "<a>"
       "\x93\xC7\xD1\xB9\xB9\xD5\xE9\xB7\xD5\xE8\xA1\xC3\xD8\xA7\xE0\xB7\xBE\xC1\xD5\xA1\xD2\xC3\xBB\xC3\xD0"
       "\x94</"
       "a>",
       "", kXml, "windows-874", "detected", "\u201C\u0E27\u0E31\u0E19\u0E19\u0E35\u0E49"},
      {"russian",
       "<a>\xF3\xC5\xC7\xCF\xC4\xCE\xD1 \xD7 \xED\xCF\xD3\xCB\xD7\xC5 \xD0\xD2\xCF\xDB\xCC\xC1</a>", "", kXml,
       "koi8-r", "detected", "\u0421\u0435\u0433\u043E\u0434\u043D\u044F"},
  });
}

TEST(Encoding, detects_behind_a_long_script) {
  const std::string script = "<script>" + std::string(300000, 'x') + "</script>";
  const std::string chinese =
      "<p>\xD0\xC2\xCE\xC5\xC6\xB5\xB5\xC0\xBD\xF1\xC8\xD5\xB7\xA2\xB2\xBC\xB5\xC4\xCF\xFB\xCF\xA2</p>";
  EXPECT_EQ(decode_document(script + chinese, "", kHtml).encoding, "gb18030");
}

std::string file(const std::string& name) {
  std::ifstream in(TESTS_DIR "/qq/" + name, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

TEST(Encoding, real_pages_in_gbk) {
  struct {
    const char *name, *how;
  } cases[] = {{"article_seed_gb2312_meta.html", "declaration"},
               {"article_seed_gbk_nometa.html", "detected"}};
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const std::string page = file(c.name);
    ASSERT_FALSE(page.empty());
    const Decoded decoded = decode_document(page, "text/html", kHtml);
    EXPECT_EQ(decoded.encoding, "gb18030");
    EXPECT_EQ(decoded.how, c.how);
    EXPECT_EQ(decoded.replaced, 0u);
    EXPECT_NE(decoded.text.find("\u5B59\u6B63\u4E49"), std::string::npos);
  }
}

TEST(Encoding, validity_at_every_offset) {
  const std::string good = "\u00E9\u6F22\U0001F600abc\u0800\uD7FF\uE000\uFFFD\U0010FFFF";
  for (std::size_t shift = 0; shift < 40; ++shift) {
    const std::string text = std::string(shift, 'a') + good + std::string(100, 'b') + good;
    EXPECT_TRUE(is_valid_utf8(text));
    for (std::size_t i = shift; i < shift + good.size(); ++i) {
      std::string broken = text;
      broken[i] = '\xFF';
      EXPECT_FALSE(is_valid_utf8(broken)) << shift << " " << i;
      EXPECT_TRUE(is_valid_utf8(make_valid_utf8(broken)));
    }
  }
  for (const char* bad :
       {"\xE0\x9F\xBF", "\xED\xA0\x80", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xC1\xBF", "\xE6\xBC"}) {
    SCOPED_TRACE(bad);
    EXPECT_FALSE(is_valid_utf8(bad));
    EXPECT_FALSE(is_valid_utf8(std::string(bad) + "abcdefgh"));
    EXPECT_FALSE(is_valid_utf8("\u6F22" + std::string(bad) + "\u6F22\u6F22"));
  }
}

TEST(Encoding, linear_on_hostile_input) {
  std::string metas, marks(4 << 20, '<'), high(4 << 20, '\x80'), truncated;
  for (int i = 0; i < 100000; ++i) metas += "<meta x='";
  for (int i = 0; i < 1000000; ++i) truncated += "\xE6\xBC<";
  const auto begin = std::chrono::steady_clock::now();
  for (const std::string& bytes : {metas, marks, high, truncated})
    for (MarkupKind kind : {kXml, kHtml, MarkupKind::json, MarkupKind::text})
      EXPECT_TRUE(is_valid_utf8(decode_document(bytes, "", kind).text));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20));
}

/// Blocks of 16 bytes are checked at once: every mistake at every place in them, next to every edge.
TEST(Encoding, ValidityIsToldWhereverAMistakeStands) {
  struct Bytes {
    std::string_view name, bytes;
    bool valid;
  };
  constexpr Bytes kCases[] = {
      {"two", "\xC2\x80\xDF\xBF", true},
      {"three", "\xE0\xA0\x80\xED\x9F\xBF\xEE\x80\x80\xEF\xBF\xBF", true},
      {"four", "\xF0\x90\x80\x80\xF4\x8F\xBF\xBF", true},
      {"a lone continuation", "\x80", false},
      {"a continuation too many", "\xC3\xA9\x80", false},
      {"overlong, two", "\xC1\xBF", false},
      {"overlong, three", "\xE0\x9F\xBF", false},
      {"overlong, four", "\xF0\x8F\xBF\xBF", false},
      {"a surrogate", "\xED\xA0\x80", false},
      {"beyond Unicode", "\xF4\x90\x80\x80", false},
      {"no lead", "\xF5\x80\x80\x80", false},
      {"0xFF", "\xFF", false},
      {"two breaks off", "\xC3", false},
      {"three breaks off", "\xE4\xB8", false},
      {"four breaks off", "\xF0\x9F\x98", false},
  };
  for (const Bytes& c : kCases) {
    SCOPED_TRACE(c.name);
    for (const std::string_view filler : {"a", "\xC3\xA9", "\xE6\x96\xB0", "\xF0\x9F\x98\x80"}) {
      for (std::size_t before = 0; before < 40; ++before) {
        for (const std::size_t after : {0, 1, 5, 16, 33}) {
          std::string text;
          for (std::size_t i = 0; i < before; ++i) text += filler;
          const std::size_t valid = text.size();
          text += c.bytes;
          for (std::size_t i = 0; i < after; ++i) text += filler;
          ASSERT_EQ(is_valid_utf8(text), c.valid) << filler << " " << before << " " << after;
          if (c.valid)
            ASSERT_EQ(make_valid_utf8(text), text);
          else
            ASSERT_EQ(make_valid_utf8(text).substr(0, valid), text.substr(0, valid));
        }
      }
    }
  }
}

}  // namespace
}  // namespace gazette
