#include "daemon/poll/pages.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "daemon/poll/listing.h"
#include "daemon/poll/poll_source.h"
#include "daemon/poll/robots_cache.h"
#include "feeds/extract/extract.h"
#include "feeds/rules/rules.h"
#include "feeds/text/strings.h"
#include "feeds/text/tracking/redirect.h"

namespace gazette {

namespace asio = boost::asio;

namespace {

constexpr int kMaxPagesPerPoll = 200;
constexpr Duration kMaxTimeForPages = std::chrono::minutes(10);  // what was fetched is to be stored some day
constexpr Duration kRetryPagesFor = std::chrono::hours(24);      // then the entry stays as it is
constexpr std::string_view kPageAccept =
    "text/html, application/xhtml+xml, application/xml;q=0.8, application/json;q=0.8, */*;q=0.1";

WebRequest page_request(const Source& source, WebRequest request) {
  request.accept = kPageAccept;
  return for_source(source, std::move(request));
}

WebRequest page_request(const Source& source, const std::string& url) {
  WebRequest request;
  request.url = url;
  return page_request(source, std::move(request));
}

/// Not of a page that only leads on to it.
std::string page_address(std::string url) {
  while (std::optional<std::string> target = redirect_target(url)) url = *std::move(target);
  return url;
}

std::vector<WebRequest> page_requests(const Source& source, const Entry& entry) {
  std::vector<WebRequest> requests;
  if (source.rules) {
    for (const SiteRequest& request : source.rules->page_requests(entry))
      requests.push_back(web_request(request));
  } else if (needs_page(entry, source.options) && !entry.link.empty()) {
    requests.emplace_back();
    requests.back().url = page_address(entry.link);
  }
  for (WebRequest& request : requests) request = page_request(source, std::move(request));
  return requests;
}

Result<SitePage> extract_page(const Document& document, int status) {
  if (status == 404 || status == 410)
    return SitePage{PageGone{"HTTP status " + std::to_string(status), status == 410}};
  if (status < 200 || status > 299) return fail(ErrorKind::http, "HTTP status " + std::to_string(status));
  Result<Extracted> found = extract_article(document);
  if (!found) return pass_on(found);
  return SitePage{page_content(std::move(*found), document.url)};
}

Document document_of(const Source& source, const WebResponse& response) {
  Document document;
  document.body = response.body;
  document.url = response.url;
  document.content_type = response.header("content-type");
  document.zone = source.options.zone;
  return document;
}

Result<SitePage> read_page(const Source& source, const WebResponse& response) {
  const Document document = document_of(source, response);
  return source.rules ? source.rules->read_page(document, response.status)
                      : extract_page(document, response.status);
}

bool is_unreadable(const Source& source, const Result<SitePage>& page) {
  return !source.rules && !page && page.error().kind == ErrorKind::parse;
}

asio::awaitable<Result<WebResponse>> fetch_allowed(PollTools& tools, const Source& source,
                                                   WebRequest request) {
  return tools.robots.get(tools.web, std::move(request), source.robots);
}

/// The alternatives in order, until one has the article or says for certain that there is none; a page that
/// shows no article may have an AMP form that does.
asio::awaitable<Result<SitePage>> fetch_page(PollTools& tools, const Source& source,
                                             std::vector<WebRequest> requests) {
  Result<SitePage> last = fail(ErrorKind::parse, "no page to fetch");
  bool tried_amp = false;
  for (std::size_t i = 0; i < requests.size(); ++i) {
    const Result<WebResponse> response = co_await fetch_allowed(tools, source, std::move(requests[i]));
    Result<SitePage> page = fail(ErrorKind::other, "");
    if (response)
      page = co_await run_on(tools.cpu, [&] { return read_page(source, *response); });
    else
      page = pass_on(response);
    if (!tried_amp || page) last = std::move(page);  // what the page itself said tells the operator more
    if (last && !std::holds_alternative<PageGone>(*last)) co_return last;
    if (tools.stopping) break;
    if (tried_amp || !response || !is_unreadable(source, last)) continue;
    tried_amp = true;
    const std::string amp =
        co_await run_on(tools.cpu, [&] { return amp_page_of(document_of(source, *response)); });
    if (!amp.empty()) requests.push_back(page_request(source, amp));
  }
  co_return last;
}

/// The following pages of an article that stands on several. False: one of them could not be had.
asio::awaitable<bool> fetch_rest(PollTools& tools, const Source& source, PageContent& page) {
  for (int pages = 1; !page.next_page.empty() && pages < kMostArticlePages; ++pages) {
    Result<SitePage> next = fail(ErrorKind::other, "stopping");
    if (!tools.stopping) {
      WebRequest request = page_request(source, page.next_page);
      const Result<WebResponse> response = co_await fetch_allowed(tools, source, std::move(request));
      if (response) next = co_await run_on(tools.cpu, [&] { return read_page(source, *response); });
    }
    PageContent* content = next ? std::get_if<PageContent>(&*next) : nullptr;
    if (content == nullptr) page.problem = "its following page could not be had: " + page.next_page;
    if (content == nullptr) co_return false;
    if (!append_page(page, std::move(*content))) co_return true;
  }
  co_return true;
}

bool wants_page(const EntryWork& work) {
  return !work.unchanged && !work.same_text;
}

struct Settle {
  EntryWork& work;
  void operator()(PageContent& page) const { work.page = std::move(page); }
  void operator()(const PageSkipped& skipped) const { work.dropped = skipped.why; }
  /// A feed's own entry stays an article when its page is gone; a site's item has nothing else.
  void operator()(const PageGone& gone) const {
    if (work.entry.content.empty() && work.entry.summary.empty())
      work.dropped = "removed: " + gone.why;
    else if (gone.for_good)
      work.deleted = "its page is gone: " + gone.why;
  }
};

}  // namespace

bool needs_page(const Source& source, const EntryWork& work) {
  return !page_requests(source, work.entry).empty();
}

bool needs_pages(const Source& source, const std::vector<EntryWork>& works) {
  return std::any_of(works.begin(), works.end(),
                     [&](const EntryWork& work) { return wants_page(work) && needs_page(source, work); });
}

asio::awaitable<void> fetch_pages(PollTools& tools, const Source& source, std::vector<EntryWork>& works,
                                  std::vector<std::string>& notes) {
  int fetched = 0;
  const Time begun = tools.now();
  for (EntryWork& work : works) {
    if (work.same_text) work.lacks_page = needs_page(source, work);
    if (!wants_page(work)) continue;
    std::vector<WebRequest> requests = page_requests(source, work.entry);
    if (requests.empty()) continue;
    const Time first_seen = work.known ? work.known->first_seen.value_or(Time{}) : tools.now();
    work.pending = tools.now() - first_seen < kRetryPagesFor;
    work.lacks_page = true;
    if (tools.stopping || fetched++ >= kMaxPagesPerPoll || tools.now() - begun > kMaxTimeForPages) continue;
    const std::string url = requests.front().url;
    Result<SitePage> page = co_await fetch_page(tools, source, std::move(requests));
    if (page) {
      work.pending = false;
      if (PageContent* content = std::get_if<PageContent>(&*page))
        work.lacks_page = !co_await fetch_rest(tools, source, *content);
      std::visit(Settle{work}, *page);
    } else {
      notes.push_back(escape_for_log(url) + ": " + page.error().message);
    }
    if (!work.dropped.empty()) notes.push_back(escape_for_log(url) + ": " + work.dropped);
  }
}

PollEntry poll_entry(EntryWork&& work) {
  PollEntry entry;
  entry.keys = std::move(work.keys);
  entry.known = work.known ? work.known->number : 0;
  entry.entry_fingerprint = work.fingerprint;
  entry.content_pending = work.pending;
  entry.lacks_page = work.lacks_page;
  entry.lacks_language = work.lacks_language;
  entry.same_text = work.same_text;
  entry.dropped = std::move(work.dropped);
  entry.deleted = std::move(work.deleted);
  entry.article = std::move(work.article);
  return entry;
}

void make_article_of(EntryWork& work, const Source& source, Time now) {
  if (!work.dropped.empty() || work.unchanged) return;
  if (work.page) add_canonical_link(work.keys, work.entry, work.page->canonical_url);
  const bool trusted = source.rules && source.rules->trusts_ids();
  std::string id = work.known ? work.known->id : article_id(work.entry, work.keys, trusted);
  const Time first_seen = work.known && work.known->first_seen ? *work.known->first_seen : now;
  work.article =
      make_article(work.entry, source.options, work.page ? &*work.page : nullptr, std::move(id), first_seen);
  const bool shows_no_article = work.page && !work.page->problem.empty();  // a wall
  work.lacks_page |= shows_no_article && !work.article->content_from.starts_with("page");
  work.lacks_language = work.lacks_page && source.options.language.empty();
  if (source.options.rules) {
    const std::string dropping = source.options.rules->apply(*work.article);
    if (!dropping.empty() && !work.known) {  // what is stored already stays
      work.dropped = "rule: " + dropping;
      work.article.reset();
      return;
    }
  }
  work.article->record
      .shrink_to_fit();  // it may wait for the store for a while; what it was made of need not
  work.entry = {};
  work.page.reset();
}

}  // namespace gazette
