#include "feeds/identity/image_address.h"

#include <algorithm>
#include <array>

#include "feeds/text/strings.h"

namespace gazette {
namespace {

constexpr int kMaxDepth = 2;  // proxies of proxies

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
std::size_t digits(std::string_view text) {
  return std::min(text.find_first_not_of("0123456789"), text.size());
}

/// "300x200", also with only one side ("300x", "x200").
bool is_size(std::string_view text) {
  const std::size_t width = digits(text);
  if (width == text.size() || (text[width] | 32) != 'x') return false;
  const std::size_t height = digits(text.substr(width + 1));
  return width + height > 0 && width + 1 + height == text.size();
}

/// "w_300,c_fill,q_auto": settings of an image service, one of them a side's length.
bool are_settings(std::string_view segment) {
  bool has_side = false;
  for (const std::string_view setting : split(segment, ',')) {
    const std::size_t mark = setting.find_first_of("_-=");
    if (mark == setting.npos || mark == 0 || mark > 12) return false;
    const std::string_view name = setting.substr(0, mark), value = setting.substr(mark + 1);
    const bool is_side = name == "w" || name == "h" || name == "width" || name == "height";
    has_side = has_side || (is_side && !value.empty() && digits(value) == value.size());
  }
  return has_side;
}

/// "w300", "s1600", "h200", also with what is done beside it ("s1600-c", "w300-h200-p"), as image hosts write
/// it.
bool is_letter_and_side(std::string_view segment) {
  if (segment.size() < 3 || std::string_view("wsh").find(segment[0]) == std::string_view::npos) return false;
  const std::size_t length = digits(segment.substr(1));
  return length >= 2 && (1 + length == segment.size() || segment[1 + length] == '-');
}

bool says_size(std::string_view segment) {
  return is_size(segment) || are_settings(segment) || is_letter_and_side(segment) || segment == "fit-in";
}

/// "a-300x200.jpg", "a_300x200.jpg", "a@2x.jpg" to "a.jpg".
std::string file_without_size(std::string_view file) {
  const std::size_t dot = std::min(file.rfind('.'), file.size());
  const std::size_t mark = file.substr(0, dot).find_last_of("-_@");
  if (mark == file.npos || mark == 0) return std::string(file);
  const std::string_view said = file.substr(mark + 1, dot - mark - 1);
  const bool is_density = file[mark] == '@' && said.size() == 2 && is_digit(said[0]) && said[1] == 'x';
  if (!is_density && !is_size(said)) return std::string(file);
  return std::string(file.substr(0, mark)) + std::string(file.substr(dot));
}

/// "img" of "img3": which server of a family it was does not matter.
std::string family_of(std::string_view host) {
  const std::size_t dot = std::min(host.find('.'), host.size());
  std::size_t end = dot;
  while (end > 0 && is_digit(host[end - 1])) --end;
  if (end == 0 || host.find('.', dot + 1) == host.npos) return to_lower(host);
  return to_lower(host.substr(0, end)) + to_lower(host.substr(dot));
}

bool is_image_file(std::string_view path) {
  static constexpr std::array<std::string_view, 11> kEndings = {
      ".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".svg", ".bmp", ".heic", ".tif", ".tiff"};
  const std::string end = to_lower(path.substr(path.size() - std::min<std::size_t>(path.size(), 5)));
  return std::any_of(kEndings.begin(), kEndings.end(),
                     [&](std::string_view one) { return end.ends_with(one); });
}

std::string address(std::string_view url, int depth);

/// The parameters by which programs and proxies name the picture that they give.
std::string naming_parameters(std::string_view query, int depth) {
  static constexpr std::array<std::string_view, 18> kNaming = {
      "id",  "url", "src",   "u",     "uri", "image", "img",      "file",   "path",
      "pid", "fid", "photo", "media", "pic", "key",   "filename", "source", "attachment_id"};
  std::string out;
  for (const std::string_view parameter : split(query, '&')) {
    const std::size_t equals = std::min(parameter.find('='), parameter.size());
    const std::string name = to_lower(parameter.substr(0, equals));
    if (std::find(kNaming.begin(), kNaming.end(), name) == kNaming.end() || equals == parameter.size())
      continue;
    const std::string value = percent_decoded(parameter.substr(equals + 1));
    out += '?' + name + '=' + (depth < kMaxDepth ? address(value, depth + 1) : value);
  }
  return out;
}

std::string address(std::string_view url, int depth) {
  if (const std::size_t scheme = url.find("://"); scheme != url.npos && scheme < 8)
    url.remove_prefix(scheme + 3);
  const std::string_view whole = url.substr(0, url.find('#'));
  const std::string_view path = whole.substr(0, whole.find('?'));
  std::string out;
  bool is_host = true;
  const std::size_t file = path.rfind('/');
  for (std::size_t pos = 0; pos <= path.size();) {
    const std::size_t end = std::min(path.find('/', pos), path.size());
    const std::string_view segment = path.substr(pos, end - pos);
    const bool is_file = file != path.npos && pos > file;
    if (is_host)
      out += family_of(segment);
    else if (is_file)
      (out += '/') += file_without_size(segment);
    else if (!says_size(segment))
      (out += '/') += segment;
    is_host = false;
    pos = end + 1;
  }
  if (!is_image_file(path) && path.size() < whole.size())
    out += naming_parameters(whole.substr(path.size() + 1), depth);
  return out;
}

}  // namespace

std::string image_address_of(std::string_view url) {
  return address(url, 0);
}

}  // namespace gazette
