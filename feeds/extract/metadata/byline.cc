#include "feeds/extract/metadata/byline.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "feeds/extract/page/measures.h"
#include "feeds/extract/page/names.h"
#include "feeds/extract/page/patterns.h"
#include "feeds/extract/page/phrases.h"
#include "feeds/html/sanitize.h"
#include "feeds/html/selector.h"
#include "feeds/text/strings.h"

namespace gazette::extract {
namespace {

using html::kNone;
using html::NodeId;
using html::NodeType;
using html::Selector;
using html::Tree;

constexpr std::size_t kShortest = 2, kLongest = 80, kLongestLine = 60;
constexpr std::size_t kLongestByline = 250;  // more is a box about the author, or the page
constexpr int kFarthest = 400;               // nodes between the title and its byline
constexpr std::size_t kMostAuthors = 10, kMostTries = 40;
constexpr std::size_t kDateline = 60;  // characters at a paragraph's beginning
constexpr int kMostParagraphs = 60;

bool is_name_long(std::string_view name) {
  const std::size_t length = count_code_points(name);
  return length >= kShortest && length <= kLongest;
}

bool is_address(std::string_view text) {
  return text.find("://") != std::string_view::npos || text.starts_with("www.");
}

// "janedoe", "jdoe12", "jane@doe.example": an account, not a name.
bool is_account(std::string_view name) {
  const bool mail = name.find('@') != std::string_view::npos && name.find(' ') == std::string_view::npos;
  if (mail || name.starts_with("u/")) return true;
  return std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
  });
}

// What systems call whoever has no name.
bool is_nobody(std::string_view name) {
  static const RE2 kNobody(
      "^(?:admin(?:istrator)?|webmaster|root|author|editor|user|guest|unknown|anonymous|none|null|undefined|"
      "n/a)$",
      quiet_ascii());
  return matches(name, kNobody);
}

std::string without_by(std::string_view text) {
  static const RE2 kBy(
      std::string("^[\\s—–-]*(?:") + kBylineBeginning +
          "|(?:作者|投稿者|[記记]者|撰文)\\s+|(?:作者|投稿者|[記记]者|撰文|责编)[:：]\\s*|文[/／｜|]\\s*)",
      quiet());
  static const RE2 kMail("^\\S+@\\S+ \\(([^()]+)\\)$", quiet());
  std::string name =
      text.find('<') == std::string_view::npos ? collapse_whitespace(text) : html::plain_text(text);
  replace_all(name, "\u00a0", " ");
  std::string of_mail;
  if (RE2::PartialMatch(name, kMail, &of_mail)) return of_mail;  // as RSS writes authors
  RE2::Replace(&name, kBy, "");
  return std::string(trim(name));
}

// Names as Chinese and Japanese write them, and Latin ones among these.
constexpr char kName[] =
    "^([\\x{3040}-\\x{30ff}\\x{3400}-\\x{4dbf}\\x{4e00}-\\x{9fff}·]{2,12}|[A-Z][A-Za-z.-]+(?: "
    "[A-Z][A-Za-z.-]+){0,3})";
constexpr std::size_t kLongestHan = 4;  // characters of a name that is all Han

bool is_no_name(std::string_view word) {
  static const RE2 kNoName(
      "^(来源|來源|编辑|編輯|责编|责任编辑|責任編輯|发布|發布|时间|時間|佚名|未知|匿名|网络|本站|管理员)|"
      "(报道|報導|报导|電|电|摄|攝|编辑|供稿)$",
      quiet());
  static const RE2 kMayBeLong("[A-Za-z\\x{3040}-\\x{30ff}·]", quiet_exact());
  return matches(word, kNoName) || (!matches(word, kMayBeLong) && count_code_points(word) > kLongestHan);
}

