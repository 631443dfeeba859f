#include "storage/search/text/query.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "feeds/text/strings.h"
#include "storage/search/text/tokens.h"

namespace gazette {

namespace {

constexpr std::size_t kMaxTyped = 1'000;  // bytes
constexpr std::size_t kMaxTerms = 32;
constexpr std::string_view kSpaces = " \t\r\n";

/// What stands between spaces, or between quotes.
struct Piece {
  std::string field;  ///< in lower case
  std::string_view text;
  bool is_quoted = false, is_wanted = true;
};

/// What keyboards and input methods write for the signs of a query: spaces of any width, quotation marks, the
/// colon and the minus of full width. All of these are no letters in any case.
std::string with_plain_signs(std::string_view typed) {
  struct Sign {
    char32_t first, last;
    char plain;
  };
  static constexpr std::array kSigns{
      Sign{0x00A0, 0x00A0, ' '}, Sign{0x2000, 0x200A, ' '}, Sign{0x201C, 0x201F, '"'},
      Sign{0x2028, 0x2029, ' '}, Sign{0x202F, 0x202F, ' '}, Sign{0x205F, 0x205F, ' '},
      Sign{0x2212, 0x2212, '-'}, Sign{0x3000, 0x3000, ' '}, Sign{0xFF02, 0xFF02, '"'},
      Sign{0xFF0D, 0xFF0D, '-'}, Sign{0xFF1A, 0xFF1A, ':'},
  };
  std::string out;
  for (std::size_t pos = 0; pos < typed.size();) {
    const std::size_t begin = pos;
    const char32_t c = next_code_point(typed, pos);
    const auto* sign = std::find_if(kSigns.begin(), kSigns.end(),
                                    [c](const Sign& one) { return one.first <= c && c <= one.last; });
    if (sign != kSigns.end())
      out += sign->plain;
    else
      out += typed.substr(begin, pos - begin);
  }
  return out;
}

bool is_field(std::string_view name) {
  static constexpr std::array<std::string_view, 5> kFields = {"source", "tag", "lang", "after", "before"};
  return std::find(kFields.begin(), kFields.end(), name) != kFields.end();
}

/// The piece at `pos`, which is advanced past it.
Piece piece_at(std::string_view typed, std::size_t& pos) {
  Piece piece;
  if (typed[pos] == '-') {
    piece.is_wanted = false;
    ++pos;
  }
  const std::size_t colon = typed.find_first_of(" \t\r\n\":", pos);
  std::string name =
      colon < typed.size() && typed[colon] == ':' ? to_lower(typed.substr(pos, colon - pos)) : "";
  if (is_field(name)) {
    piece.field = std::move(name);
    pos = colon + 1;
  }
  piece.is_quoted = pos < typed.size() && typed[pos] == '"';
  if (piece.is_quoted) ++pos;
  const std::size_t end =
      std::min(piece.is_quoted ? typed.find('"', pos) : typed.find_first_of(" \t\r\n\"", pos), typed.size());
  piece.text = typed.substr(std::min(pos, typed.size()), end - std::min(pos, typed.size()));
  pos = piece.is_quoted ? end + 1 : end;
  return piece;
}

std::optional<int> number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return value;
}

/// "2024", "2024-01", "2024-01-31": the beginning of it, in UTC.
std::optional<Time> read_day(std::string_view text) {
  const std::vector<std::string_view> parts = split(text, '-');
  constexpr int kLastYear = 9999;  // a longer number is no year
  std::array<int, 3> values = {0, 1, 1};
  if (parts.size() > 3) return std::nullopt;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::optional<int> value = number(parts[i]);
    if (!value) return std::nullopt;
    values[i] = *value;
  }
  const std::chrono::year_month_day day{std::chrono::year(values[0]),
                                        std::chrono::month(static_cast<unsigned>(values[1])),
                                        std::chrono::day(static_cast<unsigned>(values[2]))};
  if (!day.ok() || values[0] < 1 || values[0] > kLastYear) return std::nullopt;
  return Time(std::chrono::sys_days(day));
}

Result<void> take_date(TypedQuery& query, const Piece& piece) {
  const std::optional<Time> day = read_day(piece.text);
  if (!day)
    return fail(ErrorKind::usage, piece.field + ": \"" + escape_for_log(piece.text) +
                                      "\" is no date: write it as 2024, 2024-01 or 2024-01-31");
  const bool is_after = (piece.field == "after") == piece.is_wanted;  // not after is before
  (is_after ? query.after : query.before) = day;
  return {};
}

void take_name(TypedQuery& query, const Piece& piece) {
  if (piece.text.empty()) return;
  const bool wanted = piece.is_wanted;
  auto& list = piece.field == "source" ? (wanted ? query.sources : query.not_sources)
               : piece.field == "tag"  ? (wanted ? query.tags : query.not_tags)
                                       : (wanted ? query.languages : query.not_languages);
  list.push_back(piece.field == "source" ? to_lower(piece.text) : std::string(piece.text));
}

/// One term: its tokens next to each other, or (one word, not quoted) one of its forms. Tokens hold no quote.
std::string expression_of(const SearchTerm& term, const WordForms& forms) {
  const PhraseTokens phrase = phrase_tokens(term.text);
  if (phrase.tokens.empty()) return {};
  const auto quoted = [](const std::string& tokens) { return '"' + tokens + '"'; };
  if (phrase.is_prefix) return quoted(phrase.tokens) + '*';
  if (term.is_quoted || !forms || phrase.tokens.find(' ') != std::string::npos) return quoted(phrase.tokens);
  std::string any = quoted(phrase.tokens);
  const std::vector<std::string> others = forms(phrase.tokens);
  for (const std::string& form : others) any += " OR " + quoted(form);
  return others.empty() ? any : '(' + any + ')';
}

std::string joined(const std::vector<SearchTerm>& terms, std::string_view joint, const WordForms& forms) {
  std::string out;
  for (const SearchTerm& term : terms) {
    const std::string expression = expression_of(term, forms);
    if (expression.empty()) continue;
    if (!out.empty()) out += joint;
    out += expression;
  }
  return out;
}

}  // namespace

Result<TypedQuery> read_typed_query(std::string_view typed) {
  const std::string plain = with_plain_signs(typed.substr(0, kMaxTyped));
  typed = plain;
  TypedQuery query;
  std::size_t taken = 0;
  for (std::size_t pos = typed.find_first_not_of(kSpaces); pos < typed.size() && taken < kMaxTerms; ++taken) {
    const Piece piece = piece_at(typed, pos);
    if (piece.field.empty()) {
      auto& terms = piece.is_wanted ? query.wanted : query.unwanted;
      if (!piece.text.empty()) terms.push_back({std::string(piece.text), piece.is_quoted});
    } else if (piece.field == "after" || piece.field == "before") {
      if (const Result<void> date = take_date(query, piece); !date) return pass_on(date);
    } else {
      take_name(query, piece);
    }
    pos = typed.find_first_not_of(kSpaces, pos);
  }
  return query;
}

std::string all_of(const std::vector<SearchTerm>& terms, const WordForms& forms) {
  return joined(terms, " AND ", forms);
}
std::string any_of(const std::vector<SearchTerm>& terms, const WordForms& forms) {
  return joined(terms, " OR ", forms);
}

}  // namespace gazette
