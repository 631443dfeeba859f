#include "tests/origin/qq_routes.h"

#include <fstream>
#include <map>
#include <sstream>

namespace gazette::testing {
namespace {

constexpr const char* kHtml = "text/html; charset=utf-8";
constexpr const char* kJson = "application/json; charset=utf-8";

std::string read(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

Answer article(const std::string& folder, const std::string& id) {
  static const std::map<std::string, std::string> kPages = {{"20250208A01CMD00", "article_seed.html"},
                                                            {"20250208A02ZZZ00", "article_tricky.html"},
                                                            {"20250208A03AAA00", "article_short.html"},
                                                            {"20250208V01ABC00", "video_article.html"},
                                                            {"20250208A0DEAD00", "removed_notice.html"}};
  const auto found = kPages.find(id);
  if (found == kPages.end()) return Answer::of(read(folder + "/removed_404.html"), kHtml, 404);
  return Answer::of(read(folder + "/" + found->second), kHtml);
}

}  // namespace

void serve_qq(Origin& origin, const std::string& prefix, const std::string& folder) {
  const auto file = [folder](const char* name, const char* type) {
    return [folder, name, type](const Request&) { return Answer::of(read(folder + "/" + name), type); };
  };
  origin.on(prefix + "/web_feed/getPCList", [folder](const Request& request) {
    const bool good =
        request.method == "POST" && request.body.find("\"channel_id\":\"news_news_") != std::string::npos;
    return Answer::of(read(folder + (good ? "/list_getPCList.json" : "/list_getPCList_business_error.json")),
                      kJson);
  });
  origin.on(prefix + "/gw/event/pc_hot_ranking_list", file("list_hot_ranking_list.json", kJson));
  origin.on(prefix + "/getSubNewsMixedList", file("list_getSubNewsMixedList.json", kJson));
  origin.on(prefix + "/trpc.qqnews_web.kv_srv.kv_srv_http_proxy/list",
            file("list_kv_srv_24hours.json", kJson));
  origin.on(prefix + "/irs/rcd", file("list_pacaio.jsonp", "application/javascript; charset=utf-8"));
  origin.on(prefix + "/notfound.htm", file("removed_notfound_page.html", kHtml));
  origin.on_prefix(prefix + "/rain/a/", [folder](const Request& request) {
    return article(folder, request.path.substr(request.path.rfind('/') + 1));
  });
}

}  // namespace gazette::testing
