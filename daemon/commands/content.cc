// parse, extract, convert, sanitize: the pure parts of gazette on files.
#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>

#include "daemon/commands/commands.h"
#include "feeds/extract/extract.h"
#include "feeds/html/markdown.h"
#include "feeds/html/sanitize.h"
#include "feeds/parse/feed_json.h"
#include "feeds/parse/parse_feed.h"
#include "feeds/text/encoding.h"
#include "feeds/text/strings.h"

namespace gazette {
namespace {

Result<std::string> read_input(const std::string& file) {
  if (file == "-") return std::string(std::istreambuf_iterator<char>(std::cin), {});
  std::ifstream in(file, std::ios::binary);
  std::ostringstream out;
  if (in.peek() != std::ifstream::traits_type::eof()) out << in.rdbuf();
  if (in.bad() || !in.is_open()) return fail(ErrorKind::other, file + ": cannot be read");
  return std::move(out).str();
}

Document document_of(const std::string& body, const ContentArguments& arguments) {
  Document document;
  document.body = body;
  document.url = arguments.url;
  document.content_type = arguments.content_type;
  return document;
}

/// Runs `print` on the text of each file; a file that fails does not keep the others from being read.
template <class Print>
int for_each_file(const ContentArguments& arguments, Print print) {
  int status = kDone;
  for (const std::string& file : arguments.files) {
    const Result<std::string> body = read_input(file);
    const Result<std::string> out = body ? print(*body) : body;
    if (out) {
      std::cout << *out << (out->ends_with('\n') ? "" : "\n");
    } else {
      std::cerr << "gazette: " << escape_for_log(file) << ": " << out.error().message << '\n';
      status = kFailed;
    }
  }
  std::cout.flush();
  return std::cout ? status : kFailed;
}

std::string html_text(const std::string& body, const ContentArguments& arguments) {
  return decode_document(body, arguments.content_type, MarkupKind::html).text;
}

}  // namespace

int parse_command(const ContentArguments& arguments) {
  return for_each_file(arguments, [&](const std::string& body) -> Result<std::string> {
    const Result<Feed> feed = parse_feed(document_of(body, arguments));
    if (!feed) return pass_on(feed);
    return feed_to_json(*feed);
  });
}

int extract_command(const ContentArguments& arguments) {
  return for_each_file(arguments, [&](const std::string& body) -> Result<std::string> {
    const Result<Extracted> article = extract_article(document_of(body, arguments));
    if (!article) return pass_on(article);
    return extracted_to_json(*article);
  });
}

int convert_command(const ContentArguments& arguments) {
  return for_each_file(arguments, [&](const std::string& body) -> Result<std::string> {
    return html::html_to_markdown(html_text(body, arguments), arguments.url);
  });
}

int sanitize_command(const ContentArguments& arguments) {
  return for_each_file(arguments, [&](const std::string& body) -> Result<std::string> {
    html::SanitizeOptions options;
    options.base_url = arguments.url;
    return html::sanitize_html(html_text(body, arguments), options);
  });
}

}  // namespace gazette
