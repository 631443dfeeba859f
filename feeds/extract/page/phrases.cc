#include "feeds/extract/page/phrases.h"

#include <string>

#include "feeds/extract/page/patterns.h"
#include "feeds/text/strings.h"

namespace gazette::extract {
namespace {

// A letter of a name is what is no sign, in a class of few ranges: \pL takes 3 ms to compile.
constexpr char kSigns[] =
    "\\[-`{-\\x{bf}\\x{2000}-\\x{2018}\\x{201a}-\\x{206f}\\x{3000}-\\x{303f}\\x{ff00}-\\x{ff20}]";

// What may stand before and behind such words. \W would be every letter that is not Latin.
constexpr char kMarks[] =
    "[\\x00-/:-@\\[-`{-\\x{bf}\\x{2000}-\\x{2bff}\\x{3000}-\\x{303f}\\x{ff00}-\\x{ff0f}\\x{ff1a}-\\x{ff20}]*";

std::string beginning(std::string_view words) {
  return std::string("^") + kMarks + std::string(words);
}

std::string whole(std::string_view words) {
  return beginning(words) + kMarks + "$";
}

// Words that begin a pointer to another article.
constexpr char kRelated[] =
    "(read (more|also|next)|also (read|see)|see also|more (on|from) |more:|related( articles?| stories|"
    " content| posts| topics|:)|you (might|may) (also )?(like|be interested)|recommended( for you|:)|"
    "don.t miss|lesen sie (auch|hier|mehr)|auch (interessant|lesen)|mehr (zum thema|dazu)|"
    "weitere (artikel|informationen|themen)|weiterführende|zum weiterlesen|das könnte (sie|dich|ihnen)|"
    "empfohlene (beiträge|artikel)|empfehlungen aus|verwandte (artikel|themen)|passend zum thema|"
    "lea (también|más)|lea:|lee también|vea también|te puede interesar|veja (também|mais)|leia (também|"
    "mais)|(à )?lire aussi|voir aussi|sur le même sujet|leggi anche|lees ook|czytaj (też|także|więcej)|"
    "dowiedz się więcej|zobacz (też|także)|читайте "
    "также|更多精彩(内容|视频|资讯|文章|推荐|请|尽在)|あわせて読みたい|こちらもおすすめ|"
    "(相关(阅读|新闻|文章|报道|推荐|链接)|延伸阅读|推荐阅读|更多(阅读|新闻)|相關(閱讀|新聞|文章|報導|連結)|"
    "延伸閱讀|推薦閱讀|更多(閱讀|新聞)|関連(記事|リンク|ニュース)|"
    "人気記事|관련 ?(기사|뉴스)|함께 보면 좋은) ?([:：|"
    "｜】〕）)\\s>]|$))";

// The same in more languages.
constexpr char kRelatedElsewhere[] =
    "(läs (också|även|mer|vidare)|læs (også|mere)|les (også|mer)|lue (myös|lisää)|"
    "čtěte (také|též|dále|více)|přečtěte si|čítajte (aj|tiež)|prečítajte si|olvas(s|sa|d) el|kapcsolódó|"
    "cite[sșş]te ([sșş]i|mai)|vezi ([sșş]i|mai)|llegiu també|vegeu també|le també|ler tamén|baca "
    "(juga|selengkapnya)|"
    "(simak|lihat) juga|xem thêm|đọc thêm|tin liên quan|[iİ]lgili (haber|konu|yazı)|ayrıca (oku|bak)|bunu da "
    "oku|"
    "pročitaj(te)? (još|i)|čitajte (i|još)|preberite (tudi|še)|skaitykite (taip pat|daugiau)|lasi "
    "(arī|vairāk)|"
    "loe (ka|veel|lisaks)|διαβάστε (επίσης|ακόμ|και)|δείτε (επίσης|ακόμ)|читайте (також|ще|ещё|еще)|"
    "(смотрите|дивіться) (также|також)|(материалы )?по теме:|вижте (още|също)|прочетете "
    "(още|също)|прочитајте|"
    "اقرأ (أيضا|أيضً|أيضاً|المزيد)|مواضيع ذات صلة|بیشتر بخوانید|קראו (גם|עוד)|यह भी पढ़ें|อ่านเพิ่มเติม|ข่าวที่เกี่ยวข้อง)";

// Before a wall: who may read on.
constexpr char kWalls[] =
    "(already (a |have a |an? )?\\C{0,20}(subscriber|subscription|member|account)\\?|(subscribe|register|"
    "sign up|sign in|log in|join)\\C{0,20} (to|and) (read|continue|keep|unlock|access|get access)|"
    "(continue|keep) reading (with|for|by|this article)|to (continue|keep) reading,? (please|log|sign|"
    "subscribe|register|become|create|join|buy)|this (article|story|content|post) is ((only|exclusive|"
    "exclusively) (for|to)|(only )?(available|reserved) (to|for)|for (our )?paying)\\C{0,20} (subscribers|"
    "members)|weiterlesen mit \\C{0,20}(abo|plus|premium|digital|[+])|(jetzt|hier) (kostenlos |"
    "gratis )?(weiterlesen|testen|abonnieren|registrieren|anmelden)( und | oder |[ ,.:!>»]*$)|"
    "dieser (artikel|inhalt|text|beitrag) ist (nur |exklusiv )?(für|mit)\\C{0,30}(abonnenten|abo|"
    "mitglieder|plus)|(cet|l')\\C{0,2}article est (réservé|destiné)|(abonnez|connectez|"
    "inscrivez)-vous pour|il vous reste \\C{0,40}à lire|(este|esta|el) (artículo|contenido|"
    "noticia) es (exclusiv|solo|sólo)|contenuto (riservato|esclusivo)|(dit artikel|"
    "dit verhaal) is "
    "(alleen|exclusief)|本文(为|為)付费|(订阅|登录|付费)后(可|即可)?(继续)?阅读|この記事は有料|残り\\d+文字)";

// How often it was read, how long it takes, whether a machine reads it out.
constexpr char kCounts[] =
    "((reading time|read time|lesezeit|lesedauer|temps de lecture|tiempo de lectura|tempo di lettura|tempo "
    "de leitura|"
    "leestijd|lästid|czas czytania|время "
    "чтения|阅读(时间|时长|数|量)?|浏览(数|量|次数)?|点击(数|量)?|読了時間)"
    "\\W{0,5}(ca\\.? ?|about |约)?[\\d.,]+ ?(k|万)?\\W{0,2}(min\\w*|мин\\w*|分钟|分|次)?|"
    "(about |ca\\. )?\\d+[- ]?min(ute)?s?[ -]read|\\d+ min(uten)?\\.? (lesezeit|lesedauer|de lecture|de "
    "lectura|di lettura)|"
    "[\\d.,]+ ?k? "
    "(views?|reads?|shares?|likes?|comments?|aufrufe|vues|visualizações|visualizzazioni|просмотр\\w*)|"
    "listen( to (this|the) (article|story|post))?(\\W+[\\d:]+( min\\w*)?)?|(artikel|beitrag) (an|vor)hören|"
    "écouter (cet |l')?article|rate (this|the) (article|story|post|recipe)\\W*|(donate|spenden|faire un "
    "don|donar)( now)?|"
    "advert(isement|ising)?\\W+scroll (down )?to (continue|keep)( reading)?)";

// Whole lines.
constexpr char kLines[] =
    "(advert(isement|ising)?|anzeige|werbung|publicidad|publicité|pubblicità|reklama|реклама|广告|"
    "広告|pr|スポンサーリンク|"
    "sponsored( content)?|"
    "(story|article) continues below( advertisement)?|continue reading( below)?|(seite|(diesen "
    ")?(artikel|beitrag)) (teilen|drucken)|"
    "share( this)?( article| story| post)?|print( article| this page)?|order reprints|text size|skip to "
    "content|"
    "rezept drucken|media playback is (un|not )supported on your device|this slideshow requires "
    "javascript|loading( content)?|"
    "image \\d+ (of|/)[ /]*\\d+|caption|close|\\d+ (of|/) \\d+|tags|comments?|kommentare|post comment|zum "
    "shop|(empfohlener (redaktioneller |externer )?|externer )inhalt|vorlesen|druckansicht|vorlesen "
    "druckansicht|haberin devamı|"
    "noch keine bewertungen|was this article helpful|war der artikel (nützlich|hilfreich)|zurück zur "
    "(listenansicht|übersicht)|"
    "back to top|nach oben|all rights reserved|view comments|subscribe( now)?|sign up( now)?|permali(nk|en))";

// How such a line begins. \C, a byte, costs a tenth of what any character costs to compile.
constexpr char kBeginnings[] =
    "(mit ihrer zustimmung w(ird|erden) hier|(möchten sie|wollen sie|den|diesen) (den |diesen )?artikel (mit "
    "anderen )?teilen|(sign up|"
    "subscribe)( now)? (for|to|and) |get \\C{0,60}(newsletter|inbox|delivered)|abonnier|never miss |(join|"
    "follow|like) (us|our) (on )?|folgen sie uns|click here (to|for) |download the \\C{0,40} app|"
    "(du musst|sie müssen|you must be) (eingeloggt|angemeldet|logged)|log in to (comment|post)|"
    "to view the full story|this (website|site) uses cookies|diese website verwendet cookies|"
    "all rights reserved|(published|updated|last updated|first published|aktualisiert|veröffentlicht|"
    "publiziert|letzte aktualisierung)( am| on| at)?:? \\C{0,40}\\d|(category|kategorie|tags|filed under|"
    "posted in|schlagwörter) ?: |suscríbe|inscrivez-vous|iscriviti|zapraszamy też "
    "do|責任編集[:：]|[责責]任[编編][辑輯][:：\\s/]|"
    "follow \\C{1,60} on (twitter|facebook|instagram|x|youtube|telegram|linkedin|whatsapp)|(e-?mail|"
    "write to|contact|reach) \\C{0,80}@|(follow|see|read) \\C{1,40} coverage (of|at|on|here) |"
    "(additional )?(reporting|editing|writing) by |have a (news )?tip|if you (liked|enjoyed|like|enjoy|"
    "value|appreciate) (this|our|what we) |подп(исывайтесь|ишитесь)|підп(исуйтесь|ишіться)|citation: |"
    "for the latest \\C{0,60} app|folge(n)? (uns|mir) |síg(a|ue)nos|suivez[- ]nous|seguici|siga-nos|"
    "volg ons|关注(我们|公众号)|扫码(关注|下载|添加|加|入群|订阅|看|阅读)|扫描\\C{0,12}二维码|フォロー)";

// Who made a picture: clutter between paragraphs, but not below the picture.
constexpr char kCredits[] =
    "((photo(graph)?|image|bild|foto|imagen|crédits? photos?|credits?|picture|quelle|source|"
    "fuente)s? ?(by |credit|copyright|caption|via |:)\\C{0,60}$|© \\C{0,80}$)";

// Rows of share buttons, in the names of where they lead.
constexpr char kNetworks[] =
    "(\\b(whatsapp|facebook|twitter|pinterest|pint?|linkedin|telegram|reddit|tumblr|xing|flipboard|messenger|"
    "vk|"
    "e-?mail|copy "
    "link|print|share|tweet|teilen|drucken|imprimir|compartir|partager|baixar)\\b|weibo|微博|微信)";

// How lines end that say who else worked on it.
constexpr char kEndings[] = "(contributed|contributing) to (this|the) (report|story|article)\\W*$";

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

}  // namespace

bool is_clutter_line(std::string_view line) {
  static const RE2 kWhole(whole(kLines), quiet()), kCount(whole(kCounts), quiet());
  static const RE2 kStart(beginning(kBeginnings), quiet()), kWall(beginning(kWalls), quiet());
  static const RE2 kVerb(kCallVerbs, quiet());
  static const RE2 kObject(kCallObjects, quiet());
  static const RE2 kShare(std::string("^(?:") + kMarks + kNetworks + "){2,}" + kMarks + "$", quiet());
  static const RE2 kEnd(kEndings, quiet());
  return matches(line, kWhole) || matches(line, kStart) || is_closing_line(line) ||
         is_related_heading(line) || matches(line, kShare) || matches(line, kEnd) || matches(line, kWall) ||
         matches(line, kCount) || is_credit_line(line) || (matches(line, kVerb) && matches(line, kObject));
}

bool is_credit_line(std::string_view line) {
  static const RE2 kCredit(beginning(kCredits), quiet());
  return matches(line, kCredit);
}

bool is_tags_line(std::string_view line) {
  static const RE2 kTags(beginning("(tags?|labels?|topics?|filed "
                                   "under|schlagw(orte|örter)|stichw(orte|örter)|themen|temas|etiquetas|"
                                   "mots[- ]clés|标签|关键词|タグ|теги) ?[:： ]"),
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
  static const RE2 kByline(
      beginning("(?i:") + kBylineBeginning +
          "|(?:di|author|autor|autore|redaktion|作者|文|撰文|記者|记者|编辑)[:：/／ ]+)" + "[^\\x00-@a-z" +
          kSigns + kLetter + "*([ ,&|]+" + kLetter + "+)*$",
      quiet_exact());
  return matches(line, kByline);
}

bool is_related_heading(std::string_view line) {
  static const RE2 kPointer(beginning(kRelated), quiet()), kElsewhere(beginning(kRelatedElsewhere), quiet());
  // A sentence ends; the headline of another article does not.
  return matches(line, kPointer) || (matches(line, kElsewhere) && !line.ends_with('.'));
}

}  // namespace gazette::extract
