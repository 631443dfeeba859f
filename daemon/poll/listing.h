// Steps 2 and 3 of a poll: the request(s) for a source's listing, and the reading of what came. Also how
// sources are made ready from a configuration. Called by poll_source() and the engine.
#pragma once

#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "daemon/poll/poll_source.h"

namespace gazette {

WebRequest web_request(const SiteRequest& request);
/// The request as the source makes all of its own: with its secrets, for its origin alone, and with how long
/// who refuses it is left alone.
WebRequest for_source(const Source& source, WebRequest request);
/// For another document of the source's feed: unconditional, asked for as the feed itself is.
WebRequest feed_request(const Source& source, const std::string& url);
/// What is read of an answer.
Document listing_document(const Source& source, const WebResponse& response);

/// The answer to the first request, which is conditional; those to further ones (a site's other lists) go to
/// `more`.
boost::asio::awaitable<Result<WebResponse>> fetch_listing(PollTools& tools, const Source& source,
                                                          const SourceState& state,
                                                          std::vector<WebResponse>& more,
                                                          std::vector<std::string>& notes);

/// What the links of a listing are relative to.
std::string base_of(const WebResponse& response);

/// All pages of it as one feed, cut to the source's limit.
Result<Feed> read_listing(const Source& source, const WebResponse& first,
                          const std::vector<WebResponse>& more);

}  // namespace gazette
