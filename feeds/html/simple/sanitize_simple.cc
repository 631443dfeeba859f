// Certain, because the fragment is read only as long as the HTML5 parser would build the tree that the tags
// spell (simple::Structure), and no text stands where the parser would move it.
#include "feeds/html/simple/sanitize_simple.h"

#include <boost/container/small_vector.hpp>

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

class SimpleSanitizer {
 public:
  SimpleSanitizer(std::string& out, std::string_view html, const SanitizeOptions& options)
      : html_(html), options_(options), out_(out) {
    out_.clear();
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
    while (!structure_.empty()) close();
    return true;
  }

 private:
  struct Open {
    bool written;
    bool may_name_language;  ///< of the code in it, by its class attribute
  };

  Kind top() const { return structure_.top(); }

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
    if (simple::is_table_frame(top()) || out_.size() == pre_begin_) return false;
    const std::size_t end = simple::end_of_comment(html_, at_);
    at_ = end;
    return end != kNone;
  }

  bool tag() {
    if (!simple::read_tag(html_, at_, tag_)) return false;
    at_ = tag_.end;
    return tag_.closing ? end_tag() : start_tag();
  }

  bool end_tag() {
    if (tag_.self_closing || structure_.empty()) return false;
    if (structure_.ends_implied_section(tag_.element->kind)) close();
    if (&structure_.innermost() != tag_.element) return false;
    close();
    return true;
  }

  bool start_tag() {
    const Kind kind = tag_.element->kind;
    const bool is_void = kind == Kind::line || kind == Kind::rule || kind == Kind::image;
    if ((tag_.self_closing && !is_void) || structure_.depth() >= kMaxDepth || !structure_.may_begin(kind))
      return false;
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
        if (structure_.implies_section(kind)) imply_section();
        break;
      case Kind::cell:
        if (tag_.find("style") || tag_.find("align")) return false;
        break;
      default: break;
    }
    return attributes() && open(true);
  }

  bool open(bool written) {
    if (written) out_ += '>';
    const std::string_view name = tag_.element->name;
    open_.push_back({written, tag_.find("class") && (name == "div" || name == "figure")});
    structure_.open(*tag_.element);
    return true;
  }

  void close() {
    const Element& element = structure_.innermost();
    const bool written = open_.back().written;
    open_.pop_back();
    structure_.close();
    if (!written) return;
    out_ += "</";
    out_ += element.name;
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
    structure_.open_implied_section();
    out_ += "<tbody>";
    open_.push_back({true, false});
  }

  bool attributes() {
    begin_element();
    for (std::size_t i = 0; i < tag_.count; ++i) {
      const RawAttribute& raw = tag_.attributes[i];
      if (simple::keeps_attribute(*tag_.element, raw.name) && !attribute(raw)) return false;
    }
    return true;
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
      if (outer.may_name_language) return false;
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
    const std::size_t end = simple::end_of_raw_text(html_, at_, tag_.element->name);
    if (end != kNone) at_ = end + tag_.element->name.size() + 3;
    return end != kNone;
  }

  std::string_view html_;
  const SanitizeOptions& options_;
  std::size_t at_ = 0;
  std::string& out_;
  simple::Structure structure_;
  boost::container::small_vector<Open, 16> open_;  ///< of each in it
  Tag tag_;
  Attribute attribute_;
  std::string source_;             ///< of the image that is read, absolute
  std::size_t pre_begin_ = kNone;  ///< where the text of a <pre> begins that has none yet
};

}  // namespace

std::optional<std::string> sanitize_simple(std::string_view html, const SanitizeOptions& options) {
  std::string out;
  return sanitize_simple_into(out, html, options) ? std::optional(std::move(out)) : std::nullopt;
}

bool sanitize_simple_into(std::string& out, std::string_view html, const SanitizeOptions& options) {
  return html.size() <= kMaxBytes && !simple::has_doubtful_bytes(html) &&
         SimpleSanitizer(out, html, options).run();
}

}  // namespace gazette::html
