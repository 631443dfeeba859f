#include "feeds/extract/cleanup/entry.h"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "feeds/extract/cleanup/marks.h"
#include "feeds/text/strings.h"

namespace gazette::extract {
namespace {

using html::kNone;
using html::NodeId;
using html::Tree;

/// Classes that plug-ins and newsletter services give to what is no text: whole names, as they are theirs
/// alone.
constexpr std::array<std::string_view, 50> kWidgets = {"a2a_kit",
                                                       "addthis_inline_share_toolbox",
                                                       "addthis_toolbox",
                                                       "addtoany_content",
                                                       "addtoany_share_save_container",
                                                       "captioned-button-wrap",
                                                       "crp_related",
                                                       "dpsp-content-wrapper",
                                                       "et_social_inline",
                                                       "fcbk_share",
                                                       "feedflare",
                                                       "heateor_sss_sharing_container",
                                                       "install-substack-app-embed",
                                                       "jetpack-likes-widget-wrapper",
                                                       "jp-relatedposts",
                                                       "juiz_sps_links",
                                                       "kg-audio-player",
                                                       "kg-bookmark-metadata",
                                                       "kg-signup-card",
                                                       "kg-toggle-card-icon",
                                                       "kg-video-overlay",
                                                       "kg-video-player",
                                                       "mashsb-container",
                                                       "mc4wp-form",
                                                       "mc_embed_signup",
                                                       "nc_socialPanel",
                                                       "nc_wrapper",
                                                       "post-ratings",
                                                       "pvc_stats",
                                                       "rrssb-buttons",
                                                       "scriptlesssocialsharing",
                                                       "sfsi_Sicons",
                                                       "share_submission",
                                                       "shareaholic-canvas",
                                                       "sharedaddy",
                                                       "shariff",
                                                       "simplesocialbuttons",
                                                       "social4i",
                                                       "ssba",
                                                       "subscription-widget",
                                                       "subscription-widget-wrap",
                                                       "subscription-widget-wrap-editor",
                                                       "swp_social_panel",
                                                       "synved-social",
                                                       "tnp-subscription",
                                                       "wp-block-jetpack-subscriptions",
                                                       "wp_rp_wrap",
                                                       "wpcnt",
                                                       "yarpp",
                                                       "zem_rp_wrap"};
static_assert(std::is_sorted(kWidgets.begin(), kWidgets.end()));

template <class Is>
bool any_class(const Tree& tree, NodeId id, const Is& is) {
  const std::string_view classes = tree.attribute(id, "class");
  for (std::size_t at = classes.find_first_not_of(" \t\n"); at != classes.npos;) {
    const std::size_t end = std::min(classes.find_first_of(" \t\n", at), classes.size());
    if (is(classes.substr(at, end - at))) return true;
    at = classes.find_first_not_of(" \t\n", end);
  }
  return false;
}

bool has_class(const Tree& tree, NodeId id, std::string_view name) {
  return any_class(tree, id, [name](std::string_view one) { return one == name; });
}

bool is_widget(const Tree& tree, NodeId id) {
  if (any_class(tree, id, [](std::string_view name) {
        return std::binary_search(kWidgets.begin(), kWidgets.end(), name);
      }))
    return true;
  if (has_class(tree, id, "meta"))
    return has_class(tree, tree[id].parent, "lightbox");  // Discourse: "1000×500 20 KB"
  return has_class(tree, id, "button-wrapper") &&
         tree.attribute(id, "data-component-name").starts_with("Button");
}

/// What mails carry for the list of mails, and themes for other readers.
bool is_hidden(const Tree& tree, NodeId id) {
  if (tree.has_attribute(id, "hidden")) return true;
  if (!tree.has_attribute(id, "style")) return false;
  std::string style = to_lower(tree.attribute(id, "style"));
  std::erase(style, ' ');
  return style.find("display:none") != style.npos || style.find("mso-hide:all") != style.npos;
}

/// The emoji that a picture of one, or an element that shows one, stands for.
std::optional<std::string> emoji_of(const Tree& tree, NodeId id) {
  constexpr std::size_t kLongest = 40;  // bytes: families and flags are made of several characters
  const bool image = tree[id].name == "img";
  const std::string_view source = tree.attribute(id, "src");
  const bool told = any_class(tree, id, [](std::string_view name) {
    const std::string lower = to_lower(name);
    return lower.find("emoji") != lower.npos || lower == "wp-smiley" || lower == "smiley";
  });
  if (!told && (!image || source.find("/emoji/") == source.npos)) return std::nullopt;
  std::string said = image ? std::string(tree.attribute(id, "alt")) : tree.text_content(id);
  const bool plain =
      std::none_of(said.begin(), said.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (said.empty() || said.size() > kLongest || !plain) return std::nullopt;
  return said;
}

/// The box of a task list, which no sanitizer lets through.
std::optional<std::string> box_of(const Tree& tree, NodeId input) {
  if (!equals_ignore_case(trim(tree.attribute(input, "type")), "checkbox")) return std::nullopt;
  for (NodeId id = tree[input].parent; id != kNone; id = tree[id].parent)
    if (tree.is_element(id, "li")) return tree.has_attribute(input, "checked") ? "☑" : "☐";
  return std::nullopt;
}

std::optional<std::string> text_for(const Tree& tree, NodeId id) {
  static constexpr std::array<std::string_view, 4> kShown = {"b", "i", "img", "span"};
  if (std::find(kShown.begin(), kShown.end(), tree[id].name) != kShown.end()) return emoji_of(tree, id);
  return tree[id].name == "input" ? box_of(tree, id) : std::nullopt;
}

/// "#note-1" of an entry is a place on its page, not on the feed's.
void complete_link(Tree& tree, NodeId id, std::string_view link) {
  const std::string_view target = trim(tree.attribute(id, "href"));
  if (target == "#") tree.remove_attribute(id, "href");  // a button for a script
  if (link.empty() || target.size() < 2 || target[0] != '#') return;
  tree.set_attribute(id, "href", std::string(link.substr(0, link.find('#'))) + std::string(target));
}

bool is_block(std::string_view name) {
  static constexpr std::array<std::string_view, 17> kBlocks = {
      "article", "aside", "blockquote", "div", "figcaption", "figure", "footer", "h1",     "h2",
      "h3",      "h4",    "h5",         "h6",  "header",     "li",     "p",      "section"};
  return std::binary_search(kBlocks.begin(), kBlocks.end(), name);
}

bool is_text(const Tree& tree, NodeId id) {
  return tree[id].type == html::NodeType::text && !trim(tree[id].text).empty();
}

bool says_something(const Tree& tree, NodeId id) {
  return is_text(tree, id) || tree.is_element(id, "img") || tree.is_element(id, "iframe") ||
         tree.is_element(id, "video") || tree.is_element(id, "audio");
}

/// The blocks in a link that say something, as far as it matters.
std::vector<NodeId> blocks_with_text(const Tree& tree, NodeId link) {
  std::vector<NodeId> blocks;
  for (NodeId id = tree.next_in_order(link, link); id != kNone && blocks.size() < 2;
       id = tree.next_in_order(id, link)) {
    if (!is_text(tree, id)) continue;
    NodeId block = tree[id].parent;
    while (block != link && !is_block(tree[block].name)) block = tree[block].parent;
    if (std::find(blocks.begin(), blocks.end(), block) == blocks.end()) blocks.push_back(block);
  }
  return blocks;
}

/// A card, all of it a link: of several blocks the first one leads there, which is what it is called.
void link_first_block(Tree& tree, NodeId card) {
  const std::vector<NodeId> blocks = blocks_with_text(tree, card);
  if (blocks.size() < 2 || blocks.front() == card) return;
  const NodeId link = tree.new_element("a");
  tree.set_attribute(link, "href", std::string(tree.attribute(card, "href")));
  tree.insert_before(tree[blocks.front()].first_child, link);
  while (tree[link].next != kNone) tree.append_child(link, tree[link].next);
  tree.unwrap(card);
}

/// The heading that an entry begins with, if it is the title again and something follows.
NodeId repeated_title(const Tree& tree, NodeId top, std::string_view title) {
  NodeId id = tree.next_in_order(top, top);
  const auto is_title = [&](NodeId at) {
    const std::string_view name = tree[at].name;
    return name.size() == 2 && name[0] == 'h' && name[1] >= '1' && name[1] <= '3';
  };
  while (id != kNone && !says_something(tree, id) && !is_title(id)) id = tree.next_in_order(id, top);
  if (title.empty() || id == kNone || !is_title(id)) return kNone;
  if (collapse_whitespace(tree.text_content(id)) != collapse_whitespace(title)) return kNone;
  for (NodeId after = tree.next_skipping_children(id, top); after != kNone;
       after = tree.next_in_order(after, top))
    if (says_something(tree, after)) return id;
  return kNone;
}

/// A table of one row with a text and pictures beside it, as Reddit and shops write entries.
bool is_picture_beside_text(const Tree& tree, NodeId table) {
  std::size_t rows = 0, cells = 0, pictures = 0, texts = 0;
  bool has_text = true;  // of the cell; what stands in none is none's
  for (NodeId id = tree.next_in_order(table, table); id != kNone; id = tree.next_in_order(id, table)) {
    if (is_text(tree, id) && !has_text) {
      has_text = true;
      ++texts;
    }
    const std::string_view name = tree[id].name;
    if (name == "table" || name == "th") return false;
    rows += name == "tr";
    pictures += name == "img";
    cells += name == "td";
    has_text &= name != "td";
  }
  return rows == 1 && cells > 1 && texts == 1 && pictures > 0;
}

/// Its cells stand one after the other.
void unwrap_table(Tree& tree, NodeId table) {
  std::vector<NodeId> frame{table};
  for (NodeId id = tree.next_in_order(table, table); id != kNone; id = tree.next_in_order(id, table)) {
    const std::string_view name = tree[id].name;
    if (name == "tr" || name == "tbody" || name == "thead" || name == "tfoot") frame.push_back(id);
    if (name == "td") tree[id].name = "div";
  }
  for (const NodeId id : frame) tree.unwrap(id);
}

/// `nodes` in document order.
bool is_said_without(const Tree& tree, NodeId top, const std::vector<NodeId>& nodes) {
  auto left_out = nodes.begin();
  for (NodeId id = tree.next_in_order(top, top); id != kNone;) {
    const bool skips = left_out != nodes.end() && id == *left_out;
    if (!skips && says_something(tree, id)) return true;
    if (skips) ++left_out;
    id = skips ? tree.next_skipping_children(id, top) : tree.next_in_order(id, top);
  }
  return false;
}

/// What is shown by a script is hidden, too, and is most of the text then.
bool is_shown_later(const Tree& tree, NodeId top, const std::vector<NodeId>& hidden) {
  std::size_t size = 0;
  for (const NodeId id : hidden) size += tree.text_content(id).size();
  return 2 * size > tree.text_content(top).size();
}

}  // namespace

void clean_entry(Tree& tree, NodeId top, const EntryFacts& entry) {
  drop_page_marks(tree, top);
  std::vector<NodeId> widgets, hidden, tables, links;
  for (NodeId id = tree.next_in_order(top, top); id != kNone;) {
    NodeId next = tree.next_in_order(id, top);
    if (tree[id].name == "table" && is_picture_beside_text(tree, id)) tables.push_back(id);
    if (tree[id].type == html::NodeType::element && !tree[id].attributes.empty()) {
      const bool widget = is_widget(tree, id);
      if (widget || is_hidden(tree, id)) {
        next = tree.next_skipping_children(id, top);
        (widget ? widgets : hidden).push_back(id);
      } else if (const std::optional<std::string> text = text_for(tree, id)) {
        next = tree.next_skipping_children(id, top);
        tree.insert_before(id, tree.new_text(*text));
        tree.detach(id);
      } else if (tree[id].name == "a") {
        complete_link(tree, id, entry.link);
        links.push_back(id);
      }
    }
    id = next;
  }
  for (const NodeId id : tables) unwrap_table(tree, id);
  for (const NodeId id : links) link_first_block(tree, id);
  if (!widgets.empty() && is_said_without(tree, top, widgets))
    for (const NodeId id : widgets) tree.detach(id);
  if (!hidden.empty() && !is_shown_later(tree, top, hidden))
    for (const NodeId id : hidden) tree.detach(id);
  if (const NodeId heading = repeated_title(tree, top, entry.title); heading != kNone) tree.detach(heading);
}

}  // namespace gazette::extract
