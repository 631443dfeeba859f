// Pages for the tests of extraction, and what is found on them.
#pragma once

#include <string>

#include <gtest/gtest.h>

#include "feeds/extract/extract.h"

namespace gazette::extract {

/// Paragraphs of an article: enough text to be taken for one, each a sentence of its own.
inline std::string paragraphs(int n, const std::string& about = "the harbour") {
  std::string out;
  for (int i = 1; i <= n; ++i)
    out += "<p>Paragraph " + std::to_string(i) + " says of " + about +
           " what nobody wrote before, at some length, and goes on until it is long enough to count.</p>\n";
  return out;
}

inline std::string page(const std::string& body, const std::string& head = "<title>The old harbour</title>") {
  return "<!doctype html><html><head>" + head + "</head><body>" + body + "</body></html>";
}

/// A page as blogs make them: navigation, article, sidebar, footer.
inline std::string blog(const std::string& article,
                        const std::string& head = "<title>The old harbour</title>") {
  return page(
      "<header><nav><a href='/'>Home</a> <a href='/about'>About</a></nav></header><main><article>"
      "<h1>The old harbour</h1>" +
          article +
          "</article></main><aside class='sidebar'><ul><li><a href='/1'>One</a></li></ul></aside>"
          "<footer><p>All rights reserved, whatever that means, by the people who made this "
          "page.</p></footer>",
      head);
}

inline Result<Extracted> extract_from(const std::string& html,
                                      const std::string& url = "https://news.example/a/harbour") {
  Document document;
  document.body = html;
  document.url = url;
  return extract_article(document);
}

/// Fails the test, and is empty, if the page holds no article.
inline Extracted found_in(const std::string& html,
                          const std::string& url = "https://news.example/a/harbour") {
  Result<Extracted> article = extract_from(html, url);
  EXPECT_TRUE(article.has_value()) << article.error().message;
  return article ? std::move(*article) : Extracted{};
}

inline std::string content_of(const std::string& html) {
  return found_in(html).content;
}

}  // namespace gazette::extract
