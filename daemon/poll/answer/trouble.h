// Names what went wrong with an answer that is no feed: a firewall's challenge page, a captive portal, a page
// instead of a feed. Only names it: nothing here evades anything. Pure; any thread.
#pragma once

#include "daemon/net/web.h"
#include "feeds/feed.h"
#include "feeds/text/result.h"

namespace gazette {

/// For a status that brings no listing, such as 404: waf, captive, gone or http.
Error error_of_status(const WebResponse& response);

/// For a body that could not be read as a feed, with the reader's own word: waf, captive, moved, or that
/// word.
Error error_of_body(const WebResponse& response, Error unreadable);

/// The body may have come in part only: nothing but the end of the connection ended it, and what was read of
/// it as `feed` lacks its last end tag. To remember its validators would hide the rest.
bool breaks_off(const WebResponse& response, const Feed& feed);

}  // namespace gazette
