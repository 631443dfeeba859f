// What the pages say, in the languages that they speak. A phrase with {} is filled in by fill(). Pure; any
// thread.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "daemon/serve/pages/text/fragment.h"

namespace gazette {

struct Phrases {
  std::string_view language;  ///< of the page: "en", "zh-CN"

  // around every page
  std::string_view skip_to_content, search, search_the_archive, latest, sources, about, subscribe, menu;
  // lists of articles
  std::string_view untitled, nothing_yet, older, back_to_latest, articles_one, articles_many, languages, tags,
      tagged, in_language, no_articles_here, all_sources;
  // an article
  std::string_view read_at, original, source, published, updated, first_seen, version, version_changed,
      subjects, attached, comments, rights, license, record, picture_at, versions, version_of, show_changes,
      near, from_source, author;
  // what was changed
  std::string_view changes_in, between, added, removed, unchanged, no_such_version, change_before,
      change_after;
  // search
  std::string_view nothing_found, found_one, found_many, found_first, search_help, fewer_words, more_results,
      help_phrase, help_without, help_source, help_tag, help_language, help_dates;
  // the state of sources
  std::string_view health, last_poll, next_poll, feed, never, no_more, due, now, not_planned,
      failures_in_a_row, last_good_poll, no_source_yet, and_more, last_article, http_status, why, home_page,
      rhythm, rhythm_of, busiest_day, silent, store_silent, last_error, articles, articles_per_week;
  std::string_view failing, retrying, gone, put_off, waiting, polling, healthy;
  // the error's kind, for people who do not know what DNS is
  std::string_view error_dns, error_connect, error_tls, error_timeout, error_too_large, error_forbidden,
      error_http, error_gone, error_waf, error_captive, error_moved, error_not_a_feed, error_parse,
      error_site, error_storage, error_config, error_other;
  // time
  std::string_view ago, ahead, a_moment, seconds, minutes, hours, days;
  // about, foot, refusals
  std::string_view about_what, about_subscribe, about_find, about_polite, about_rights, running_since,
      on_disk, earlier_one, earlier_many, to_front, exports, export_failing, export_done, export_kept,
      last_commit, error_400, error_404, error_405, error_503, error_else, not_readable, nothing_here,
      too_long, no_article, no_feed, only_get, store_does_not_answer, no_source;
};

enum class Tongue { english, chinese };
const Phrases& phrases_in(Tongue tongue);
/// The one that an Accept-Language (RFC 9110 section 12.5.4) likes best; English if it likes neither.
Tongue choose_tongue(std::string_view accept_language);

/// The phrase with each {} replaced, in order.
Fragment fill(std::string_view phrase, std::initializer_list<Fragment> values);

/// "7 Feb 2025", "2025年2月7日"
std::string plain_date(const Phrases& phrases, Time t);
/// "Tuesday, 24 November 2026, 15:07 UTC"
std::string long_date(const Phrases& phrases, Time t);
/// "3 days", "5 h", "20 min": the largest unit alone.
Fragment rough_duration(const Phrases& phrases, Duration duration);
/// "4 min ago", "in 2 h", "7 Feb 2025", with the exact moment for machines and on hover.
Fragment relative_time(const Phrases& phrases, Time t, Time now);
/// A phrase for one or for many: "1 article", "1,234 articles".
Fragment counted(std::string_view one, std::string_view many, std::int64_t number);
/// "German" for "de-CH", or the tag itself.
std::string language_name(const Phrases& phrases, std::string_view tag);

}  // namespace gazette
