// Certain, because the fragment is read only as long as the HTML5 parser would build the tree that the tags
// spell (simple::Structure), and no text stands where the parser would move it.
#include "feeds/html/simple/sanitize_simple.h"

#include <boost/container/small_vector.hpp>

#include "feeds/html/policy/elements.h"
#include "feeds/html/policy/formulas.h"
#include "feeds/html/policy/images.h"
#include "feeds/html/policy/urls.h"
#include "feeds/html/simple/html_out.h"
#include "feeds/html/simple/references.h"
#include "feeds/html/simple/tags.h"
#include "feeds/text/strings.h"

namespace gazette::html {
namespace {

using simple::Element;
using simple::Form;
using simple::HtmlOut;
using simple::Kind;
using simple::RawAttribute;
using simple::Tag;

constexpr std::size_t kMaxBytes = 4 << 20;
constexpr std::size_t kNone = std::string_view::npos;

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\n") == kNone;
}

template <Form form>
class SimpleSanitizer {
 public:
  SimpleSanitizer(TextBuffer& out, std::string_view html, const SanitizeOptions& options)
      : html_(html), options_(options), out_(out) {}

  /// False: take the long way.
  bool run() {
    while (at_ < html_.size()) {
      if (!text()) return false;
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

  /// Up to the next special character.
  bool text() {
    if (html_[at_] == '\n' && out_.size() == pre_begin_) return false;  // the writer would have to add one
    const std::size_t begin = at_;
    at_ = out_.text_until_special(html_, at_);
    return !simple::is_table_frame(top()) || is_blank(html_.substr(begin, at_ - begin));
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
    out_.markup(escaped);
    ++at_;
    return true;
  }

  bool reference() {
    if (simple::is_table_frame(top()) || out_.size() == pre_begin_) return false;
    reference_.clear();
    const std::size_t length = simple::read_reference(html_, at_, reference_);
    out_.text(reference_);
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
    const std::size_t closed = structure_.closed_by(*tag_.element);
    for (std::size_t i = 0; i < closed; ++i) close();
    return closed > 0;
  }

  bool start_tag() {
    const Kind kind = tag_.element->kind;
    if (!structure_.may_begin(kind)) return false;
    switch (kind) {
      case Kind::line:
      case Kind::rule: return attributes() && finish_void();
      case Kind::image: return image();
      case Kind::frame: return frame();
      case Kind::silent: return skip_raw_text();
      case Kind::plain: return open(false);
      case Kind::link: return link();
      case Kind::pre: return pre();
      case Kind::block:
        if (tag_.element->name == "figure" && has_data()) return false;  // it may be a lazy image
        break;
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
    if (written) out_.markup('>');
    const std::string_view name = tag_.element->name;
    open_.push_back({written, (name == "div" || name == "figure") && tag_.find("class") != nullptr});
    structure_.open(*tag_.element);
    return true;
  }

  void close() {
    const Element& element = structure_.innermost();
    const bool written = open_.back().written;
    open_.pop_back();
    structure_.close();
    if (!written) return;
    out_.end_tag(element);
  }

  bool finish_void() {
    out_.markup("/>");
    return true;
  }

  void imply_section() {
    structure_.open_implied_section();
    out_.markup("<tbody>");
    open_.push_back({true, false});
  }

  bool attributes() {
    has_address_ = false;
    out_.begin_tag(*tag_.element);
    for (std::size_t i = 0; i < tag_.count; ++i) {
      const RawAttribute& raw = tag_.attributes[i];
      if (simple::keeps_attribute(*tag_.element, raw.name) && !attribute(raw)) return false;
    }
    return true;
  }

  bool attribute(const RawAttribute& raw) {
    if (tag_.element->kind == Kind::image && raw.name == "src") return write_attribute(raw.name, source_);
    Attribute& decoded = attribute_;
    if (!simple::read_value(raw.value, decoded.value)) return false;
    if (raw.name == "href") return write_link(decoded.value);
    if (raw.name == "src" || raw.name == "cite")
      return write_attribute(raw.name, tag_.element->kind == Kind::frame
                                           ? clean_embed(options_.base_url, decoded.value)
                                           : clean_source(options_.base_url, decoded.value));
    decoded.name = raw.name;
    return write_attribute(raw.name, clean_attribute(tag_.element->name, decoded));
  }

  bool write_link(std::string_view value) {
    const bool clean = value.find('?') == kNone && is_normal_url(value);  // most are
    return write_attribute("href", clean ? value : clean_link(options_.base_url, value));
  }

  /// An empty one says nothing, but for an image without words.
  bool write_attribute(std::string_view name, std::string_view value) {
    if (value.empty() && name != "alt") return true;
    has_address_ = has_address_ || name == "href" || name == "src";
    out_.attribute(name, value);
    return true;
  }

  bool link() {
    const std::size_t begin = out_.size();
    if (!attributes()) return false;
    const bool linked = has_address_;
    if (!linked) out_.cut(begin);
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
        out_.text("\n\n");
        ++at_;
        return true;
      }
    }
    pre_begin_ = out_.size();
    return true;
  }

  bool image() {
    const RawAttribute* const source = tag_.find("src");
    const std::string_view classes = value_of("class");
    if (has_data() || tag_.find("file") || classes.find('&') != kNone || is_lazy_class(classes)) return false;
    if (!source || !simple::read_value(source->value, source_) || is_stand_in(source_)) return false;
    if (is_drawn_formula(source_)) return false;
    bool normal = is_normal_url(source_);
    if (!normal) {
      source_ = clean_source(options_.base_url, source_);
      if (source_.empty()) return false;
      normal = is_normal_url(source_);
    }
    for (const std::string_view size : {"width", "height"})
      if (const RawAttribute* said = tag_.find(size); said && said->value.find('&') != kNone) return false;
    const bool pixel = is_tiny(value_of("width")) && is_tiny(value_of("height"));
    if (pixel || is_tracker(source_, normal)) return true;  // it only counts readers
    return attributes() && finish_void();
  }

  bool has_data() const {
    for (std::size_t i = 0; i < tag_.count; ++i)
      if (tag_.attributes[i].name.starts_with("data-")) return true;
    return false;
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
    const bool good = options_.keep_embeds && has_address_;
    out_.markup("></iframe>");
    if (!good) out_.cut(begin);
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
  HtmlOut<form> out_;
  simple::Structure structure_;
  boost::container::small_vector<Open, 16> open_;  ///< of each in it
  Tag tag_;
  Attribute attribute_;
  bool has_address_ = false;       ///< the tag that is written: href or src
  std::string reference_;          ///< what the one that is read means
  std::string source_;             ///< of the image that is read, absolute
  std::size_t pre_begin_ = kNone;  ///< where the text of a <pre> begins that has none yet
};

template <Form form>
bool sanitize_into(TextBuffer& out, std::string_view html, const SanitizeOptions& options) {
  if (html.size() > kMaxBytes || simple::has_doubtful_bytes(html)) return false;
  const std::size_t begin = out.size();
  const bool done = SimpleSanitizer<form>(out, html, options).run();
  if (!done) out.cut(begin);
  return done;
}

}  // namespace

std::optional<std::string> sanitize_simple(std::string_view html, const SanitizeOptions& options) {
  TextBuffer out;
  return sanitize_into<Form::plain>(out, html, options) ? std::optional(std::string(out.text()))
                                                        : std::nullopt;
}

bool sanitize_simple_as_json(TextBuffer& out, std::string_view html, const SanitizeOptions& options) {
  return sanitize_into<Form::json>(out, html, options);
}

}  // namespace gazette::html
