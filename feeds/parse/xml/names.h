// The elements that feeds are made of, each with one name whatever its prefix, case or generation. Pure; any
// thread.
#pragma once

#include <cstdint>
#include <string_view>

#include "feeds/parse/xml/namespaces.h"

namespace gazette::parse {

enum class Name : std::uint8_t {
  unknown,
  // structure
  rss,
  rdf,
  channel,
  feed,
  entry,
  items,
  image,
  text_input,
  source,
  deleted_entry,
  // people
  author,
  contributor,
  person_name,
  person_email,
  person_uri,
  managing_editor,
  web_master,
  dc_creator,
  dc_contributor,
  itunes_author,
  itunes_owner,
  itunes_name,
  itunes_email,
  podcast_person,
  // texts
  title,
  subtitle,
  description,
  summary,
  content,
  content_encoded,
  body,
  rights,
  generator,
  language,
  dc_title,
  dc_description,
  dc_language,
  dc_rights,
  dcterms_abstract,
  deleted_comment,
  // identity and links
  guid,
  id,
  dc_identifier,
  link,
  url,
  logo,
  icon,
  comments,
  enclosure,
  cc_license,
  orig_link,
  orig_enclosure_link,
  wfw_comment_rss,
  thr_in_reply_to,
  // classes
  category,
  dc_subject,
  itunes_category,
  itunes_keywords,
  // times
  published,
  updated,
  last_build_date,
  pub_date,
  dc_date,
  created,
  issued,
  modified,
  ttl,
  skip_hours,
  skip_days,
  hour,
  day,
  sy_period,
  sy_frequency,
  // Media RSS, from media_group to media_peer_link
  media_group,
  media_content,
  media_thumbnail,
  media_title,
  media_description,
  media_credit,
  media_keywords,
  media_category,
  media_copyright,
  media_peer_link,
  // podcasts
  itunes_title,
  itunes_subtitle,
  itunes_summary,
  itunes_image,
  itunes_duration,
  itunes_explicit,
  itunes_season,
  itunes_episode,
  itunes_episode_type,
  itunes_new_feed_url,
  podcast_transcript,
  podcast_chapters,
  podcast_funding,
  podcast_season,
  podcast_episode,
  podcast_alternate_enclosure,
  podcast_source,
  podcast_license,
  podcast_location,
  podcast_discussion,
  // places
  georss_point,
  georss_where,
  georss_name,
  gml_point,
  gml_pos,
  geo_point,
  geo_lat,
  geo_long,
  // counts and states
  slash_comments,
  thr_total,
  history_complete,
  history_archive,
  admin_generator,
  // CDF
  cdf_a,
  cdf_abstract,
  cdf_logo,
};

/// `local` in any case.
Name name_of(Ns ns, std::string_view local);

}  // namespace gazette::parse
