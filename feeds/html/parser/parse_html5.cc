#include "feeds/html/parser/parse_html5.h"

#include <algorithm>
#include <csetjmp>
#include <cstddef>
#include <cstdlib>
#include <string>
#include <vector>

#include <gumbo.h>

#include "feeds/text/strings.h"

namespace gazette::html {
namespace {

constexpr std::size_t kArenaMinimum = std::size_t{8} << 20;
constexpr std::size_t kArenaMaximum = std::size_t{512} << 20;
constexpr std::size_t kArenaPerByte = 128;  // an honest page takes 10 to 40 bytes a byte
constexpr std::size_t kBlock = std::size_t{1} << 18;
constexpr std::size_t kMaxNodes = 1'000'000;

// What the parser allocates. Freed as a whole, so gumbo_destroy_output() and its recursion are not needed.
// When the limit is reached it jumps out of the parser: C code, no destructor is skipped.
class Arena {
 public:
  explicit Arena(std::size_t limit) : left_(limit) {}
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;
  ~Arena() {
    for (void* block : blocks_) std::free(block);
  }

  static void* allocate(void* self, std::size_t size) { return static_cast<Arena*>(self)->take(size); }
  static void release(void* self, void* pointer) { static_cast<Arena*>(self)->give_back(pointer); }

  std::jmp_buf& exhausted() { return exhausted_; }

 private:
  void* take(std::size_t size) {
    constexpr std::size_t kAlign = alignof(std::max_align_t);
    size = (std::max<std::size_t>(size, 1) + kAlign - 1) / kAlign * kAlign;
    if (size > space_) new_block(size);
    last_ = cursor_;
    cursor_ += size;
    space_ -= size;
    return last_;
  }

  // Buffers that grow are mostly the last thing allocated: that much can be had back.
  void give_back(void* pointer) {
    if (pointer == nullptr || pointer != last_) return;
    space_ += static_cast<std::size_t>(cursor_ - last_);
    cursor_ = last_;
    last_ = nullptr;
  }

  void new_block(std::size_t size) {
    const std::size_t block = std::max(size, kBlock);
    void* memory = block > left_ ? nullptr : std::malloc(block);
    if (memory == nullptr) std::longjmp(exhausted_, 1);
    left_ -= block;
    blocks_.push_back(memory);
    cursor_ = static_cast<char*>(memory);
    space_ = block;
  }

  std::size_t left_;
  std::vector<void*> blocks_;
  char* cursor_ = nullptr;
  char* last_ = nullptr;
  std::size_t space_ = 0;
  std::jmp_buf exhausted_;
};

const GumboOutput* run_parser(Arena& arena, std::string_view utf8) {
  GumboOptions options = kGumboDefaultOptions;
  options.max_errors = 0;
  options.allocator = &Arena::allocate;
  options.deallocator = &Arena::release;
  options.userdata = &arena;
  if (setjmp(arena.exhausted()) != 0) return nullptr;
  return gumbo_parse_with_options(&options, utf8.data(), utf8.size());
}

std::string tag_name(const GumboElement& element) {
  if (element.tag != GUMBO_TAG_UNKNOWN) return gumbo_normalized_tagname(element.tag);
  GumboStringPiece piece = element.original_tag;
  if (piece.data == nullptr) return "unknown";
  gumbo_tag_from_original_text(&piece);
  return to_lower({piece.data, piece.length});
}

std::string attribute_name(const GumboAttribute& attribute) {
  switch (attribute.attr_namespace) {
    case GUMBO_ATTR_NAMESPACE_XLINK: return "xlink:" + to_lower(attribute.name);
    case GUMBO_ATTR_NAMESPACE_XML: return "xml:" + to_lower(attribute.name);
    default: return to_lower(attribute.name);
  }
}

NodeId copy_element(Tree& tree, const GumboElement& element) {
  const NodeId id = tree.new_element(tag_name(element));
  Node& node = tree[id];
  node.foreign = element.tag_namespace != GUMBO_NAMESPACE_HTML;
  node.attributes.reserve(element.attributes.length);
  for (unsigned i = 0; i < element.attributes.length; ++i) {
    const auto& attribute = *static_cast<const GumboAttribute*>(element.attributes.data[i]);
    node.attributes.push_back({attribute_name(attribute), attribute.value});
  }
  return id;
}

NodeId copy_node(Tree& tree, const GumboNode& node) {
  if (node.type == GUMBO_NODE_ELEMENT || node.type == GUMBO_NODE_TEMPLATE)
    return copy_element(tree, node.v.element);
  const NodeId id = tree.new_text(node.v.text.text);
  if (node.type == GUMBO_NODE_COMMENT) tree[id].type = NodeType::comment;
  return id;
}

struct Frame {
  const GumboVector* children;
  unsigned next;
  NodeId parent;
};

void copy_children(Tree& tree, const GumboVector& children) {
  std::vector<Frame> stack{{&children, 0, tree.root()}};
  while (!stack.empty() && tree.size() < kMaxNodes) {
    Frame& frame = stack.back();
    if (frame.next == frame.children->length) {
      stack.pop_back();
      continue;
    }
    const auto& node = *static_cast<const GumboNode*>(frame.children->data[frame.next++]);
    const NodeId id = copy_node(tree, node);
    tree.append_child(frame.parent, id);
    if (tree[id].type == NodeType::element) stack.push_back({&node.v.element.children, 0, id});
  }
}

// Input made to blow up in the parser is read only in part: a quarter, and of that a quarter.
template <typename Copy>
void parse_bounded(std::string_view utf8, const Copy& copy) {
  const std::size_t limit = std::clamp(utf8.size() * kArenaPerByte, kArenaMinimum, kArenaMaximum);
  for (;; utf8 = utf8.substr(0, utf8.size() / 4)) {
    Arena arena(limit);
    if (const GumboOutput* output = run_parser(arena, utf8)) return copy(*output);
    if (utf8.empty()) return;
  }
}

const GumboNode* body_of(const GumboNode& html) {
  for (unsigned i = 0; i < html.v.element.children.length; ++i) {
    const auto* child = static_cast<const GumboNode*>(html.v.element.children.data[i]);
    if (child->type == GUMBO_NODE_ELEMENT && child->v.element.tag == GUMBO_TAG_BODY) return child;
  }
  return nullptr;
}

}  // namespace

void parse_page_into(Tree& tree, std::string_view utf8) {
  parse_bounded(
      utf8, [&](const GumboOutput& output) { copy_children(tree, output.document->v.document.children); });
}

void parse_fragment_into(Tree& tree, std::string_view utf8) {
  // A page with an open body: the same as the fragment algorithm with context body, on the parser's
  // well-trodden path.
  const std::string page = "<!DOCTYPE html><html><head></head><body>" + std::string(utf8);
  parse_bounded(page, [&](const GumboOutput& output) {
    if (const GumboNode* body = body_of(*output.root)) copy_children(tree, body->v.element.children);
  });
}

}  // namespace gazette::html
