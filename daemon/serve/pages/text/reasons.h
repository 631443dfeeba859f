// Why a source is polled when it is, in the page's language. The schedule says it in one of a few English
// sentences (daemon/schedule, sentence()); one that is not known here stays as it is. Pure; any thread.
#pragma once

#include <string_view>

#include "daemon/serve/pages/text/fragment.h"
#include "daemon/serve/pages/text/phrases.h"

namespace gazette {

/// Waits to their two largest units: "every 20h10m, by the source's own rhythm". Empty for no reason.
Fragment reason_in_words(const Phrases& phrases, std::string_view reason);

}  // namespace gazette
