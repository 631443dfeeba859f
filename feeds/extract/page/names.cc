#include "feeds/extract/page/names.h"

#include <algorithm>
#include <vector>

#include "feeds/extract/page/patterns.h"
#include "feeds/html/policy/urls.h"
#include "feeds/text/strings.h"

namespace gazette::extract {
namespace {

using html::NodeId;
using html::Tree;

int weight(std::string_view name) {
  static const RE2 kPositive(
      "article|body|content|entry|hentry|h-entry|main|page|pagination|post|text|blog|story", quiet_ascii());
  static const RE2 kNegative(
      "-ad-|hidden|^hid$| hid$| hid |^hid "
      "|banner|combx|comment|com-|contact|footer|gdpr|masthead|media|meta|outbrain|"
      "promo|related|scroll|share|shoutbox|sidebar|skyscraper|sponsor|shopping|tags|widget",
      quiet_ascii());
  if (name.empty()) return 0;
  return (matches(name, kPositive) ? 25 : 0) - (matches(name, kNegative) ? 25 : 0);
}

}  // namespace

std::string names_of(const Tree& tree, NodeId id) {
  std::string names(tree.attribute(id, "class"));
  names += ' ';
  names += tree.attribute(id, "id");
  return names;
}

bool is_unlikely(std::string_view names) {
  static const RE2 kUnlikely(
      "-ad-|ai2html|banner|breadcrumbs|combx|comment|community|cover-wrap|dialog|disqus|extra|footer|gdpr|"
      "header|"
      "legends|menu|modal|"
      "related|remark|replies|rss|shoutbox|sidebar|skyscraper|social|sponsor|supplemental|ad-break|agegate|"
      "pagination|"
      "pager|popup|yom-remote",
      quiet_ascii());
  static const RE2 kMaybe(
      "and|article|body|column|content|main|mathjax|shadow|(entry|post|story)[-_]{0,2}header", quiet_ascii());
  return names.size() > 1 && matches(names, kUnlikely) && !matches(names, kMaybe);
}

bool is_unlikely_role(std::string_view role) {
  return role == "menu" || role == "menubar" || role == "complementary" || role == "navigation" ||
         role == "alert" || role == "alertdialog" || role == "dialog";
}

int weight_of(const Tree& tree, NodeId id) {
  return weight(tree.attribute(id, "class")) + weight(tree.attribute(id, "id"));
}

bool is_body_name(std::string_view names) {
  static const RE2 kBody(
      "article[-_]{0,2}(body|text|content|copy|main)|post[-_]{0,2}(body|text|content|entry)|entry[-_]{0,2}("
      "content|text|body)|"
      "story[-_]{0,2}(body|text|content)|field-{1,2}name-body|body-?(text|copy)|rich-?text|news[-_]{0,2}("
      "text|content|body)|"
      "single-content|mw-content-text|blog-?content|main-?text|text-?body|content[-_]{0,2}(body|text)|"
      "artikel[-_]?text",
      quiet_ascii());
  return names.size() > 1 && matches(names, kBody);
}

bool is_lead_name(std::string_view names) {
  static const RE2 kLead(
      "(^|[-_ "
      "])(lead|lede|deck|dek|standfirst|stand-first|sub-?title|sub-?head(line|ing)?|teaser|intro(duction)?|"
      "chapo|chapeau|vorspann|abstract|excerpt|summary|sapo|bajada|entradilla|copete|ingress|anleser|"
      "description)"
      "([-_ ]|-?text|$)",
      quiet_ascii());
  return names.size() > 1 && matches(names, kLead);
}

bool is_post_name(std::string_view names) {
  static const RE2 kPost("(^| )(post-?\\d+|hentry|h-entry|type-post)( |$)", quiet_ascii());
  return names.size() > 1 && matches(names, kPost);
}

bool is_byline_name(std::string_view names) {
  static const RE2 kByline("byline|author|dateline|writtenby|p-author", quiet_ascii());
  return matches(names, kByline);
}

bool is_share_name(std::string_view names) {
  static const RE2 kShare("(\\b|_)(share|sharedaddy)(\\b|_)", quiet_ascii());
  return matches(names, kShare);
}

bool is_clutter_name(std::string_view names) {
  static const RE2 kClutter(
      "newsletter|subscri(be|ption)[-_]|sign-?up|related[-_ ]|[-_ "
      "]related|read-?(more|next|also)|recommend|trending|"
      "most-?(read|popular)|taboola|outbrain|cookie|consent|breadcrumb|author-?(box|bio|info|card|about)|"
      "about-?author|"
      "social-?(share|links|media|icons|bar|buttons)|share-?(bar|buttons|links|tools|icons)|sharedaddy|jp-"
      "relatedposts|"
      "(^|[-_ ])(advert|advertisement|ads?)([-_ "
      "]|$)|ad-?(slot|unit|wrapper|container)|sponsor|promo(tion)?(box|[-_ ]|$)|"
      "comment-?(list|form|respond|section|area)|(^|[-_ ])comments?($|[ "
      "])|post-?(nav|navigation|tags|meta-footer)|"
      "entry-?(footer|tags)|nav-?(links|previous|next)|tag-?(list|cloud|links)|print-?(only|link)|paywall-?("
      "offer|box|overlay|banner|prompt|message|teaser|notice|modal)|"
      "skiptranslate|goog-te|login|latest-?(news|stories|posts|articles)|more-?(news|stories|articles|from)|"
      "(next|prev|previous)-?(story|article|post)|(^|[-_ ])cta([-_ "
      "]|$)|call-to-action|post-?ratings|wp-calendar|"
      "app-?(banner|promo|download)|privacy-?(embed|placeholder|notice)|third-?party-?(services|placeholder)|"
      "(follow|donate)-?(us|box|banner)|pagination|pager|page-?(links|numbers|nav)|keep-?reading|see-?also|"
      "lee-?tambien|leia-?tambem|lire-?aussi|leggi-?anche|lees-?ook|interesting-?articles|"
      "disclosure|disclaimer|speechify-ignore|"
      "you-?(may|might)|article-?(footer|actions|"
      "tools)",
      quiet_ascii());
  return names.size() > 1 && matches(names, kClutter);
}

bool is_edge_name(std::string_view names) {
  static const RE2 kEdge(
      "(^|[-_ ])(date(line|time|s)?|pub-?date|publish(ed)?(-?(on|at|date|time))?|time-?stamp|"
      "(post|entry|article|news)-?(date|meta|info|time)|byline|rubrik|kicker|dachzeile|overline|eyebrow|"
      "last-?(updated|modified))([-_ ]|$)|(^| )meta(data|info)?( |$)",
      quiet_ascii());
  return names.size() > 1 && (matches(names, kEdge) || is_keywords_name(names));
}

bool is_keywords_name(std::string_view names) {
  static const RE2 kKeywords(
      "(^|[-_ ])(read(ing)?-?time|(article|post|entry)?-?tags|topics?|keywords|categor(y|ies)|post-ratings?|"
      "disclaimer)([-_ ]|$)",
      quiet_ascii());
  return names.size() > 1 && matches(names, kKeywords);
}

bool is_caption_name(std::string_view names) {
  static const RE2 kCaption(
      "caption|gallery|slide|carousel|credit|photo|media|image|video|thumbnail|picture|illustration|author|"
      "byline|meta",
      quiet_ascii());
  return names.size() > 1 && matches(names, kCaption);
}

bool is_reference_name(std::string_view names) {
  static const RE2 kReferences("(^|[-_ ])(references?|ref-?list|bibliography|endnotes|footnotes)([-_ ]|$)",
                               quiet_ascii());
  return names.size() > 1 && matches(names, kReferences);
}

bool is_credit_name(std::string_view names) {
  static const RE2 kCredit("caption|credit|legend|copyright|cutline", quiet_ascii());
  return names.size() > 1 && matches(names, kCredit);
}

bool is_picture_text_name(std::string_view names) {
  static const RE2 kText(
      "(^|[-_ ])(img|image|pic(ture)?|photo)[-_]?(desc?(r(iption)?)?|txt|text|note)([-_ ]|$)", quiet_ascii());
  return is_credit_name(names) || (names.size() > 1 && matches(names, kText));
}

// Class names of the common style sheets for what no reader sees, but for a width at which it is shown again.
bool is_hidden_by_class(std::string_view names) {
  static const RE2 kHidden(
      "(^| "
      ")(d-none|hidden|hide|is-hidden|display-none|visually-hidden|visuallyhidden|sr-only|screen-reader(-"
      "text|-only)?|"
      "print-only|only-print|visible-print(-block)?)( |$)",
      quiet_ascii());
  static const RE2 kShownAgain("(^| )(d-(sm|md|lg|xl|xxl)-|(sm|md|lg|xl|2xl):|sr-only-focusable)",
                               quiet_ascii());
  return !names.empty() && matches(names, kHidden) && !matches(names, kShownAgain);
}

bool is_hidden(const Tree& tree, NodeId id) {
  if (tree[id].attributes.empty()) return false;
  if (is_hidden_by_class(tree.attribute(id, "class"))) return true;
  std::string style = to_lower(tree.attribute(id, "style"));
  std::erase(style, ' ');
  if (style.find("display:none") != std::string::npos || style.find("visibility:hidden") != std::string::npos)
    return true;
  if (tree.has_attribute(id, "hidden")) return true;
  return tree.attribute(id, "aria-hidden") == "true" &&
         tree.attribute(id, "class").find("fallback-image") == std::string_view::npos;
}

bool stands_with_others(const Tree& tree, NodeId id, NodeId heading) {
  static const RE2 kOthers(
      "(^|[-_ ])(comments?|comment-?(list|area|section|author|body|meta)|disqus|respond|replies|related|"
      "recommend(ed|ations?)|most-?(read|popular)|trending|更多|相关)($|[-_ ])",
      quiet());
  std::vector<NodeId> around;
  for (NodeId at = heading; at != html::kNone; at = tree[at].parent) around.push_back(at);
  for (NodeId at = id; at != html::kNone; at = tree[at].parent) {
    if (std::find(around.begin(), around.end(), at) != around.end()) return false;
    const bool whole =
        tree.is_element(at, "body") || tree.is_element(at, "html") || tree.is_element(at, "main");
    if (!whole && matches(names_of(tree, at), kOthers)) return true;
  }
  return false;
}

bool is_video(std::string_view address) {
  static const RE2 kVideo(
      "//"
      "(www\\.)?((dailymotion|youtube|youtube-nocookie|player\\.vimeo|v\\.qq|bilibili|live.bilibili|player\\."
      "youku)\\.com|"
      "(archive|upload\\.wikimedia)\\.org|player\\.twitch\\.tv)",
      quiet_ascii());
  return matches(address, kVideo) || !html::clean_embed("https://localhost/", address).empty();
}

}  // namespace gazette::extract
