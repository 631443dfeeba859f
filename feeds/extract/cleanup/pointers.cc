#include "feeds/extract/cleanup/pointers.h"

#include <string>

#include "feeds/extract/page/rewrite.h"
#include "feeds/text/url.h"

namespace gazette::extract {
namespace {

using html::kNone;
using html::NodeId;
using html::NodeType;
using html::Tree;

constexpr double kShortest = 15;  // code points: less may be a button or a name
constexpr double kBefore = 60;    // text before it: what an article begins with is its source or its original
constexpr double kMostShare = 0.3;  // of the text: more is what the article is about

// "news.example.co.uk" and "www.example.co.uk" are one site: the last two labels, three where the second is
// short.
std::string site_of(std::string_view url) {
  const std::string host = url_host(url);
  std::size_t at = host.rfind('.');
  if (at == std::string::npos || at == 0) return host;
  const std::size_t second = host.rfind('.', at - 1);
  if (second == std::string::npos) return host;
  if (at - second - 1 > 3) return host.substr(second + 1);
  const std::size_t third = second == 0 ? std::string::npos : host.rfind('.', second - 1);
  return third == std::string::npos ? host : host.substr(third + 1);
}

class Pointers {
 public:
  Pointers(const Tree& tree, const Measures& measures, NodeId top, std::string_view base_url)
      : tree_(tree), measures_(measures), top_(top), base_url_(base_url), site_(site_of(base_url)) {}

  std::vector<NodeId> find() {
    double text = 0, before = 0;
    for (NodeId id = tree_[top_].first_child; id != kNone;) {
      const bool pointer = before > kBefore && is_pointer(id);
      if (pointer) {
        found_.push_back(id);
        text += measures_[id].text;
      } else if (tree_[id].type == NodeType::text) {
        before += measures_[id].text;
      }
      id = pointer ? tree_.next_skipping_children(id, top_) : tree_.next_in_order(id, top_);
    }
    if (text > kMostShare * measures_[top_].text) found_.clear();
    return std::move(found_);
  }

 private:
  bool is_pointer(NodeId id) const {
    if (tree_[id].type != NodeType::element) return false;
    const std::string& name = tree_[id].name;
    if (name != "p" && name != "ul" && name != "ol") return false;
    const Measure& m = measures_[id];
    if (m.text < kShortest || m.images > 0 || m.embeds > 0 || m.links < 0.95 * m.text) return false;
    if (name != "p" && m.text < kShortest * m.items) return false;  // names, tags, languages
    return leads_to_this_site(id) && !is_inside(tree_, id, "table") && !is_inside(tree_, id, "blockquote");
  }

  bool leads_to_this_site(NodeId id) const {
    for (const NodeId link : all_named(tree_, id, "a")) {
      const std::string_view href = tree_.attribute(link, "href");
      if (href.empty() || href.front() == '#') return false;
      const std::string url = resolve_url(base_url_, href);
      if (!is_http_url(url) || site_of(url) != site_) return false;
    }
    return true;
  }

  const Tree& tree_;
  const Measures& measures_;
  NodeId top_;
  std::string_view base_url_;
  std::string site_;
  std::vector<NodeId> found_;
};

}  // namespace

std::vector<NodeId> find_pointers(const Tree& tree, const Measures& measures, NodeId top,
                                  std::string_view base_url) {
  return Pointers(tree, measures, top, base_url).find();
}

}  // namespace gazette::extract
