// Certain, because the fragment is read only as long as the HTML5 parser would build the tree that the tags
// spell: every end tag ends the innermost element, no element ends another by beginning, no text stands where
// the parser would move it.
#include "feeds/html/simple/sanitize_simple.h"

#include <vector>

#include "feeds/html/policy/elements.h"
#include "feeds/html/policy/images.h"
#include "feeds/html/policy/urls.h"
#include "feeds/html/simple/references.h"
#include "feeds/html/simple/tags.h"
#include "feeds/text/scan/byte_scan.h"
#include "feeds/text/strings.h"

namespace gazette::html {
namespace {

using simple::Element;
using simple::Kind;
using simple::RawAttribute;
using simple::Tag;

constexpr std::size_t kMaxBytes = 4 << 20;
constexpr std::size_t kMaxDepth = 60;
constexpr std::size_t kNone = std::string_view::npos;

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\n") == kNone;
}

/// Controls, and what else the long way removes or changes: C1, U+FFFE, U+FFFF and what only looks like them.
bool has_doubtful_bytes(std::string_view html) {
  for (std::size_t at = 0;; ++at) {
    at = find_any<0x20, 0x7f, '\xC2', '\xBF'>(html, at);
    if (at >= html.size()) return false;
    const char c = html[at];
    const unsigned char next = at + 1 < html.size() ? static_cast<unsigned char>(html[at + 1]) : 0;
    if (c == '\t' || c == '\n' || (c == '\xC2' && next >= 0xA0) ||
        (c == '\xBF' && next != 0xBE && next != 0xBF))
      continue;
    return true;
  }
}

class SimpleSanitizer {
 public:
  SimpleSanitizer(std::string_view html, const SanitizeOptions& options) : html_(html), options_(options) {
    out_.reserve(html.size() + html.size() / 8);
  }

  /// False: take the long way.
  bool run() {
    while (at_ < html_.size()) {
      const std::size_t stop = find_any<0, '<', '&', '>'>(html_, at_);
      if (stop > at_ && !text(html_.substr(at_, stop - at_))) return false;
      at_ = stop;
      if (at_ < html_.size() && !special()) return false;
    }
    while (!open_.empty()) close();
    return true;
  }
  std::string take() { return std::move(out_); }

 private:
  struct Open {
    const Element* element;
    bool written;
    bool has_class;        ///< its class attribute may tell the language of code in it
    bool outer_paragraph;  ///< of a cell: whether a paragraph is open outside
  };

  Kind top() const { return open_.empty() ? Kind::block : open_.back().element->kind; }

  bool text(std::string_view text) {
    if (simple::is_table_frame(top()) && !is_blank(text)) return false;
    if (text[0] == '\n' && out_.size() == pre_begin_) return false;  // the writer would have to add one
    out_ += text;
    return true;
  }

