#include "feeds/extract/page/phrases.h"

#include "feeds/extract/page/patterns.h"
#include "feeds/text/strings.h"

namespace gazette::extract {
namespace {

// Words that begin a pointer to another article.
constexpr char kRelated[] =
    "^[\\W_]*(read (more|also|next)|also (read|see)|see also|more (on|from) |more:|related( articles?| "
    "stories| content| "
    "posts| topics|:)|you (might|may) (also )?(like|be interested)|recommended( for you|:)|don.t miss|"
    "lesen sie (auch|hier|mehr)|auch (interessant|lesen)|mehr (zum thema|dazu)|weitere "
    "(artikel|informationen|themen)|"
    "weiterführende|zum weiterlesen|das könnte (sie|dich|ihnen)|empfohlene (beiträge|artikel)|empfehlungen "
    "aus|"
    "verwandte (artikel|themen)|passend zum thema|lea (también|más)|lea:|lee también|vea también|te puede "
    "interesar|"
    "veja (também|mais)|leia (também|mais)|(à )?lire aussi|voir aussi|sur le même sujet|leggi anche|lees "
    "ook|czytaj "
    "(też|także|więcej)|dowiedz się więcej|zobacz (też|także)|читайте "
    "также|相关(阅读|新闻|文章|报道|推荐)|延伸阅读|推荐阅读|"
    "更多(阅读|新闻|精彩)|関連(記事|リンク)|あわせて読みたい|こちらもおすすめ)";

// Whole lines.
constexpr char kLines[] =
    "^[\\W_]*(advert(isement|ising)?|anzeige|werbung|publicidad|publicité|pubblicità|reklama|реклама|广告|"
    "広告|pr|スポンサーリンク|"
    "sponsored( content)?|"
    "(story|article) continues below( advertisement)?|continue reading( below)?|(seite|(diesen "
    ")?(artikel|beitrag)) (teilen|drucken)|"
    "share( this)?( article| story| post)?|print( article| this page)?|order reprints|text size|skip to "
    "content|"
    "rezept drucken|media playback is (un|not )supported on your device|this slideshow requires "
    "javascript|loading( content)?|"
    "image \\d+ (of|/)[ /]*\\d+|caption|close|\\d+ (of|/) \\d+|tags|comments?|kommentare|post comment|zum "
    "shop|externer inhalt|"
    "noch keine bewertungen|was this article helpful|war der artikel (nützlich|hilfreich)|zurück zur "
    "(listenansicht|übersicht)|"
    "back to top|nach oben|all rights reserved|view comments|subscribe|sign up|permali(nk|en))[\\W_]*$";

// How such a line begins. \C, a byte, costs a tenth of what any character costs to compile.
constexpr char kBeginnings[] =
    "^[\\W_]*((möchten sie|wollen sie|den|diesen) (den |diesen )?artikel (mit anderen )?teilen|(sign up|"
    "subscribe)( now)? (for|to|and) |get \\C{0,60}(newsletter|inbox|delivered)|abonnier|never miss |"
    "(join|follow|like) (us|our) (on )?|folgen sie uns|click here (to|for) |download the \\C{0,40} app|"
    "(du musst|sie müssen|you must be) (eingeloggt|angemeldet|logged)|log in to (comment|post)|"
    "to view the full story|this (website|site) uses cookies|diese website verwendet cookies|"
    "all rights reserved|(published|updated|last updated|first published|aktualisiert|veröffentlicht|"
    "publiziert|letzte aktualisierung)( am| on| at)?:? \\C{0,40}\\d|(category|kategorie|tags|filed under|"
    "posted in|schlagwörter) ?: |suscríbe|inscrivez-vous|iscriviti|zapraszamy też do|責任編集|"
    "責任编辑|责任编辑|follow \\C{1,60} on (twitter|facebook|instagram|x|youtube|telegram|"
    "linkedin|whatsapp)|(e-?mail|write to|contact|reach) \\C{0,80}@|(follow|see|"
    "read) \\C{1,40} coverage (of|at|on|here) |(additional )?(reporting|editing|writing) by |"
    "have a (news )?tip|if you (liked|enjoyed|like|enjoy) (this|our) |citation: |"
    "for the latest \\C{0,60} app|folge(n)? (uns|mir) |síg(a|ue)nos|suivez[- ]nous|seguici|siga-nos|"
    "volg ons|关注(我们|公众号)|扫码|フォロー)";

// Who made a picture: clutter between paragraphs, but not below the picture.
constexpr char kCredits[] =
    "^[\\W_]*((photo(graph)?|image|bild|foto|imagen|crédits? photos?|credits?|picture|quelle|source|"
    "fuente)s? ?(by |credit|copyright|caption|via |:)\\C{0,60}$|© \\C{0,80}$)";

// Rows of share buttons, in the names of where they lead.
constexpr char kNetworks[] =
    "^([\\W_]*\\b(whatsapp|facebook|twitter|pinterest|pint?|linkedin|telegram|reddit|tumblr|xing|flipboard|"
    "messenger|vk|"
    "e-?mail|copy "
    "link|print|share|tweet|teilen|drucken|imprimir|compartir|partager|baixar|weibo|微博|微信)\\b){2,}[\\W_]*"
    "$";

// How lines end that say who else worked on it.
constexpr char kEndings[] = "(contributed|contributing) to (this|the) (report|story|article)[\\W_]*$";

// Short lines that call for a newsletter or a channel: both a verb and its object.
constexpr char kCallVerbs[] =
    "\\b(sign "
    "up|subscribe|join|follow|download|get|abonnier|melde|anmeld|suscr|únete|unete|sigue|mira|inscri|abonne|"
    "rejoign|iscriv|segui|inscreva|assine|abonneer|schrijf|zapisz|dołącz|подпис)|订阅|关注|登録";
constexpr char kCallObjects[] =
    "\\b(newsletters?|mailing list|inbox|(youtube|telegram|whatsapp)[- ](channel|kanal|gruppe|group)|"
    "(canal|channel|kanal|grupo|chaîne|canale|群|频道) "
    ".{0,20}(youtube|telegram|whatsapp)|boletín|boletim|infolettre|рассылк|"
    "apps? (for|on|para|für) (ios|android|iphone)|(push|breaking news) "
    "(alerts|notifications))|公众号|メルマガ";

// A letter of a name is what is no sign, in a class of few ranges: \pL takes 3 ms to compile.
constexpr char kSigns[] =
    "\\[-`{-\\x{bf}\\x{2000}-\\x{2018}\\x{201a}-\\x{206f}\\x{3000}-\\x{303f}\\x{ff00}-\\x{ff20}]";

}  // namespace

bool is_clutter_line(std::string_view line) {
  static const RE2 kWhole(kLines, quiet());
  static const RE2 kStart(kBeginnings, quiet());
  static const RE2 kPointer(kRelated, quiet());
  static const RE2 kVerb(kCallVerbs, quiet());
  static const RE2 kObject(kCallObjects, quiet());
  static const RE2 kShare(kNetworks, quiet()), kEnd(kEndings, quiet());
  return matches(line, kWhole) || matches(line, kStart) || matches(line, kPointer) || matches(line, kShare) ||
         matches(line, kEnd) || is_credit_line(line) || (matches(line, kVerb) && matches(line, kObject));
}

bool is_credit_line(std::string_view line) {
  static const RE2 kCredit(kCredits, quiet());
  return matches(line, kCredit);
}

bool is_tags_line(std::string_view line) {
  static const RE2 kTags(
      "^[\\W_]*(tags?|labels?|topics?|filed "
      "under|schlagw(orte|örter)|stichw(orte|örter)|themen|temas|etiquetas|"
      "mots[- ]clés|标签|关键词|タグ|теги)\\b[:： ]",
      quiet());
  return matches(line, kTags);
}

const char kBylineBeginning[] =
    "(?:(?:(?:written |posted |published |report(?:ed)? |article |story |words |text "
    ")?by|von|par|por|door|av|af)"
    "[:\\s]\\s*|(?-i:di|da)\\s+|(?:words|text[eo]?|story|authors?|autor(?:in|en|es|a|i|e)?|auteure?s?|"
    "redaktion|"
    "reporter|writer|forfatter|författare|автор(?:ы)?|текст|yazar|yazan|penulis)"
    "\\s*[:：]\\s*)";

bool is_byline(std::string_view line) {
  static const std::string kLetter = std::string("[^\\x00-&(-,/-@") + kSigns;
  static const RE2 kByline(std::string("^[\\W_]*(?i:") + kBylineBeginning +
                               "|(?:di|author|autor|autore|redaktion|作者|文|撰文|記者|记者|编辑)[:：/／ ]+)" +
                               "[^\\x00-@a-z" + kSigns + kLetter + "*([ ,&|]+" + kLetter + "+)*$",
                           quiet_exact());
  return matches(line, kByline);
}

bool is_related_heading(std::string_view line) {
  static const RE2 kPointer(kRelated, quiet());
  return matches(line, kPointer);
}

}  // namespace gazette::extract