// One name after another, as far as they are some: "张三 李四 来源：..." names two.
std::string names_at(re2::StringPiece rest) {
  static const RE2 kOne(kName, quiet_exact()), kBetween("^(?:\\s|\u3000|[、，,/／])\\s*", quiet()),
      kLabelled("^\\s*[:：]", quiet());
  std::vector<std::string> names;
  std::string name;
  while (names.size() < kMostAuthors && RE2::Consume(&rest, kOne, &name)) {
    if (is_no_name(name) || RE2::PartialMatch(rest, kLabelled)) break;
    names.push_back(name);
    if (!RE2::Consume(&rest, kBetween)) break;
  }
  return join(names, ", ");
}

// "李　明": names of two characters are set as wide as those of three.
std::string with_whole_names(std::string_view line) {
  static const RE2 kSpaced(
      "(^|[^\\x{4e00}-\\x{9fff}])([\\x{4e00}-\\x{9fff}])\u3000([\\x{4e00}-\\x{9fff}])(?:$|([^\\x{4e00}-\\x{"
      "9fff}]))",
      quiet_exact());
  std::string whole(line);
  RE2::GlobalReplace(&whole, kSpaced, "\\1\\2\\3\\4");
  return whole;
}

// "来源：新华网　作者：张三", "文｜张三", "本报记者 张三", "記者張三／台北報導".
std::string labelled_names(std::string_view typeset) {
  static const RE2 kLabel(
      "(?:^|[\\s\u3000（(\\[【|｜])(?:本[报報刊网網台]|特约|特約|实习|實習)?"
      "(?:作者|撰文|撰稿|[记記]者|執筆者?|投稿者)\\s*[:：/／|｜丨]\\s*",
      quiet());
  static const RE2 kAtStart(
      "^[\\s\u3000（(\\[【□■●]*(?:(?:取材・)?文\\s*[:：/／|｜丨]\\s*|"
      "[\\x{4e00}-\\x{9fff}]{0,6}?(?:作者|[记記]者)(?:\\s|\u3000)+|"
      "(?:作者|撰文|撰稿|[记記]者)\\s*[:：/／|｜丨]\\s*)",
      quiet());
  const std::string line = with_whole_names(typeset);
  static const RE2 kReporter(
      "^(?:[记記]者([\\x{4e00}-\\x{9fff}]{2,4})[／/]|([\\x{ac00}-\\x{d7a3}]{2,4}) "
      "?(?:기자|특파원|논설위원)$)",
      quiet());
  const re2::StringPiece whole(line.data(), line.size());
  std::string name, korean;
  if (RE2::PartialMatch(whole, kReporter, &name, &korean)) return name.empty() ? korean : name;
  re2::StringPiece rest = whole;
  if (RE2::Consume(&rest, kAtStart) || RE2::FindAndConsume(&rest, kLabel)) return names_at(rest);
  return {};
}

// What people who write are by profession, where a byline says that beside the name.
constexpr char kProfessions[] =
    "writer|editor|reporter|correspondent|columnist|contributor|journalist|producer|critic|staff|"
    "redakteur(?:in)?|redakt[oö]r|journalistin";

// "Jochen Bittner", "Ada van der Data": two words or more that begin as names do, none of a profession. By
// hand: as a pattern of Unicode's letters it takes longer to compile than all others together.
bool is_person(std::string_view name) {
  static const RE2 kNobody(std::string("\\b(?:") + kProfessions + "|redaktion|news|team)", quiet());
  constexpr std::array<std::string_view, 11> kParticles = {"de",  "da",  "di", "del", "van", "von",
                                                           "der", "den", "la", "le",  "y"};
  int names = 0;
  for (const std::string_view word : split(name, ' ')) {
    const bool is_name = !word.empty() && ((word[0] >= 'A' && word[0] <= 'Z') || (word[0] & 0x80) != 0) &&
                         word.find_first_of("0123456789:/") == std::string_view::npos;
    if (!is_name && std::find(kParticles.begin(), kParticles.end(), word) == kParticles.end()) return false;
    names += is_name;
  }
  return names >= 2 && names <= 4 && !matches(name, kNobody);
}