  bool special() {
    const char c = html_[at_];
    if (c == '>') return literal("&gt;");
    if (c == '&') return reference();
    const char next = at_ + 1 < html_.size() ? html_[at_ + 1] : ' ';
    if ((next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z') || next == '/') return tag();
    if (next == '!') return comment();
    return next != '?' && literal("&lt;");
  }

  bool literal(std::string_view escaped) {
    if (simple::is_table_frame(top())) return false;
    out_ += escaped;
    ++at_;
    return true;
  }

  bool reference() {
    if (simple::is_table_frame(top()) || out_.size() == pre_begin_) return false;
    const std::size_t length = simple::read_reference(html_, at_, out_);
    at_ += length;
    return length != 0;
  }

  bool comment() {
    const std::string_view rest = html_.substr(at_);
    if (!rest.starts_with("<!--") || rest.starts_with("<!-->") || rest.starts_with("<!--->")) return false;
    if (simple::is_table_frame(top()) || out_.size() == pre_begin_) return false;
    const std::size_t end = rest.find("-->", 4);
    if (end == kNone || rest.substr(0, end).find("--!") != kNone ||
        rest.substr(4, end - 4).find("<!-") != kNone)
      return false;
    at_ += end + 3;
    return true;
  }

  bool tag() {
    if (!simple::read_tag(html_, at_, tag_)) return false;
    at_ = tag_.end;
    return tag_.closing ? end_tag() : start_tag();
  }

  bool end_tag() {
    if (tag_.self_closing || open_.empty()) return false;
    const Kind kind = tag_.element->kind;
    if (kind == Kind::table && top() == Kind::section) {
      if (!implied_section_) return false;
      close();
    }
    if (open_.back().element != tag_.element) return false;
    close();
    return true;
  }

  bool start_tag() {
    const Kind kind = tag_.element->kind;
    const bool is_void = kind == Kind::line || kind == Kind::rule || kind == Kind::image;
    if ((tag_.self_closing && !is_void) || open_.size() >= kMaxDepth || !may_begin(kind)) return false;
    switch (kind) {
      case Kind::line:
      case Kind::rule: return attributes() && finish_void();
      case Kind::image: return image();
      case Kind::frame: return frame();
      case Kind::silent: return skip_raw_text();
      case Kind::plain: return open(false);
      case Kind::link: return link();
      case Kind::pre: return pre();
      case Kind::row:
        if (top() == Kind::table) imply_section();
        break;
      case Kind::section: implied_section_ = false; break;
      case Kind::cell:
        if (tag_.find("style") || tag_.find("align")) return false;
        break;
      default: break;
    }
    return attributes() && open(true);
  }

  /// True where the parser puts the element in the innermost open one and leaves that open.
  bool may_begin(Kind kind) const {
    switch (kind) {
      case Kind::item: return top() == Kind::list && !open_.empty();
      case Kind::term: return top() == Kind::terms;
      case Kind::section: return top() == Kind::table;
      case Kind::row: return top() == Kind::section || top() == Kind::table;
      case Kind::cell: return top() == Kind::row;
      default: break;
    }
    if (simple::is_table_frame(top()) || (top() == Kind::terms)) return false;
    if (kind == Kind::table && tables_ > 0) return false;
    if (kind == Kind::heading && headings_ > 0) return false;
    if (kind == Kind::link && links_ > 0) return false;
    return !(simple::is_block(kind) && paragraph_);
  }

  void count(Kind kind, int by) {
    if (kind == Kind::heading) headings_ += by;
    if (kind == Kind::link) links_ += by;
    if (kind == Kind::table) tables_ += by;
    if (kind == Kind::pre) pres_ += by;
  }

  bool open(bool written) {
    const Kind kind = tag_.element->kind;
    if (written) out_ += '>';
    open_.push_back({tag_.element, written, tag_.find("class") != nullptr, paragraph_});
    count(kind, 1);
    if (kind == Kind::paragraph) paragraph_ = true;
    if (kind == Kind::cell || kind == Kind::table) paragraph_ = false;
    return true;
  }

  void close() {
    const Open closed = open_.back();
    open_.pop_back();
    const Kind kind = closed.element->kind;
    count(kind, -1);
    paragraph_ = closed.outer_paragraph;
    if (!closed.written) return;
    out_ += "</";
    out_ += closed.element->name;
    out_ += '>';
  }

  void begin_element() {
    out_ += '<';
    out_ += tag_.element->name;
  }

  bool finish_void() {
    out_ += "/>";
    return true;
  }

  void imply_section() {
    const Element* const section = simple::find_element("tbody");
    out_ += "<tbody>";
    open_.push_back({section, true, false, paragraph_});
    implied_section_ = true;
  }

  /// "<name" and the attributes that may stay.
  bool attributes() {
    begin_element();
    const std::string_view allowed = simple::attributes_of(*tag_.element);
    for (std::size_t i = 0; i < tag_.count; ++i) {
      const RawAttribute& raw = tag_.attributes[i];
      if (is_allowed(raw.name, allowed) && !attribute(raw)) return false;
    }
    return true;
  }

  static bool is_allowed(std::string_view name, std::string_view allowed) {
    if (name == "lang" || name == "dir") return true;
    for (std::size_t at = allowed.find(name); at != kNone; at = allowed.find(name, at + 1))
      if (allowed[at - 1] == ' ' && allowed[at + name.size()] == ' ') return true;
    return false;
  }

  bool attribute(const RawAttribute& raw) {
    Attribute& decoded = attribute_;
    if (!simple::read_value(raw.value, decoded.value)) return false;
    decoded.name = raw.name;
    std::string value;
    if (tag_.element->kind == Kind::image && raw.name == "src") {
      value = source_;
    } else if (raw.name == "href") {
      value = clean_link(options_.base_url, decoded.value);
    } else if (raw.name == "src" || raw.name == "cite") {
      value = tag_.element->kind == Kind::frame ? clean_embed(options_.base_url, decoded.value)
                                                : clean_source(options_.base_url, decoded.value);
    } else {
      value = clean_attribute(tag_.element->name, decoded);
    }
    if (!value.empty() || raw.name == "alt") write_attribute(raw.name, value);
    return true;
  }

  void write_attribute(std::string_view name, std::string_view value) {
    out_ += ' ';
    out_ += name;
    out_ += "=\"";
    for (std::size_t at = 0; at < value.size(); ++at) {
      const std::size_t stop = find_any<0, '&', '<', '>', '"'>(value, at);
      out_.append(value, at, stop - at);
      at = stop;
      if (at < value.size()) out_ += escape_markup(value.substr(at, 1));
    }
    out_ += '"';
  }

  bool link() {
    const std::size_t begin = out_.size();
    if (!attributes()) return false;
    const bool linked = out_.find(" href=\"", begin) != kNone;
    if (!linked) out_.resize(begin);
    return open(linked);
  }

  bool pre() {
    for (const Open& outer : open_)
      if (outer.has_class && (outer.element->name == "div" || outer.element->name == "figure")) return false;
    if (!attributes() || !open(true)) return false;
    if (at_ < html_.size() && html_[at_] == '\n') {
      ++at_;
      const bool again = at_ < html_.size() && html_[at_] == '\n';
      if (again) {
        out_ += "\n\n";
        ++at_;
        return true;
      }
    }
    pre_begin_ = out_.size();
    return true;
  }

  bool image() {
    const RawAttribute* const source = tag_.find("src");
    for (std::size_t i = 0; i < tag_.count; ++i)
      if (tag_.attributes[i].name.starts_with("data-") || tag_.attributes[i].name == "file") return false;
    if (!source || !simple::read_value(source->value, source_) || is_stand_in(source_)) return false;
    source_ = clean_source(options_.base_url, source_);
    if (source_.empty()) return false;
    for (const std::string_view size : {"width", "height"})
      if (const RawAttribute* said = tag_.find(size); said && said->value.find('&') != kNone) return false;
    const bool pixel = is_tiny(value_of("width")) && is_tiny(value_of("height"));
    if (pixel || is_tracker(source_)) return true;  // it only counts readers
    return attributes() && finish_void();
  }

  std::string_view value_of(std::string_view name) const {
    const RawAttribute* const found = tag_.find(name);
    return found ? found->value : std::string_view{};
  }

  bool frame() {
    const RawAttribute* const source = tag_.find("src");
    if (!source || is_blank(source->value) || out_.size() == pre_begin_) return false;
    const std::size_t begin = out_.size();
    if (!attributes()) return false;
    const bool good = options_.keep_embeds && out_.find(" src=\"", begin) != kNone;
    out_ += "></iframe>";
    if (!good) out_.resize(begin);
    return skip_raw_text();
  }

  /// To the end tag of the element that has just begun.
  bool skip_raw_text() {
    if (out_.size() == pre_begin_) return false;
    const std::string_view name = tag_.element->name;
    for (std::size_t at = at_;; ++at) {
      at = html_.find('<', at);
      if (at == kNone || html_.compare(at, 4, "<!--") == 0) return false;
      if (html_.compare(at, 2, "</") != 0 || !starts_with_ignore_case(html_.substr(at + 2), name)) continue;
      const std::size_t end = at + 2 + name.size();
      if (end >= html_.size() || html_[end] != '>') return false;
      at_ = end + 1;
      return true;
    }
  }

  std::string_view html_;
  const SanitizeOptions& options_;
  std::size_t at_ = 0;
  std::string out_;
  std::vector<Open> open_;
  Tag tag_;
  Attribute attribute_;
  std::string source_;  ///< of the image that is read, absolute
  int headings_ = 0, links_ = 0, tables_ = 0, pres_ = 0;
  bool paragraph_ = false;         ///< one is open that a block would end
  bool implied_section_ = false;   ///< the innermost section had no tag of its own
  std::size_t pre_begin_ = kNone;  ///< where the text of a <pre> begins that has none yet
};

}  // namespace

std::optional<std::string> sanitize_simple(std::string_view html, const SanitizeOptions& options) {
  if (html.size() > kMaxBytes || has_doubtful_bytes(html)) return std::nullopt;
  SimpleSanitizer sanitizer(html, options);
  if (!sanitizer.run()) return std::nullopt;
  return sanitizer.take();
}

}  // namespace gazette::html
