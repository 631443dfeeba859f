#include "feeds/html/parser/open_elements.h"

#include <initializer_list>
#include <unordered_map>

#include "feeds/text/strings.h"

namespace gazette::html {
namespace {

using Kinds = std::unordered_map<std::string_view, Kind>;

void mark(Kinds& kinds, std::uint32_t flags, std::string_view names) {
  for (std::string_view name : split(names, ' ')) {
    Kind& kind = kinds.try_emplace(name, Kind{static_cast<std::uint32_t>(kinds.size() + 1), 0}).first->second;
    kind.flags |= flags;
  }
}

Kinds make_kinds() {
  Kinds kinds;
  mark(kinds, Kind::is_void,
       "area base basefont bgsound br col embed frame hr img image input keygen link meta param");
  mark(kinds, Kind::is_void, "source track wbr isindex");
  mark(kinds, Kind::formatting, "a b big code em font i nobr s small strike strong tt u");
  mark(kinds, Kind::special,
       "address article aside blockquote button center dd details dir div dl dt fieldset");
  mark(kinds, Kind::special,
       "figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup li listing main");
  mark(kinds, Kind::special, "menu nav noscript ol p pre search section select summary ul");
  mark(kinds, Kind::special | Kind::barrier, "applet caption marquee object table td template th");
  mark(kinds, Kind::special | Kind::cell_part, "tbody tfoot thead tr colgroup");
  mark(kinds, Kind::cell_part, "td th caption");
  mark(kinds, Kind::closes_p,
       "address article aside blockquote center details dialog dir div dl fieldset figcaption");
  mark(kinds, Kind::closes_p,
       "figure footer header hgroup main menu nav ol p section summary ul h1 h2 h3 h4 h5 h6");
  mark(kinds, Kind::closes_p, "pre listing form li dd dt table xmp plaintext");
  mark(kinds, Kind::raw, "script style textarea title xmp iframe noembed noframes plaintext");
  mark(kinds, Kind::foreign_root, "svg math");
  mark(kinds, Kind::leaves_foreign,
       "b big blockquote body br center code dd div dl dt em embed font h1 h2 h3 h4 h5 h6");
  mark(kinds, Kind::leaves_foreign,
       "head hr i img li listing menu meta nobr ol p pre ruby s small span strong strike");
  mark(kinds, Kind::leaves_foreign, "sub sup table tt u ul var");
  mark(kinds, Kind::integration, "foreignobject desc title annotation-xml mi mo mn ms mtext");
  mark(kinds, Kind::heading, "h1 h2 h3 h4 h5 h6");
  mark(kinds, Kind::optional_end,
       "p li dd dt option optgroup tr td th tbody thead tfoot caption colgroup rt rp rb rtc");
  mark(kinds, Kind::ignored, "html head body");
  return kinds;
}

const Kinds& kinds() {
  static const Kinds kKinds = make_kinds();
  return kKinds;
}

std::uint32_t id_of(std::string_view name) {
  return kinds().at(name).id;
}

struct Ids {
  std::uint32_t p = id_of("p"), a = id_of("a"), nobr = id_of("nobr"), li = id_of("li"), dd = id_of("dd"),
                dt = id_of("dt"), button = id_of("button"), form = id_of("form"), table = id_of("table"),
                tr = id_of("tr"), td = id_of("td"), th = id_of("th"), tbody = id_of("tbody"),
                thead = id_of("thead"), tfoot = id_of("tfoot"), caption = id_of("caption"),
                option = id_of("option"), optgroup = id_of("optgroup"), rt = id_of("rt"), rp = id_of("rp"),
                div = id_of("div"), address = id_of("address"), template_ = id_of("template");
};

const Ids& ids() {
  static const Ids kIds;
  return kIds;
}

}  // namespace

Kind kind_of(std::string_view name) {
  const auto found = kinds().find(name);
  if (found != kinds().end()) return found->second;
  // Ids of the known names are small; a clash of two unknown names only makes the picture a little wrong.
  return {static_cast<std::uint32_t>(stable_hash(name)) | 0x80000000U, 0};
}

OpenElements::Verdict OpenElements::start(Kind kind, std::uint64_t source_hash, bool self_closing) {
  if (in_foreign() || kind.is(Kind::foreign_root)) return start_foreign(kind, self_closing);
  if (kind.is(Kind::ignored)) return Verdict::keep;
  close_implied(kind);
  if (kind.is(Kind::is_void) || kind.is(Kind::raw)) return Verdict::keep;
  if (full()) {
    if (!kind.is(Kind::optional_end)) ++dropped_;
    return Verdict::drop;
  }
  if (kind.is(Kind::formatting) && !make_room_for_formatting(kind, source_hash)) return Verdict::drop;
  stack_.push_back({kind, source_hash, false});
  return Verdict::keep;
}

OpenElements::Verdict OpenElements::end(Kind kind) {
  if (in_foreign()) return end_foreign(kind);
  if (kind.is(Kind::ignored) || kind.is(Kind::is_void)) return Verdict::keep;
  if (dropped_ > 0) {
    if (!kind.is(Kind::optional_end)) --dropped_;
    return Verdict::drop;
  }
  if (kind.is(Kind::formatting)) {
    const std::size_t index = find_in_scope(kind.id);
    if (index != kNone) erase(index);
  } else if (kind.is(Kind::special)) {
    close_special(kind);
  } else {
    close_ordinary(kind);
  }
  return Verdict::keep;
}

OpenElements::Verdict OpenElements::start_foreign(Kind kind, bool self_closing) {
  const bool inside = in_foreign();
  if (inside && (kind.is(Kind::leaves_foreign) || stack_.back().kind.is(Kind::integration)))
    return Verdict::doubt;
  if (self_closing) return Verdict::keep;
  if (full()) return Verdict::doubt;
  stack_.push_back({kind, 0, false});
  ++foreign_;
  return Verdict::keep;
}

OpenElements::Verdict OpenElements::end_foreign(Kind kind) {
  if (stack_.back().kind.id != kind.id) return Verdict::doubt;
  stack_.pop_back();
  --foreign_;
  return Verdict::keep;
}

// The end tags that a start tag implies (HTML section 13.2.6.4.7 and the table modes).
void OpenElements::close_implied(Kind kind) {
  const Ids& known = ids();
  std::size_t index = kNone;
  if (kind.id == known.li) index = find_item(known.li, known.li);
  if (kind.id == known.dd || kind.id == known.dt) index = find_item(known.dd, known.dt);
  if (kind.id == known.button) index = find_in_scope(known.button);
  if (kind.id == known.td || kind.id == known.th) index = find_part(known.td, known.th, known.caption);
  if (kind.id == known.tr) index = find_part(known.tr, known.caption, known.caption);
  if (kind.id == known.tbody || kind.id == known.thead || kind.id == known.tfoot)
    index = find_part(known.tbody, known.thead, known.tfoot);
  if (index != kNone) pop_to(index);
  if (kind.id == known.a || kind.id == known.nobr) {
    const std::size_t open = find_in_scope(kind.id);
    if (open != kNone) erase(open);
  }
  if (kind.is(Kind::closes_p)) {
    const std::size_t open = find_in_scope(known.p, known.button);
    if (open != kNone) pop_to(open);
  }
  if (stack_.empty()) return;
  const Kind top = stack_.back().kind;
  const bool option = top.id == known.option && (kind.id == known.option || kind.id == known.optgroup);
  const bool ruby =
      (top.id == known.rt || top.id == known.rp) && (kind.id == known.rt || kind.id == known.rp);
  if (option || ruby || (top.is(Kind::heading) && kind.is(Kind::heading))) stack_.pop_back();
}

// Not many that were never closed: each is reopened in every paragraph that follows. Of the same ones the
// parser reopens three at most (the "Noah's Ark clause").
bool OpenElements::make_room_for_formatting(Kind kind, std::uint64_t source_hash) {
  std::size_t same = 0, all = 0, earliest = kNone;
  for (std::size_t i = stack_.size(); i-- > 0;) {
    if (stack_[i].kind.is(Kind::barrier)) break;
    if (!stack_[i].kind.is(Kind::formatting)) continue;
    ++all;
    if (stack_[i].kind.id != kind.id || stack_[i].source_hash != source_hash) continue;
    ++same;
    if (stack_[i].left_open) earliest = i;
  }
  if (same < 3 || earliest == kNone) return all < kMaxFormatting;
  erase(earliest);
  return all <= kMaxFormatting;
}

void OpenElements::close_ordinary(Kind kind) {
  for (std::size_t i = stack_.size(); i-- > 0;) {
    if (stack_[i].kind.id == kind.id) return pop_to(i);
    if (stack_[i].kind.is(Kind::special)) return;
  }
}

void OpenElements::close_special(Kind kind) {
  const Ids& known = ids();
  std::size_t index = kNone;
  if (kind.is(Kind::cell_part)) {
    index = find_part(kind.id, kind.id, kind.id);
  } else if (kind.is(Kind::heading)) {
    for (std::size_t i = stack_.size(); i-- > 0 && index == kNone && !stack_[i].kind.is(Kind::barrier);)
      if (stack_[i].kind.is(Kind::heading)) index = i;
  } else {
    index = find_in_scope(kind.id, kind.id == known.p ? known.button : 0);
  }
  if (index == kNone) return;
  kind.id == known.form ? erase(index) : pop_to(index);
}

std::size_t OpenElements::find_in_scope(std::uint32_t id, std::uint32_t more_barriers) const {
  for (std::size_t i = stack_.size(); i-- > 0;) {
    if (stack_[i].kind.id == id) return i;
    if (stack_[i].kind.is(Kind::barrier) || stack_[i].kind.id == more_barriers) break;
  }
  return kNone;
}

std::size_t OpenElements::find_part(std::uint32_t a, std::uint32_t b, std::uint32_t c) const {
  std::size_t found = kNone;
  for (std::size_t i = stack_.size(); i-- > 0;) {
    const std::uint32_t id = stack_[i].kind.id;
    if (id == ids().table || id == ids().template_) break;
    if (id == a || id == b || id == c) found = i;
  }
  return found;
}

std::size_t OpenElements::find_item(std::uint32_t a, std::uint32_t b) const {
  const Ids& known = ids();
  for (std::size_t i = stack_.size(); i-- > 0;) {
    const Kind kind = stack_[i].kind;
    if (kind.id == a || kind.id == b) return i;
    const bool looked_through = kind.id == known.address || kind.id == known.div || kind.id == known.p;
    if (kind.is(Kind::special) && !looked_through) break;
  }
  return kNone;
}

// Formatting elements above stay in the parser's list, and come back, unless a barrier forgets them.
void OpenElements::pop_to(std::size_t index) {
  std::size_t to = index;
  bool forgets = stack_[index].kind.is(Kind::barrier);
  for (std::size_t i = index + 1; i < stack_.size(); ++i) {
    forgets |= stack_[i].kind.is(Kind::barrier);
    if (!stack_[i].kind.is(Kind::formatting) || forgets) continue;
    stack_[to] = stack_[i];
    stack_[to++].left_open = true;
  }
  stack_.erase(stack_.begin() + static_cast<std::ptrdiff_t>(to), stack_.end());
}

void OpenElements::erase(std::size_t index) {
  stack_.erase(stack_.begin() + static_cast<std::ptrdiff_t>(index));
}

}  // namespace gazette::html