// "Politik · Jochen Bittner, Tina Hildebrandt": a section before the names is not one.
void drop_section(std::string& name) {
  static const RE2 kMark("^([^\\s|·•]+)\\s*[|·•]\\s*", quiet()),
      kBetween("^(.*?)(?:, | (?:und|and|&|et) |$)", quiet());
  re2::StringPiece rest = name;
  if (!RE2::Consume(&rest, kMark)) return;
  const std::string names = rest.as_string();
  for (std::string one; !rest.empty();)
    if (!RE2::Consume(&rest, kBetween, &one) || !is_person(one)) return;
  name = names;
}

std::string clean_author(std::string_view text) {
  static const RE2 kEnd(std::string("(\\s*(?:[|·•/]|,\\s+(?:[\\w’'-]+ ){0,4}(?:") + kProfessions +
                            ")(?:$|[\\s,])|\\s(?:기자|"
                            "특파원)|\\s[-–—]\\s|[\\s—–-]+$|\\(|@|,? "
                            "(?:updated|published|posted|on|in|at)\\b|\\d{1,2}[./]\\d|\\d\\d\\d|"
                            "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\\.? \\d))",
                        quiet());
  static const RE2 kNoName("^(last |first )?(updated|published|posted|modified)\\b", quiet());
  std::string name = without_by(text);
  if (matches(name, kNoName)) return {};
  drop_section(name);
  re2::StringPiece end;
  if (RE2::PartialMatch(name, kEnd, &end)) {
    const auto at = static_cast<std::size_t>(end.data() - name.data());
    if (at >= 3) name.resize(at);
  }
  return std::string(trim(name));
}

std::vector<Selector> selectors(std::initializer_list<const char*> list) {
  std::vector<Selector> parsed;
  for (const char* css : list) parsed.push_back(std::move(*Selector::parse(css)));
  return parsed;
}

std::string_view folder_of(std::string_view address) {
  while (address.ends_with('/')) address.remove_suffix(1);
  return address.substr(0, address.rfind('/') + 1);
}

// "/author/jane-doe".
bool leads_to_author(std::string_view address) {
  static const RE2 kPage(
      "/(about/)?(authors?|profiles?|staff|editors?|contributors?|writers?|journalists?|"
      "reporters?|columnists?|by)/[^/]+/?$",
      quiet());
  return matches(address, kPage);
}

// "name", "full-name", "author__name", not "username".
bool is_name_class(std::string_view classes) {
  static const RE2 kNamed("(?:^|[-_ ])(?:full-?)?name(?:[-_ ]|$)", quiet_ascii());
  return matches(classes, kNamed);
}

// Of a box about the author, with a portrait and a line on him, the element that is named for his name.
std::vector<std::string> named_parts(const Tree& tree, NodeId id) {
  std::vector<std::string> names;
  for (NodeId at = tree[id].first_child; at != kNone;) {
    const bool named =
        at != id && tree[at].type == NodeType::element && is_name_class(tree.attribute(at, "class"));
    std::string name = named ? clean_author(html::plain_text(tree, at)) : std::string();
    const bool good = is_name_long(name) && !is_address(name) && !name.starts_with("@");
    if (good && std::find(names.begin(), names.end(), name) == names.end()) names.push_back(std::move(name));
    at = named ? tree.next_skipping_children(at, id) : tree.next_in_order(at, id);
  }
  return names;
}

// Links inside a byline are its names, those beside the first that lead to the same place; without any it is
// a name as a whole.
std::string names_in(const Tree& tree, NodeId id) {
  std::vector<std::string> names;
  std::string_view folder;
  bool authors = false;  // a rubric's link may stand before theirs
  for (NodeId at = id; at != kNone && !authors; at = tree.next_in_order(at, id))
    authors = tree.is_element(at, "a") && leads_to_author(tree.attribute(at, "href"));
  for (NodeId at = id; at != kNone; at = tree.next_in_order(at, id)) {
    if (!tree.is_element(at, "a") || (authors && !leads_to_author(tree.attribute(at, "href")))) continue;
    std::string name = clean_author(html::plain_text(tree, at));
    if (!is_name_long(name) || name.starts_with("@") || is_address(name)) continue;
    if (!names.empty() && folder_of(tree.attribute(at, "href")) != folder) continue;
    folder = folder_of(tree.attribute(at, "href"));
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(std::move(name));
  }
  if (names.empty()) names = named_parts(tree, id);
  if (!names.empty() && names.size() <= kMostAuthors) return join(names, ", ");
  const std::string text = html::plain_text(tree, id);
  const std::string labelled = labelled_names(text);
  return labelled.empty() ? clean_author(text) : labelled;
}

