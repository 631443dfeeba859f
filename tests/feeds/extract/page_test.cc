// Names, phrases, measures, small questions.
#include <gtest/gtest.h>

#include "feeds/extract/page/measures.h"
#include "feeds/extract/page/names.h"
#include "feeds/extract/page/phrases.h"
#include "feeds/extract/page/rewrite.h"

namespace gazette::extract {
namespace {

using html::NodeId;
using html::Tree;

TEST(Names, WhatTheyAreTakenFor) {
  const struct {
    const char* names;
    bool body, lead, clutter, edge;
  } cases[] = {{"article-body", true, false, false, false},
               {"entry-content", true, false, false, false},
               {"post__content", true, false, false, false},
               {"article__lead", false, true, false, false},
               {"c-standfirst", false, true, false, false},
               {"leaderboard", false, false, false, false},
               {"related-posts", false, false, true, false},
               {"newsletter", false, false, true, false},
               {"widget ad", false, false, true, false},
               {"gradient-box", false, false, false, false},
               {"post-date", false, false, false, true},
               {"update", false, false, false, false},
               {"article-tags", false, false, false, true},
               {"t-meta-small", false, false, false, false},
               {" ", false, false, false, false}};
  for (const auto& c : cases) {
    SCOPED_TRACE(c.names);
    EXPECT_EQ(is_body_name(c.names), c.body);
    EXPECT_EQ(is_lead_name(c.names), c.lead);
    EXPECT_EQ(is_clutter_name(c.names), c.clutter);
    EXPECT_EQ(is_edge_name(c.names), c.edge);
  }
}

TEST(Names, UnlikelyUnlessMaybe) {
  EXPECT_TRUE(is_unlikely("site-footer"));
  EXPECT_TRUE(is_unlikely("sidebar"));
  EXPECT_FALSE(is_unlikely("article-sidebar"));
  EXPECT_FALSE(is_unlikely(" "));
  EXPECT_TRUE(is_unlikely_role("navigation"));
  EXPECT_FALSE(is_unlikely_role("main"));
  EXPECT_TRUE(is_post_name("post-12 type-post"));
  EXPECT_FALSE(is_post_name("postal"));
}

TEST(Phrases, ClutterInManyLanguages) {
  for (const char* line : {"Read more: The bridge",
                           "▶ Read also",
                           "Läs också: Bron",
                           "Læs også: Broen",
                           "Les også: Broen",
                           "Lue myös: Silta",
                           "Čtěte také: Most",
                           "Citește și: Podul",
                           "Vezi și: Podul",
                           "Διαβάστε επίσης: Η γέφυρα",
                           "Читайте также: Мост",
                           "Читайте також: Міст",
                           "관련기사: 다리",
                           "Baca juga: Jembatan",
                           "Xem thêm: Cây cầu",
                           "İlgili haberler: Köprü",
                           "اقرأ أيضا: الجسر",
                           "相关阅读：大桥",
                           "【相关报道】",
                           "推荐阅读",
                           "関連記事：橋",
                           "Already a subscriber? Log in",
                           "Subscribe now to read on",
                           "To continue reading, log in",
                           "This story is only for subscribers.",
                           "Weiterlesen mit Plus",
                           "Jetzt abonnieren und alle Artikel lesen.",
                           "Jetzt anmelden",
                           "扫码关注我们",
                           "责任编辑：张三",
                           "更多精彩内容请关注",
                           "To continue reading, please subscribe",
                           "Cet article est réservé aux abonnés.",
                           "本文为付费内容",
                           "订阅后可继续阅读全文",
                           "5 min read",
                           "Lesezeit: 5 Minuten",
                           "阅读数：1234",
                           "1,234 views",
                           "Listen to this article 5 min",
                           "Rate this article:",
                           "Empfohlener redaktioneller Inhalt",
                           "Mit Ihrer Zustimmung wird hier ein externes Video (TargetVideo) geladen.",
                           "Haberin Devamı",
                           "Il vous reste 64.12% de cet article à lire. La suite est réservée aux abonnés.",
                           "Subscribe now",
                           "Advertisement - scroll to continue",
                           "广告",
                           "Подписывайтесь на наш канал",
                           "微博 微信",
                           "Twitter Facebook"})
    EXPECT_TRUE(is_clutter_line(line)) << line;
  for (const char* line : {"标签：大桥", "タグ：橋", "теги: мост", "Tags: bridge"})
    EXPECT_TRUE(is_tags_line(line)) << line;
}

TEST(Phrases, SentencesThatHoldTheWordsOfClutter) {
  for (const char* line : {"相关报道指出：港口已经重新开放。",
                           "他在书末推荐阅读三本著作，并且说明了自己的理由。",
                           "广告业的春天终于来了，从业者这样说。",
                           "相关报道称，港口已经重新开放。",
                           "相关报道指出：港口已经重新开放。",
                           "我们在现场看到，相关报道引发了关注。",
                           "阅读五本书之后，他改变了看法。",
                           "Он сказал, что советует всем, и добавил: читайте также классику.",
                           "По его словам, реклама стала дороже.",
                           "PR専門家はこう語った。",
                           "微博微信时代的新闻。",
                           "读者标签：谁在读",
                           "Les deux ponts sont fermés.",
                           "The 5 min readings were taken at noon.",
                           "He had 1,234 views of the bridge and one of the sea.",
                           "Listen, he said, to the sea.",
                           "To continue reading books is a joy, he says.",
                           "This story is for members of my family.",
                           "Jetzt anmelden muss sich, wer ein Schiff hat.",
                           "Weiterlesen mit Brille kann er noch.",
                           "Läs också en bok, sade hon.",
                           "扫码支付在这里很普及。",
                           "责任编辑部的人说。",
                           "更多精彩比赛将在明天举行。",
                           "Subscribers read more than others do."})
    EXPECT_FALSE(is_clutter_line(line) || is_tags_line(line)) << line;
}

TEST(Phrases, WhatAsianSitesWriteBelow) {
  for (const char* line :
       {"特别声明：以上内容为用户上传，本平台仅提供信息存储服务。", "本文仅代表作者观点，不代表本网立场。",
        "澎湃新闻，未经授权不得转载", "返回搜狐，查看更多", "海量资讯、精准解读，尽在新浪财经APP",
        "点击上方蓝字关注我们", "(责编：刘佳、吕骞)", "图片编辑：陈飞燕", "编辑｜李四 校对｜王五",
        "澎湃新闻报料：021-962866", "（完）", "延伸閱讀：大橋", "請繼續往下閱讀...",
        "本網站之文字、圖片及影音，非經授權，不得轉載、公開播送或公開傳輸及利用。", "未經授權，請勿轉載！",
        "不用抽 不用搶 現在用APP看新聞 保證天天中獎　點我下載APP",
        "Copyright © ITmedia, Inc. All Rights Reserved.", "김철수 기자 kim@hani.example",
        "무단 전재 및 재배포 금지"})
    EXPECT_TRUE(is_clutter_line(line)) << line;
  for (const char* line :
       {"未经许可不得使用无人机拍摄，民航部门这样规定。",
        "法院认为，未经授权不得转载他人的文章，否则要承担责任，这一点在两审中都没有改变。",
        "编辑：由管理员在后台完成，之后才会公开。", "点击右上角的按钮即可保存。", "下载客户端之前先备份。"})
    EXPECT_FALSE(is_clutter_line(line)) << line;
}

TEST(Phrases, Bylines) {
  for (const char* line : {"By Jane Doe", "By Jane Doe and Cy O'Neill", "Von Erika Mustermann",
                           "Par René Dupont", "Von Émile Zola", "Di Niccolò D’Alma", "作者：王小明"})
    EXPECT_TRUE(is_byline(line)) << line;
  for (const char* line :
       {"By 2020 it was gone.", "文：这座桥，今日重修。", "By [Jane]", "Von “Jane”", "Bystanders saw it",
        "By", "Jane Doe", "By the wall of the old harbour stood a house that nobody had seen before"})
    EXPECT_FALSE(is_byline(line)) << line;
}

TEST(Measures, OfTextLinksAndCommas) {
  const Tree tree = Tree::parse_fragment(
      "<div><p>One, two、 three</p><p> <a href=/x>four</a> <a href=#y>five six </a></p><img></div>");
  const NodeId div = tree.find("div");
  const Measures measures(tree, div);
  EXPECT_EQ(measures[div].commas, 2);
  EXPECT_EQ(measures[div].paragraphs, 2);
  EXPECT_EQ(measures[div].images, 1);
  EXPECT_GT(measures[div].links, 4) << "links inside the page count, but less";
  EXPECT_LT(measures[div].links, 13);
}

TEST(Measures, StayRightWhenSomethingGoes) {
  Tree tree = Tree::parse_fragment("<div><p>One, two</p><ul><li>three<li>four</ul></div>");
  const NodeId div = tree.find("div");
  Measures measures(tree, div);
  measures.remove(tree, tree.find("ul"));
  const Measures fresh(tree, div);
  EXPECT_EQ(measures[div].text, fresh[div].text);
  EXPECT_EQ(measures[div].items, 0);
  EXPECT_EQ(measures[div].list_text, 0);
}

TEST(Measures, LongerThan) {
  const Tree tree = Tree::parse_fragment("<p>四个 汉字</p>");
  EXPECT_FALSE(is_longer_than(tree, tree.root(), 4));
  EXPECT_TRUE(is_longer_than(tree, tree.root(), 3));
}

TEST(Rewrite, ParagraphsOutOfBreaks) {
  Tree tree =
      Tree::parse_fragment("<div>one<br> <br>two <b>x</b><br>three<br><br><br>four<div>five</div></div>");
  paragraphs_from_breaks(tree, tree.root());
  EXPECT_EQ(tree.inner_html(tree.root()),
            "<div>one<p> two <b>x</b><br/>three</p><p>four</p><div>five</div></div>");
}

TEST(Rewrite, PhrasingIsWrapped) {
  Tree tree = Tree::parse_fragment("<div> text <a href=x>link</a><p>block</p> <b>more</b> <br></div>");
  wrap_phrasing(tree, tree.find("div"));
  EXPECT_EQ(tree.inner_html(tree.root()),
            "<div><p> text <a href=\"x\">link</a></p><p>block</p> <p><b>more</b></p></div>");
}

TEST(Rewrite, Similarity) {
  EXPECT_EQ(similarity("The old harbour", "the OLD harbour"), 1);
  EXPECT_EQ(similarity("The old harbour", "bridges"), 0);
  EXPECT_EQ(similarity("", "x"), 0);
  EXPECT_GT(similarity("The old harbour of town", "The old harbour"), 0.99);
}

}  // namespace
}  // namespace gazette::extract
