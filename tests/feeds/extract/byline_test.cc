#include "feeds/extract/metadata/byline.h"

#include <gtest/gtest.h>

namespace gazette::extract {
namespace {

std::string byline_of(const std::string& head, const std::string& body) {
  const html::Tree tree =
      html::Tree::parse_document("<html><head>" + head + "</head><body>" + body + "</body></html>");
  return read_byline(tree, MetaTags(tree), read_linked_data(tree), "The old harbour");
}

std::string data(const std::string& author) {
  return R"(<script type="application/ld+json">{"@type":"Article","headline":"H","author":)" + author +
         "}</script>";
}

TEST(Byline, OfTheSurestSource) {
  const std::string heading = "<h1>The old harbour</h1>";
  const struct {
    const char* name;
    std::string head, body, out;
  } cases[] = {
      {"data", data(R"({"@type":"Person","name":"Ada Data"})"), "<p class=byline>By Bo Body</p>", "Ada Data"},
      {"several", data(R"([{"name":"Ada Data"},{"name":"Cy Cloud"}])"), "", "Ada Data, Cy Cloud"},
      {"a text", data(R"("Ada Data")"), "", "Ada Data"},
      {"a tag", "<meta name=author content='By Tia Tag'>", "<p class=byline>By Bo Body</p>", "Tia Tag"},
      {"a tag for each author",
       "<meta name=citation_author content='Tia Tag'><meta name=citation_author content='Bo Body'><meta "
       "name=citation_author content='Tia Tag'>",
       "", "Tia Tag, Bo Body"},
      {"a name and its account's address",
       "<meta name=author content='https://x.example/tia'><meta name=author content='Tia Tag'>", "",
       "Tia Tag"},
      {"Dublin Core", "<meta name=dc.creator content='Di Core'>", "", "Di Core"},
      {"an address is no name", "<meta property='article:author' content='https://x.example/tia'>",
       "<p class=byline>By Bo Body</p>", "Bo Body"},
      {"an account gives way to a name", "<meta name=author content=tiatag>",
       "<p class=byline>By Bo Body</p>", "Bo Body"},
      {"an account is better than nothing", "<meta name=author content=tiatag>", "<p>x</p>", "tiatag"},
      {"an organisation gives way to a name", data(R"({"@type":"Organization","name":"The Gull"})"),
       "<p class=byline>By Bo Body</p>", "Bo Body"},
      {"an organisation is better than nothing", data(R"({"@type":"Organization","name":"The Gull"})"), "",
       "The Gull"},
      {"microdata", "", "<div itemprop=author><span itemprop=name>Mic Data</span><p>About him</p></div>",
       "Mic Data"},
      {"microdata in a tag", "", "<div itemprop=author><meta itemprop=name content='Mic Data'></div>",
       "Mic Data"},
      {"rel=author", "", "<a rel='author nofollow' href=/x>Re Lation</a>", "Re Lation"},
      {"h-card", "", "<span class='p-author h-card'>Hay Card</span>", "Hay Card"},
      {"the links of a byline are its names", "",
       "<p class=byline>By <a href=/author/bo>Bo Body</a> and <a href=/author/cy>Cy Cloud</a> <a href=/c>12 "
       "Comments</a></p>",
       "Bo Body, Cy Cloud"},
      {"a title behind the name", "",
       "<div class=author-name>By <a href=/p/bo>Bo Body</a><span>Staff Writer</span></div>", "Bo Body"},
      {"a date behind the name", "", "<p class=byline>By Bo Body | May 3, 2020</p>", "Bo Body"},
      {"a date alone", "", "<p class=byline>Last updated May 3, 2020</p>", ""},
      {"a box about the author is none", "", "<div class=author>" + std::string(300, 'x') + "</div>", ""},
      {"a link to an author's page", "", heading + "<div><a href=/authors/bo-body>Bo Body</a></div>",
       "Bo Body"},
      {"a line near the title", "", heading + "<div>By <span class=q1>Bo Body</span></div>", "Bo Body"},
      {"a sentence near the title", "", heading + "<p>By the harbour wall he stood and waited for her.</p>",
       ""},
      {"German", "", heading + "<p>Von Erika Mustermann</p>", "Erika Mustermann"},
      {"nobody", "", heading + "<p>Text</p>", ""}};
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(byline_of(c.head, c.body), c.out);
  }
}

TEST(Byline, ASectionBeforeTheNamesIsNone) {
  const std::string heading = "<h1>The old harbour</h1>";
  const struct {
    const char *text, *out;
  } cases[] = {
      {"Politik · Jonas Bieler, Tina Hilde", "Jonas Bieler, Tina Hilde"},
      {"Sport | Ada van der Data and Cy O’Cloud", "Ada van der Data and Cy O’Cloud"},
      {"Reuters • Bo Body", "Bo Body"},
      {"Bo Body · Politik", "Bo Body"},
      {"Madonna · Senior Editor", "Madonna"},
      {"Madonna · 12 May 2026", "Madonna"},
      {"Madonna | Daily News", "Madonna"},
  };
  for (const auto& c : cases)
    EXPECT_EQ(byline_of("", heading + "<div class=article__author>" + c.text + "</div>"), c.out) << c.text;
}

TEST(Byline, LabelsAndRolesOfManyLanguages) {
  for (const char* line :
       {"By Jan Doe", "BY Jan Doe", "Written by Jan Doe", "Text by Jan Doe", "Words: Jan Doe", "Von Jan Doe",
        "Par Jan Doe", "Por Jan Doe", "di Jan Doe", "Door Jan Doe", "Av Jan Doe", "Autor: Jan Doe",
        "Автор: Jan Doe", "Yazar: Jan Doe"}) {
    SCOPED_TRACE(line);
    EXPECT_EQ(byline_of("", "<h1>The old harbour</h1><p>" + std::string(line) + "</p>"), "Jan Doe");
    EXPECT_EQ(byline_of("", "<p class=autor>" + std::string(line) + "</p>"), "Jan Doe");
  }
  const struct {
    const char *line, *byline;
  } cases[] = {{"Jan Doe, Staff Writer", "Jan Doe"},     {"Jan Doe, senior politics editor", "Jan Doe"},
               {"Jan Doe, Ann Roe", "Jan Doe, Ann Roe"}, {"김철수 기자", "김철수"},
               {"Di Maria Angel", "Di Maria Angel"},     {"Reuters", "Reuters"}};
  for (const auto& c : cases) {
    SCOPED_TRACE(c.line);
    EXPECT_EQ(byline_of("", "<p class=byline>" + std::string(c.line) + "</p>"), c.byline);
  }
}

TEST(Byline, OfABoxOfSeveralParts) {
  const struct {
    const char *name, *body, *out;
  } cases[] = {
      {"a name and a line about it",
       "<div class=author><span class=author__name>Bo Body</span><p>Bo writes about the sea.</p></div>",
       "Bo Body"},
      {"named by its id", "<div id=byline>By Bo Body</div>", "Bo Body"},
      {"no account", "<div class=author><span class=username>bo</span> Bo Body</div>", "bo Bo Body"},
      {"a rubric before the name",
       "<p class=author><a href=/politics>Politics</a> · <a href=/author/bo>Bo Body</a></p>", "Bo Body"},
      {"an element for each author",
       "<div><a rel=author href=/bo>Bo Body</a> and <a rel=author href=/x/cy>Cy Cloud</a></div>",
       "Bo Body, Cy Cloud"},
      {"a box for each author",
       "<div><p><a rel=author href=/bo>Bo Body</a></p><p><a rel=author href=/cy>Cy Cloud</a></p></div>",
       "Bo Body, Cy Cloud"},
      {"the same one twice", "<div><a rel=author href=/bo>Bo Body</a> <a rel=author href=/bo>Bo</a></div>",
       "Bo Body"},
      {"others far away",
       "<div><p><a rel=author href=/bo>Bo Body</a></p></div><div><div><p><a rel=author "
       "href=/cy>Cy Cloud</a></p></div></div>",
       "Bo Body"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(byline_of("", c.body), c.out);
  }
}

TEST(Byline, InATagOfTheSystemsOwnName) {
  const auto tag = [](const std::string& name, const std::string& value) {
    return "<meta name='" + name + "' content='" + value + "'>";
  };
  for (const char* name : {"authors", "article:author_name", "rbauthors", "cXenseParse:author",
                           "dcsext.author", "blogger", "creator", "hearst.author"}) {
    SCOPED_TRACE(name);
    EXPECT_EQ(byline_of(tag(name, "Tia Tag"), ""), "Tia Tag");
    EXPECT_EQ(byline_of(tag(name, "Tia Tag"), "<p class=byline>By Bo Body</p>"), "Bo Body")
        << "which readers see";
  }
  for (const char* name : {"author_id", "author-image", "twitter:creator", "authority", "creator_tool"}) {
    SCOPED_TRACE(name);
    EXPECT_EQ(byline_of(tag(name, "Tia Tag"), ""), "");
  }
  for (const char* nobody : {"admin", "Administrator", "null", "Unknown"}) {
    SCOPED_TRACE(nobody);
    EXPECT_EQ(byline_of(tag("author", nobody), ""), "");
    EXPECT_EQ(byline_of(tag("author", nobody), "<p class=byline>By Bo Body</p>"), "Bo Body");
  }
}

TEST(Byline, ChineseAndJapaneseLabels) {
  const struct {
    const char* line;
    const char* byline;
  } cases[] = {
      {"来源：新华网　作者：张三　2020-01-02 11:04:05", "张三"},
      {"作者：张三 李四　来源：新华网", "张三, 李四"},
      {"作者：张三、阿不都·热合曼", "张三, 阿不都·热合曼"},
      {"2020年01月02日 11:04 来源：新华网 作者:张三", "张三"},
      {"文/张三", "张三"},
      {"文｜张三 编辑｜李四", "张三"},
      {"文丨Jane Doe", "Jane Doe"},
      {"本报记者 张三 李四 北京报道", "张三, 李四"},
      {"（作者：张三）", "张三"},
      {"本报记者　李　明", "李明"},
      {"本报记者　李　明　王小芳", "李明, 王小芳"},
      {"澎湃新闻记者 李明", "李明"},
      {"□ 记者：张三", "张三"},
      {"記者張三／台北報導", "張三"},
      {"執筆者：山田太郎", "山田太郎"},
      {"김철수 기자", "김철수"},
      {"김철수 기자가 쓴 글", ""},
      {"作者：佚名", ""},
      {"作者：编辑：李四", ""},
      {"论文：张三", ""},
      {"记者 从发布会获悉了解到", ""},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.line);
    EXPECT_EQ(byline_of("", "<h1>The old harbour</h1><p>" + std::string(c.line) + "</p>"), c.byline);
  }
  EXPECT_EQ(byline_of("", "<span class=author>作者：张三</span>"), "张三");
  EXPECT_EQ(byline_of("<meta name=author content='作者：张三'>", ""), "张三");
  EXPECT_EQ(byline_of("<meta property='article:author' content='연합뉴스 | 네이버'>", ""), "연합뉴스");
}

TEST(Byline, InTheDateline) {
  const struct {
    const char* paragraph;
    const char* byline;
  } cases[] = {{"　　新华社北京11月28日电（记者李明、王芳）今天上午", "李明, 王芳"},
               {"〔記者李大華／台北報導〕立法院今天三讀通過財政收支劃分法修正案，調整中央與地方的稅收分配比例"
                "，預計明年起地方政府可分配的財源將增加。",
                "李大華"},
               {"（记者 李　明 王小芳）", "李明, 王小芳"},
               {"立法院。（記者王小明攝）</p><p>〔記者李大華／台北報導〕", "李大華"},
               {"（记者从统计局获悉）今年前十个月", ""},
               {"他对记者说（见图）", ""}};
  for (const auto& c : cases) {
    SCOPED_TRACE(c.paragraph);
    EXPECT_EQ(byline_of("", "<h1>The old harbour</h1><p>" + std::string(c.paragraph) + "</p>"), c.byline);
  }
}

TEST(Byline, LabelledForACard) {
  EXPECT_EQ(
      byline_of("<meta name=twitter:label1 content='Written by'><meta name=twitter:data1 content='Ed Itor'>",
                "<p class=byline>By Bo Body</p>"),
      "Bo Body")
      << "whoever posted it: the page knows better";
  EXPECT_EQ(
      byline_of("<meta name=twitter:label1 content='Written by'><meta name=twitter:data1 content='Ada Data'>",
                ""),
      "Ada Data");
  EXPECT_EQ(
      byline_of(
          "<meta name=twitter:label1 content='Reading time'><meta name=twitter:data1 content='3 minutes'>",
          ""),
      "");
}

TEST(Byline, WhoCommentsOrWritesElsewhereIsNoAuthor) {
  const std::string heading = "<h1>The old harbour</h1>", own = "<p class=byline>By Bo Body</p>";
  const std::string comments =
      "<ol class='comment-list'><li class=comment><div class='comment-author vcard'>"
      "<cite class=fn>Tro Ll</cite></div></li></ol>";
  const std::string related =
      "<div class='related-posts'><article><a rel=author href=/o>Otto Other</a></article></div>";
  for (const std::string& others : {comments, related}) {
    SCOPED_TRACE(others);
    EXPECT_EQ(byline_of("", heading + others), "");
    EXPECT_EQ(byline_of("", heading + own + others), "Bo Body");
    EXPECT_EQ(byline_of("", others + heading + own), "Bo Body");
  }
  EXPECT_EQ(byline_of("", "<div class='related comments'>" + heading + own + "</div>"), "Bo Body")
      << "a name around the whole page";
  EXPECT_EQ(byline_of("", "<p class=comments></p><cite class='author'>Bo Body</cite>"), "Bo Body");
}

TEST(Byline, OfAMailAddress) {
  EXPECT_EQ(byline_of("<meta name=author content='ada@data.example (Ada Data)'>", ""), "Ada Data");
  EXPECT_EQ(byline_of("<meta name=author content='ada@data.example'>", "<p class=byline>By Bo Body</p>"),
            "Bo Body");
  EXPECT_EQ(byline_of(data(R"({"name":"<a href='/a'>Ada Data</a>"})"), ""), "Ada Data");
}

}  // namespace
}  // namespace gazette::extract