// An element for each author: those that stand beside the first, or in boxes beside its own.
std::string with_those_beside(const Tree& tree, const Selector& marked, NodeId first, std::string name) {
  const NodeId parent = tree[first].parent;
  const NodeId above =
      parent == kNone || is_longer_than(tree, parent, kLongestByline) ? kNone : tree[parent].parent;
  std::vector<std::string> names = {std::move(name)};
  for (const NodeId id : marked.select_all(tree)) {
    const NodeId box = tree[id].parent;
    const bool beside = box == parent || (above != kNone && box != kNone && tree[box].parent == above);
    if (id <= first || !beside || is_longer_than(tree, id, kLongestLine)) continue;
    std::string other = names_in(tree, id);
    const bool known = std::any_of(names.begin(), names.end(), [&](const std::string& one) {
      return one.find(other) != std::string::npos || other.find(one) != std::string::npos;
    });
    if (known || !is_name_long(other) || is_account(other) || names.size() == kMostAuthors) continue;
    names.push_back(std::move(other));
  }
  return join(names, ", ");
}

std::string marked_author(const Tree& tree) {
  static const std::vector<Selector> kMarked = selectors(
      {"[itemprop=author] [itemprop=name]", "[itemprop=author]", "a[rel=author], a[rel~=author]",
       ".author-name", ".byline-name, .byline__name, .byline__author", ".p-author, .vcard .fn",
       ".entry-author, .article-author, .post-author, .article__author", ".byline, .author",
       "[class*=author-name]", "[class*=byline], [class*=author]",
       ".autor, .autorin, .autoren, .autore, .autores, .autoria, .auteur, .auteurs, .writer, .yazar, "
       ".penulis, .reporter, .journalist, .contributor, #byline, #author"});
  const NodeId heading = tree.find("h1");
  for (const Selector& marked : kMarked) {
    std::size_t tries = 0;
    for (const NodeId id : marked.select_all(tree)) {
      if (++tries > kMostTries) break;
      if (is_longer_than(tree, id, kLongestByline) || stands_with_others(tree, id, heading)) continue;
      std::string name = names_in(tree, id);
      if (is_name_long(name)) return with_those_beside(tree, marked, id, std::move(name));
      if (tree.has_attribute(id, "content")) return std::string(trim(tree.attribute(id, "content")));
    }
  }
  return {};
}

NodeId first_heading(const Tree& tree, std::string_view title) {
  for (NodeId id = tree.root(); id != kNone; id = tree.next_in_order(id, tree.root()))
    if ((tree.is_element(id, "h1") || tree.is_element(id, "h2")) && html::plain_text(tree, id) == title)
      return id;
  return tree.find("h1");
}

// After the title: "By Jane Doe", or a link to an author's page.
std::string author_near_title(const Tree& tree, std::string_view title) {
  static const RE2 kBy(std::string("^") + kBylineBeginning, quiet());
  NodeId id = first_heading(tree, title);
  for (int steps = 0; id != kNone && steps < kFarthest; ++steps, id = tree.next_in_order(id, tree.root())) {
    if (tree[id].type != NodeType::element) continue;
    const bool link = tree.is_element(id, "a") && leads_to_author(tree.attribute(id, "href"));
    if (steps == 0 || tree[id].first_child == kNone || is_longer_than(tree, id, kLongestLine)) continue;
    const std::string line = html::plain_text(tree, id);
    if (line.empty() || count_code_points(line) > kLongestLine) continue;
    if (std::string names = labelled_names(line); !names.empty()) return names;
    if (!link && !(matches(line, kBy) && is_byline(line))) continue;
    std::string name = names_in(tree, id);
    if (is_name_long(name)) return name;
  }
  return {};
}

