// parse, extract, convert, sanitize: the pure parts of gazette on files.
#include <iostream>

#include <malloc.h>

#include "daemon/commands/commands.h"
#include "daemon/commands/documents/input.h"
#include "feeds/extract/extract.h"
#include "feeds/html/markdown.h"
#include "feeds/html/sanitize.h"
#include "feeds/parse/feed_json.h"
#include "feeds/parse/parse_feed.h"
#include "feeds/text/encoding.h"
#include "feeds/text/strings.h"

namespace gazette {
namespace {

Document document_of(std::string_view body, const ContentArguments& arguments) {
  Document document;
  document.body = body;
  document.url = arguments.url;
  document.content_type = arguments.content_type;
  return document;
}

/// What one file took serves the next, instead of going back to the system and coming again page by page.
void keep_memory() {
  mallopt(M_MMAP_THRESHOLD, 256 << 20);
  mallopt(M_TRIM_THRESHOLD, 512 << 20);
}

/// Runs `print` on the text of each file; a file that fails does not keep the others from being read.
template <class Print>
int for_each_file(const ContentArguments& arguments, Print print) {
  int status = kDone;
  keep_memory();
  InputReader input;
  for (const std::string& file : arguments.files) {
    const Result<std::string_view> body = input.read(file);
    const auto out = body ? print(*body) : pass_on(body);
    if (out) {
      std::cout << *out << (out->ends_with('\n') ? "" : "\n");
    } else {
      std::cerr << "gazette: " << quoted_argument(file) << ": " << out.error().message << '\n';
      status = kFailed;
    }
  }
  std::cout.flush();
  return std::cout ? status : kFailed;
}

std::string html_text(std::string_view body, const ContentArguments& arguments) {
  return decode_document(body, arguments.content_type, MarkupKind::html).text;
}

}  // namespace

int parse_command(const ContentArguments& arguments) {
  parse::JsonWriter json;  // its memory serves all files
  return for_each_file(arguments, [&](std::string_view body) -> Result<std::string_view> {
    const Result<Feed> feed = parse_feed(document_of(body, arguments));
    if (!feed) return pass_on(feed);
    return write_feed(json, *feed);
  });
}

int extract_command(const ContentArguments& arguments) {
  return for_each_file(arguments, [&](std::string_view body) -> Result<std::string> {
    const Result<Extracted> article = extract_article(document_of(body, arguments));
    if (!article) return pass_on(article);
    return extracted_to_json(*article);
  });
}

int convert_command(const ContentArguments& arguments) {
  return for_each_file(arguments, [&](std::string_view body) -> Result<std::string> {
    return html::html_to_markdown(html_text(body, arguments), arguments.url);
  });
}

int sanitize_command(const ContentArguments& arguments) {
  return for_each_file(arguments, [&](std::string_view body) -> Result<std::string> {
    html::SanitizeOptions options;
    options.base_url = arguments.url;
    return html::sanitize_html(html_text(body, arguments), options);
  });
}

}  // namespace gazette
