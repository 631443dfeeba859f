#include "feeds/extract/access/walls.h"

#include <string>
#include <unordered_set>

#include "feeds/extract/page/measures.h"
#include "feeds/extract/page/patterns.h"
#include "feeds/text/strings.h"

namespace gazette::extract {
namespace {

using html::kNone;
using html::NodeId;
using html::NodeType;
using html::Tree;
using Names = std::unordered_set<std::string_view>;

constexpr std::size_t kShort = 400;      // code points: a page with less shows next to nothing
constexpr std::size_t kWallText = 6000;  // a wall with more would be an article
constexpr std::size_t kConsentWords = 6;
constexpr std::size_t kTextPerConsentWord = 60;

constexpr char kChallengeTitle[] =
    "^\\s*(just a moment|attention required|access (to this page has been )?denied|security "
    "(check|verification)|"
    "(are you|you are) (a )?(robot|human)|(human|bot) verification|verify(ing)? (that )?you|pardon our "
    "interruption|"
    "checking your browser|ddos-guard|captcha|request rejected|un momento|einen "
    "moment|请稍候|安全验证|人机验证|访问验证|"
    "アクセス(が)?拒否)";
constexpr char kChallengeText[] =
    "checking (your browser|if the site connection is secure)|enable javascript and cookies to continue|"
    "verify (that )?you are (a )?(human|not a robot)|(complete|solve) the (security check|captcha)|"
    "confirm (that )?you are (a )?(human|not a robot)|unusual (traffic|activity) from your|performance & "
    "security by cloudflare|"
    "your request has been blocked|please stand by, while we are "
    "checking|拖动(滑块|下方)|完成(安全)?验证|请输入验证码";
constexpr char kPortal[] =
    "(log ?in|sign ?in|connect|welcome) (in)?to (the |our |your )?(guest "
    ")?(wi-?fi|wireless|hotspot|network)|captive portal|"
    "hotspot (login|anmeldung)|wlan-?(anmeldung|zugang)|(accept|agree to) the terms .{0,60}(wi-?fi|internet "
    "access)|上网认证|WiFi认证";
// No letter may stand before; \W would be every one that is not Latin. A number alone may count ships.
constexpr char kMissingTitle[] =
    "^[\\x00-/"
    ":-@\\[-`\\x{a0}-\\x{bf}\\x{2000}-\\x{206f}]*((error|http|fehler|erreur|错误|エラー|ошибка|오류)[\\x00-/"
    ":-@]*(404|410)\\b|"
    "(404|410)\\s*($|[:|–—-]|(not found|error|page|gone|fehler|seite|nicht|错误|页面|找不到|エラー|ページ))|"
    "(page|seite|article|artikel|story|site)?\\s*(was "
    "|wurde |is )?(not|nicht) "
    "(found|gefunden|available)|page (introuvable|not found)|página no "
    "encontrada|页面不存在|页面没有找到|ページが見つかりません)";
constexpr char kConsent[] =
    "cookie|consent|gdpr|dsgvo|privacy|datenschutz|partner|personali|personnalis|tracking|zustimm|einwillig|"
    "accept|akzeptier|"
    "vie privée|privacidad|consentement|consenso|同意|隐私";
constexpr char kAgree[] =
    "^\\s*(i )?(accept|agree|allow|reject|decline|refuse|consent|continue|got it|manage|alle |all "
    "|einverstanden|zustimmen|"
    "akzeptieren|ablehnen|accepter|tout "
    "accepter|refuser|aceptar|rechazar|accetta|rifiuta|aceitar|akkoord|godkänn|同意|接受)";
constexpr char kSubscribe[] =
    "(subscribe|sign up|register|log ?in|sign in)( now| today)? (to|and) (continue|read|keep "
    "reading|unlock|access)|"
    "(to continue|to keep|keep|continue) reading,? (this|please|subscribe|log|sign|become|with)|already a "
    "subscriber|"
    "(article|content|story) is (only |exclusively )?(for|available (to|for)|reserved for) (our )?(paying "
    "|premium )?(subscribers|members)|"
    "subscribers? only|you.ve (read|reached|used) .{0,40}free (articles|stories)|(nur|exklusiv) für "
    "(abonnenten|mitglieder)|"
    "(weiterlesen|zugang) (mit|nur)|jetzt (abonnieren|freischalten|weiterlesen)|réservée? aux abonnés|il "
    "vous reste .{0,30}à lire|"
    "(exclusivo|solo) para (suscriptores|socios)|riservat[oa] agli abbonati|exclusivo para assinantes|alleen "
    "voor abonnees|"
    "(订阅|付费|开通会员)后?(继续)?(阅读|查看)(全文|本文)|この記事は(有料|会員限定)";

bool is_silent(const Tree& tree, NodeId id) {
  static const Names kSilent = {"script", "style", "template", "head"};
  if (tree[id].type != NodeType::element) return false;
  return kSilent.contains(tree[id].name) ||
         (tree[id].name == "noscript" && !is_longer_than(tree, id, kShort));
}

// What a reader without scripts sees, as far as it is needed.
std::string visible_text(const Tree& tree) {
  std::string text;
  for (NodeId id = tree.root(); id != kNone && text.size() < 5 * kWallText;) {
    if (is_silent(tree, id)) {
      id = tree.next_skipping_children(id, tree.root());
      continue;
    }
    if (tree[id].type == NodeType::text) text += tree[id].text;
    if (tree[id].type == NodeType::element) text += ' ';
    id = tree.next_in_order(id, tree.root());
  }
  return collapse_whitespace(text);
}

std::size_t count_consent(std::string_view text) {
  static const RE2 kPattern(kConsent, quiet());
  re2::StringPiece rest(text.data(), text.size());
  std::size_t count = 0;
  while (count < 1000 && RE2::FindAndConsume(&rest, kPattern)) ++count;
  return count;
}

bool has_button_to_agree(const Tree& tree) {
  static const RE2 kPattern(kAgree, quiet());
  for (NodeId id = tree.root(); id != kNone; id = tree.next_in_order(id, tree.root())) {
    const bool button = tree.is_element(id, "button") || tree.is_element(id, "a") ||
                        tree.is_element(id, "input") || tree.attribute(id, "role") == "button";
    if (button && matches(line_of(tree, id) + std::string(tree.attribute(id, "value")), kPattern))
      return true;
  }
  return false;
}

bool needs_javascript(const Tree& page, std::string_view text) {
  static const RE2 kPattern("java ?script|browser", quiet());
  static const Names kRoots = {"root", "app", "__next", "__nuxt", "___gatsby", "svelte", "main-app"};
  if (page.find("script") == kNone) return false;
  if (count_code_points(text) < kShort / 2) return true;
  for (NodeId id = page.root(); id != kNone; id = page.next_in_order(id, page.root())) {
    if (page.is_element(id, "noscript") && matches(page.text_content(id), kPattern)) return true;
    if (kRoots.contains(page.attribute(id, "id")) && page[id].first_child == kNone) return true;
  }
  return matches(text, kPattern);
}

}  // namespace

Wall find_wall(const Tree& page, std::string_view title, bool is_article) {
  static const RE2 kTitle(kChallengeTitle, quiet()), kText(kChallengeText, quiet());
  static const RE2 kLogin(kPortal, quiet()), kGone(kMissingTitle, quiet());
  const std::string text = visible_text(page);
  const std::size_t length = count_code_points(text);
  if (length >= kWallText) return Wall::none;
  if (length < kWallText / 2 && !is_article) {
    if (matches(title, kTitle) || matches(text, kText)) return Wall::challenge;
    if (matches(title, kLogin) || matches(text, kLogin)) return Wall::portal;
    if (matches(title, kGone)) return Wall::missing;
  }
  if (!is_article && count_consent(text) >= kConsentWords && has_button_to_agree(page)) return Wall::consent;
  if (length < kShort && needs_javascript(page, text)) return Wall::javascript;
  return Wall::none;
}

bool speaks_of_consent(std::string_view text) {
  return count_code_points(text) < kTextPerConsentWord * count_consent(text);
}

std::string_view words_for(Wall wall) {
  switch (wall) {
    case Wall::challenge:
      return "the page asks whether a person is reading (a challenge), it shows no article";
    case Wall::portal: return "a network's login page stands in the article's place";
    case Wall::missing: return "the page says that the article does not exist";
    case Wall::consent: return "the page shows a consent wall, no article";
    case Wall::javascript: return "the page needs JavaScript to show its article";
    case Wall::none: break;
  }
  return "the page holds no article";
}

bool asks_to_subscribe(const Tree& page) {
  static const RE2 kPattern(kSubscribe, quiet());
  static const Names kElsewhere = {"nav", "footer", "header", "li", "script", "style", "noscript", "head"};
  for (NodeId id = page.root(); id != kNone;) {
    const bool elsewhere = page[id].type == NodeType::element && kElsewhere.contains(page[id].name);
    if (page[id].type == NodeType::text && page[id].text.size() > 10 && matches(page[id].text, kPattern))
      return true;
    id = elsewhere ? page.next_skipping_children(id, page.root()) : page.next_in_order(id, page.root());
  }
  return false;
}

}  // namespace gazette::extract
