#include "daemon/serve/http/resource.h"

#include "daemon/serve/http/preconditions.h"

namespace gazette {

namespace {

constexpr std::size_t kWorthCompressing = 512;

constexpr std::pair<int, std::string_view> kReasons[] = {
    {200, "OK"},
    {202, "Accepted"},
    {204, "No Content"},
    {226, "IM Used"},
    {303, "See Other"},
    {304, "Not Modified"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {417, "Expectation Failed"},
    {421, "Misdirected Request"},
    {422, "Unprocessable Content"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {503, "Service Unavailable"},
    {505, "HTTP Version Not Supported"},
};

std::size_t head_row(int status) {
  return status == 304 ? 1 : status == 412 ? 2 : 0;
}

void add_line(std::string& head, std::string_view name, std::string_view value) {
  head.append(name).append(": ").append(value).append("\r\n");
}

bool has_body(int status) {
  return status != 304 && status != 412;
}

}  // namespace

std::string_view reason_phrase(int status) {
  for (const auto& [known, reason] : kReasons)
    if (known == status) return reason;
  return "Unknown";
}

Resource text_resource(int status, std::string text) {
  Resource resource;
  resource.status = status;
  resource.content_type = "text/plain; charset=utf-8";
  resource.cache_control = "no-store";
  resource.body = std::make_shared<const std::string>(std::move(text));
  return resource;
}

std::string tag_of(const std::string& etag, Coding coding) {
  return etag.substr(0, etag.size() - 1) + std::string(coding_suffix(coding)) + '"';
}

Representation::Representation(Resource resource) : resource_(std::move(resource)) {
  is_compressible_ = !resource_.etag.empty() && resource_.body->size() >= kWorthCompressing;
  bodies_[static_cast<std::size_t>(Coding::identity)] = resource_.body;
  if (resource_.etag.empty()) return;
  for (std::size_t i = 0; i < kCodings; ++i) tags_[i] = tag_of(resource_.etag, static_cast<Coding>(i));
}

Representation::Choice Representation::choose(const Inquiry& inquiry) const {
  Choice choice;
  choice.status = resource_.status;
  if (is_compressible_) choice.coding = choose_coding(inquiry.accept_encoding);
  if (resource_.etag.empty() || resource_.status != 200) return choice;
  const Judgement judgement =
      judge(inquiry, {tags_, static_cast<std::size_t>(choice.coding), resource_.last_modified});
  if (judgement.outcome == Outcome::failed) choice.status = 412;
  if (judgement.outcome != Outcome::not_modified) return choice;
  // Who has the resource in another coding has the resource: it is told so under the tag that it knows.
  choice.status = 304;
  choice.coding = static_cast<Coding>(judgement.tag);
  return choice;
}

bool Representation::lacks(const Choice& choice) const {
  return has_body(choice.status) && !bodies_[static_cast<std::size_t>(choice.coding)];
}

void Representation::add(Coding coding, std::string coded) {
  bodies_[static_cast<std::size_t>(coding)] = std::make_shared<const std::string>(std::move(coded));
}

Reply Representation::reply(const Choice& choice) {
  static const SharedText nothing = std::make_shared<const std::string>();
  const auto column = static_cast<std::size_t>(choice.coding);
  SharedText& head = heads_[head_row(choice.status)][column];
  if (!head) head = std::make_shared<const std::string>(make_head(choice));
  const std::size_t saved =
      choice.status != 304 ? 0 : (bodies_[column] ? bodies_[column] : resource_.body)->size();
  return {choice.status, head, has_body(choice.status) ? bodies_[column] : nothing, saved};
}

std::string Representation::make_head(const Choice& choice) const {
  std::string head = "HTTP/1.1 " + std::to_string(choice.status) + ' ';
  head.append(reason_phrase(choice.status)).append("\r\nServer: gazette\r\n");
  if (!resource_.content_type.empty() && has_body(choice.status))
    add_line(head, "Content-Type", resource_.content_type);
  if (!resource_.etag.empty()) add_line(head, "ETag", tag(choice.coding));
  if (resource_.last_modified)
    add_line(head, "Last-Modified",
             format_rfc822(std::chrono::floor<std::chrono::seconds>(*resource_.last_modified)));
  add_line(head, "Cache-Control", resource_.cache_control);
  std::string vary = is_compressible_ ? "Accept-Encoding" : "";
  if (!resource_.vary.empty()) vary += (vary.empty() ? "" : ", ") + resource_.vary;
  if (!vary.empty()) add_line(head, "Vary", vary);
  for (const auto& [name, value] : resource_.headers) add_line(head, name, value);
  add_line(head, "X-Content-Type-Options", "nosniff");
  if (choice.status == 304) return head;
  if (has_body(choice.status) && choice.coding != Coding::identity)
    add_line(head, "Content-Encoding", coding_name(choice.coding));
  const std::size_t length =
      has_body(choice.status) ? bodies_[static_cast<std::size_t>(choice.coding)]->size() : 0;
  if (choice.status != 204) add_line(head, "Content-Length", std::to_string(length));
  return head;
}

std::size_t Representation::size() const {
  std::size_t total = 0;
  for (const SharedText& body : bodies_) total += body ? body->size() : 0;
  return total;
}

Reply to_reply(Resource resource, const Inquiry& inquiry) {
  Representation representation(std::move(resource));
  const Representation::Choice choice = representation.choose(inquiry);
  if (representation.lacks(choice))
    representation.add(choice.coding, encode(choice.coding, *representation.plain()));
  return representation.reply(choice);
}

}  // namespace gazette
