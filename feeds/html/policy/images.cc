#include "feeds/html/policy/images.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <vector>

#include "feeds/html/policy/urls.h"
#include "feeds/text/strings.h"

namespace gazette::html {
namespace {

constexpr double kWidest = 2100;
constexpr std::size_t kLongestAddress = 2000, kLongestSet = 20'000;

// Where scripts keep what they will put into src, the surest first; and what may also be a second version of
// it.
constexpr std::array<std::string_view, 7> kLazySources = {
    "data-src",          "data-original", "data-lazy-src", "data-actualsrc",
    "data-original-src", "data-lazy",     "data-echo"};
constexpr std::array<std::string_view, 9> kOtherSources = {
    "data-full-src", "data-hi-res-src", "data-large-src", "data-image", "data-img-src",
    "data-ll-src",   "data-url",        "data-srv",       "file"};
constexpr std::array<std::string_view, 4> kSourceSets = {"data-srcset", "data-lazy-srcset",
                                                         "data-original-set", "srcset"};

// Words in the address of what stands in until the real image is loaded.
constexpr std::array<std::string_view, 13> kPlaceholders = {
    "blank.", "spacer", "placeholder", "transparent", "loading.", "lazyload", "lazy.",
    "grey.",  "gray.",  "1x1",         "pixel.gif",   "loader.",  "none.gif"};

/// How they begin: nearly no place of a name needs a closer look.
constexpr std::array<bool, 256> kBegins = [] {
  std::array<bool, 256> table{};
  for (const std::string_view word : kPlaceholders) {
    const auto letter = static_cast<unsigned char>(word[0]);
    table[letter] = true;
    if (letter >= 'a') table[letter - 32U] = true;
  }
  return table;
}();

bool looks_like_address(std::string_view value) {
  value = trim(value);
  return value.size() > 4 && value.find_first_of("./") != std::string_view::npos &&
         value.find_first_of(" \t\n{}<>") == std::string_view::npos && !is_stand_in(value);
}

template <std::size_t count>
std::string from_attributes(const Tree& tree, NodeId image,
                            const std::array<std::string_view, count>& names) {
  for (std::string_view name : names) {
    const std::string_view value = tree.attribute(image, name);
    if (looks_like_address(value)) return std::string(trim(value));
  }
  return {};
}

// "photo.jpg", "photo.webp?w=800": nothing else is written so.
bool names_image_file(std::string_view value) {
  static constexpr std::array<std::string_view, 7> kEndings = {".jpg",  ".jpeg", ".png", ".webp",
                                                               ".avif", ".gif",  ".bmp"};
  value = trim(value);
  if (value.size() > kLongestAddress || !looks_like_address(value)) return false;
  const std::string path = to_lower(value.substr(0, value.find_first_of("?#")));
  return std::any_of(kEndings.begin(), kEndings.end(),
                     [&](std::string_view ending) { return path.ends_with(ending); });
}

// What stands in until the image is there, or never is the image.
bool is_of_small_image(std::string_view attribute) {
  static constexpr std::array<std::string_view, 8> kWords = {"thumb", "small", "place", "low",
                                                             "tiny",  "blur",  "error", "fallback"};
  return std::any_of(kWords.begin(), kWords.end(),
                     [&](std::string_view word) { return attribute.find(word) != std::string_view::npos; });
}

// Every lazy loader has its own attribute; what it holds shows which.
std::string from_any_attribute(const Tree& tree, NodeId image, std::string_view prefix = "") {
  static constexpr std::array<std::string_view, 4> kWords = {"src", "alt", "title", "longdesc"};
  for (const Attribute& attribute : tree[image].attributes) {
    const bool other = std::find(kWords.begin(), kWords.end(), attribute.name) != kWords.end();
    if (other || is_of_small_image(attribute.name) || !attribute.name.starts_with(prefix)) continue;
    if (names_image_file(attribute.value)) return std::string(trim(attribute.value));
    std::string best =
        best_of_srcset(attribute.value.size() <= kLongestSet ? attribute.value : std::string());
    const bool is_set = attribute.value.find_first_of(" \t\n") != std::string::npos;
    if (is_set && names_image_file(best)) return best;
  }
  return {};
}

std::string from_source_sets(const Tree& tree, NodeId element) {
  for (std::string_view name : kSourceSets) {
    std::string best = best_of_srcset(tree.attribute(element, name));
    if (!best.empty() && !is_stand_in(best)) return best;
  }
  return {};
}

std::string from_picture(const Tree& tree, NodeId image) {
  for (NodeId id = tree[image].previous; id != kNone; id = tree[id].previous) {
    if (!tree.is_element(id, "source")) continue;
    std::string best = from_source_sets(tree, id);
    if (!best.empty()) return best;
  }
  return {};
}

// What a loader marks may have a stand-in for src, whatever its name.
bool is_marked_lazy(const Tree& tree, NodeId id) {
  return is_lazy_class(tree.attribute(id, "class"));
}

void rescue_image(Tree& tree, NodeId image, std::string_view base_url) {
  std::string source = from_attributes(tree, image, kLazySources);
  const bool poor = is_stand_in(tree.attribute(image, "src")) ||
                    clean_source(base_url, tree.attribute(image, "src")).empty();
  if (source.empty() && poor) source = from_attributes(tree, image, kOtherSources);
  if (source.empty() && poor) source = from_source_sets(tree, image);
  if (source.empty() && poor && tree.is_element(tree[image].parent, "picture"))
    source = from_picture(tree, image);
  if (source.empty() && poor) source = from_any_attribute(tree, image);
  if (source.empty() && is_marked_lazy(tree, image)) source = from_any_attribute(tree, image, "data-");
  if (source.empty()) return;
  tree.set_attribute(image, "src", std::move(source));
  if (is_marked_lazy(tree, image)) tree.set_attribute(image, "class", "");  // it has its image now
}

// <figure class="lazy" data-src="photo.jpg">: its script makes the image.
void rescue_figure(Tree& tree, NodeId figure, std::string_view base_url) {
  std::string source = from_attributes(tree, figure, kLazySources);
  if (source.empty()) source = from_any_attribute(tree, figure, "data-");
  if (source.empty() || clean_source(base_url, source).empty()) return;
  for (const char* media : {"img", "picture", "video", "audio", "iframe", "table", "pre"})
    if (tree.find(media, figure) != kNone) return;
  const NodeId image = tree.new_element("img");
  tree.set_attribute(image, "src", std::move(source));
  const NodeId first = tree[figure].first_child;
  first == kNone ? tree.append_child(figure, image) : tree.insert_before(first, image);
}

bool holds_image(const Tree& tree, NodeId top) {
  return tree.find("img", top) != kNone;
}

// AMP's own elements, and those of light players: what a browser would make of them. What stands in one for
// browsers without scripts is that already.
NodeId made_of(Tree& tree, NodeId id) {
  const std::string name = tree[id].name;  // a copy: new elements move the old
  const bool image = name == "amp-img" || name == "amp-anim";
  if (image && holds_image(tree, id)) return kNone;
  if (image || name == "amp-iframe") {
    const NodeId made = tree.new_element(image ? "img" : "iframe");
    for (const char* attribute : {"src", "srcset", "alt", "title", "width", "height"})
      if (tree.has_attribute(id, attribute))
        tree.set_attribute(made, attribute, std::string(tree.attribute(id, attribute)));
    return made;
  }
  const bool player = name == "amp-youtube" || name == "lite-youtube";
  const std::string video(tree.attribute(id, name == "amp-youtube" ? "data-videoid" : "videoid"));
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
  const bool plain =
      !video.empty() && video.size() <= 20 && video.find_first_not_of(kLetters) == std::string::npos;
  if (!player || !plain) return kNone;
  const NodeId made = tree.new_element("iframe");
  tree.set_attribute(made, "src", "https://www.youtube.com/embed/" + video);
  return made;
}

void replace_custom_element(Tree& tree, NodeId id, std::string_view base_url) {
  const NodeId made = made_of(tree, id);
  if (made == kNone) return;
  tree.insert_before(id, made);
  tree[id].name = "span";  // once: pages come by here twice
  tree[id].attributes.clear();
  if (tree.is_element(made, "img")) rescue_image(tree, made, base_url);
}

bool has_source(const Tree& tree, NodeId player) {
  if (!trim(tree.attribute(player, "src")).empty()) return true;
  const NodeId source = tree.find("source", player);
  return source != kNone && !trim(tree.attribute(source, "src")).empty();
}

void rescue_poster(Tree& tree, NodeId video) {
  if (has_source(tree, video) || trim(tree.attribute(video, "poster")).empty()) return;
  const NodeId image = tree.new_element("img");
  tree.set_attribute(image, "src", std::string(tree.attribute(video, "poster")));
  tree.set_attribute(image, "alt", fallback_words(tree, video));
  tree.insert_before(video, image);
}

// "Your browser does not support video." is for nobody who reads the article.
void drop_words_about_browsers(Tree& tree, NodeId player) {
  if (trim(tree.text_content(player)).empty() || !fallback_words(tree, player).empty()) return;
  for (NodeId id = tree[player].first_child; id != kNone;) {
    const NodeId next = tree[id].next;
    if (!tree.is_element(id, "source") && !tree.is_element(id, "track")) tree.detach(id);
    id = next;
  }
}

// The only image in a noscript that holds nothing else to read; kNone otherwise.
NodeId fallback_image(const Tree& tree, NodeId noscript) {
  NodeId image = kNone;
  for (NodeId id = noscript; id != kNone; id = tree.next_in_order(id, noscript)) {
    if (tree[id].type == NodeType::text && !trim(tree[id].text).empty()) return kNone;
    if (!tree.is_element(id, "img")) continue;
    if (image != kNone) return kNone;
    image = id;
  }
  return image;
}

// The last image of the element before it or after it, if that is all it holds.
NodeId image_beside(const Tree& tree, NodeId noscript, NodeId Node::*direction) {
  NodeId id = tree[noscript].*direction;
  while (id != kNone && tree[id].type != NodeType::element) id = tree[id].*direction;
  if (id == kNone) return kNone;
  NodeId last = kNone;
  for (NodeId at = id; at != kNone; at = tree.next_in_order(at, id)) {
    if (tree.is_element(at, "img")) last = at;
    if (tree[at].type == NodeType::text && !trim(tree[at].text).empty()) return kNone;
  }
  return last;
}

bool stands_in(const Tree& tree, NodeId image) {
  return is_stand_in(tree.attribute(image, "src")) || is_marked_lazy(tree, image);
}

// Most stand before their noscript; one behind it is its own only if it is lazy, or the same by now.
NodeId image_of(const Tree& tree, NodeId noscript, NodeId fallback) {
  const NodeId before = image_beside(tree, noscript, &Node::previous);
  if (before != kNone) return before;
  const NodeId after = image_beside(tree, noscript, &Node::next);
  const bool own = after != kNone && (stands_in(tree, after) ||
                                      tree.attribute(after, "src") == tree.attribute(fallback, "src"));
  return own ? after : kNone;
}

// What stands in a noscript for a lazy image is that image; where no image stands beside it, it takes the
// noscript's place.
void rescue_noscript(Tree& tree, NodeId noscript) {
  const NodeId fallback = fallback_image(tree, noscript);
  if (fallback == kNone || is_tracking_pixel(tree, fallback, tree.attribute(fallback, "src"))) return;
  const NodeId beside = image_of(tree, noscript, fallback);
  if (beside == kNone) {
    tree.insert_before(noscript, fallback);
  } else if (stands_in(tree, beside)) {
    for (const char* name : {"src", "alt"})
      if (tree.has_attribute(fallback, name))
        tree.set_attribute(beside, name, std::string(tree.attribute(fallback, name)));
  }
}

struct Candidate {
  std::string_view url, descriptor;
};

// HTML section 4.8.4.3.10: addresses may hold commas, so the address ends at white space.
std::vector<Candidate> split_srcset(std::string_view srcset) {
  constexpr std::string_view kSpace = " \t\n\r\f";
  std::vector<Candidate> candidates;
  for (std::size_t pos = 0; candidates.size() < 64;) {
    pos = srcset.find_first_not_of(" \t\n\r\f,", pos);
    if (pos == std::string_view::npos) break;
    const std::size_t end = std::min(srcset.find_first_of(kSpace, pos), srcset.size());
    Candidate candidate{srcset.substr(pos, end - pos), {}};
    pos = end;
    if (candidate.url.ends_with(',')) {
      candidate.url = candidate.url.substr(0, candidate.url.find_last_not_of(',') + 1);
    } else {
      const std::size_t comma = std::min(srcset.find(',', pos), srcset.size());
      candidate.descriptor = trim(srcset.substr(pos, comma - pos));
      pos = comma;
    }
    candidates.push_back(candidate);
  }
  return candidates;
}

double width_of(std::string_view descriptor) {
  if (descriptor.empty()) return 1;
  const double number = std::strtod(std::string(descriptor.substr(0, 16)).c_str(), nullptr);
  return descriptor.back() == 'x' ? number : number + 10;  // any width is known better than a density
}

}  // namespace

bool is_stand_in(std::string_view src) {
  src = trim(src);
  if (src.empty() || src == "#" || starts_with_ignore_case(src, "data:") ||
      starts_with_ignore_case(src, "about:"))
    return true;
  for (std::size_t at = src.rfind('/') + 1; at < src.size(); ++at) {
    if (!kBegins[static_cast<unsigned char>(src[at])]) continue;
    for (const std::string_view word : kPlaceholders)
      if (starts_with_ignore_case(src.substr(at), word)) return true;
  }
  return false;
}

bool is_lazy_class(std::string_view names) {
  return to_lower(names).find("lazy") != std::string::npos;
}

bool is_tiny(std::string_view size) {
  size = trim(size);
  return size == "0" || size == "1" || size == "0px" || size == "1px";
}

std::string best_of_srcset(std::string_view srcset) {
  std::string_view best;
  double best_width = -1;
  for (const Candidate& candidate : split_srcset(srcset)) {
    if (starts_with_ignore_case(candidate.url, "data:")) continue;
    const double width = width_of(candidate.descriptor);
    const bool fits = width <= kWidest;
    const bool better = best_width < 0 || (fits && (width > best_width || best_width > kWidest)) ||
                        (!fits && best_width > kWidest && width < best_width);
    if (!better) continue;
    best = candidate.url;
    best_width = width;
  }
  return std::string(best);
}

void rescue_lazy_images(Tree& tree, NodeId top, std::string_view base_url) {
  std::vector<NodeId> noscripts, players, custom, figures;
  for (NodeId id = top; id != kNone; id = tree.next_in_order(id, top)) {
    const std::string_view name = tree[id].name;
    if (id != top && (name.starts_with("amp-") || name == "lite-youtube")) custom.push_back(id);
    if (tree.is_element(id, "img")) rescue_image(tree, id, base_url);
    if (tree.is_element(id, "noscript") && id != top) noscripts.push_back(id);
    if ((tree.is_element(id, "video") || tree.is_element(id, "audio")) && id != top) players.push_back(id);
    if (tree.is_element(id, "figure")) figures.push_back(id);
    if (tree.is_element(id, "iframe") && trim(tree.attribute(id, "src")).empty())
      tree.set_attribute(id, "src", from_attributes(tree, id, kLazySources));
  }
  for (NodeId id : custom) replace_custom_element(tree, id, base_url);
  for (NodeId id : noscripts) rescue_noscript(tree, id);
  for (NodeId id : figures) rescue_figure(tree, id, base_url);
  for (NodeId id : players) {
    if (tree.is_element(id, "video")) rescue_poster(tree, id);
    drop_words_about_browsers(tree, id);
  }
}

std::string fallback_words(const Tree& tree, NodeId player) {
  static constexpr std::array<std::string_view, 7> kAboutBrowsers = {
      "browser", "html5", "javascript", "navigat", "浏览器", "瀏覽器", "ブラウザ"};
  std::string words = collapse_whitespace(tree.text_content(player));
  const std::string lower = to_lower(words);
  const bool about_browsers =
      std::any_of(kAboutBrowsers.begin(), kAboutBrowsers.end(),
                  [&](std::string_view word) { return lower.find(word) != std::string::npos; });
  return about_browsers ? std::string() : words;
}

bool is_tracking_pixel(const Tree& tree, NodeId image, std::string_view url) {
  return (is_tiny(tree.attribute(image, "width")) && is_tiny(tree.attribute(image, "height"))) ||
         is_tracker(url);
}

}  // namespace gazette::html