// "新华社北京11月28日电（记者李明、王芳）...", "〔記者李大華／台北報導〕...": where a text begins, or as its
// last line.
std::string author_of_dateline(const Tree& tree) {
  static const RE2 kReporters(
      "[（(〔【\\[][^）)〕】\\]]{0,12}?[記记]者[\\s\\x{3000}]*((?:[\\x{4e00}-\\x{9fff}·]{2,8}[\\s\\x{3000}"
      "、，,]*){1,5})"
      "(?:[／/][^）)〕】\\]]{0,12})?[）)〕】\\]]",
      quiet());
  int tries = 0;
  for (NodeId id = tree.root(); id != kNone && tries < kMostParagraphs;
       id = tree.next_in_order(id, tree.root())) {
    if (!tree.is_element(id, "p")) continue;
    ++tries;
    const std::string text = with_whole_names(first_code_points(html::plain_text(tree, id), kDateline));
    re2::StringPiece names;
    std::string found = RE2::PartialMatch(text, kReporters, &names) ? names_at(names) : std::string();
    if (!found.empty()) return found;  // who took a picture is none
  }
  return {};
}

// What plugins write for cards: a label and what it labels.
std::string author_of_card(const MetaTags& meta) {
  static const RE2 kLabel(
      "^(written|posted) by|^by$|^authors?$|^verfasst von|^geschrieben von|^[ée]crit par|"
      "^escrito por|^scritto da|^geschreven door|^作者|^投稿者|^執筆者",
      quiet());
  for (const auto& [label, value] :
       {std::pair("twitter:label1", "twitter:data1"), std::pair("twitter:label2", "twitter:data2")})
    if (matches(meta.first_of({label}), kLabel)) return meta.first_of({value});
  return {};
}

// "authors", "article:author_name", "rbauthors": every system has a name of its own.
bool names_authors(std::string_view name) {
  static const RE2 kAuthors(
      "(?:^|[._:-])(?:rb)?(?:authors?|byline|byl|creators?|blogger|writers?|clmst|journalists?)(?:[._:-]?(?:"
      "full)?names?)?$",
      quiet_ascii());
  return matches(name, kAuthors) && !name.starts_with("twitter:");
}

// Addresses beside names are of their accounts.
std::string names_of(const std::vector<std::string>& values) {
  std::vector<std::string> names;
  for (const std::string& value : values)
    if (!is_address(value)) names.push_back(value);
  return names.empty() && !values.empty() ? values[0] : join(names, ", ");
}

// The first that is a name; the first account comes into `account`.
std::string first_name(const std::vector<std::string>& said, std::string& account) {
  for (const std::string& name : said) {
    if (name.empty() || is_address(name) || is_nobody(name)) continue;
    // "연합뉴스 | 네이버": a portal names itself behind; in Latin script it may be a role.
    const bool is_latin = static_cast<unsigned char>(name[0]) < 0x80;
    if (!is_account(name))
      return without_by(std::string_view(name).substr(0, is_latin ? name.npos : name.find(" | ")));
    if (account.empty()) account = name;
  }
  return {};
}

}  // namespace

std::string read_byline(const Tree& tree, const MetaTags& meta, const LinkedData& data,
                        std::string_view title) {
  std::vector<std::string> said = {data.author_is_person ? data.author : std::string()};
  for (const char* name :
       {"dc:creator", "dcterm:creator", "dc.creator", "dcterms.creator", "citation_author", "author",
        "parsely-author", "sailthru.author", "byl", "byline", "article:author", "og:article:author"})
    said.push_back(names_of(meta.all_of(name)));
  std::string account;
  if (std::string name = first_name(said, account); !name.empty()) return name;
  if (std::string name = marked_author(tree); !name.empty()) return name;
  if (std::string name = first_name(meta.each_like(names_authors), account); !name.empty()) return name;
  for (std::string name : {author_near_title(tree, title), author_of_dateline(tree), author_of_card(meta),
                           std::move(account), data.author})
    if (!name.empty()) return name;
  return {};
}

}  // namespace gazette::extract
