// What class names, ids and roles say of an element, in the words that sites use. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "feeds/html/tree.h"

namespace gazette::extract {

/// Class and id with a space between.
std::string names_of(const html::Tree& tree, html::NodeId id);

/// Surely not the article (sidebar, footer, comments, ...) and not perhaps after all.
bool is_unlikely(std::string_view names);
/// A role that no article has: menu, dialog, ...
bool is_unlikely_role(std::string_view role);
/// +25 or -25 for the class and for the id.
int weight_of(const html::Tree& tree, html::NodeId id);

/// "article-body", "entry-content", ...: the name of what holds an article's text.
bool is_body_name(std::string_view names);
/// "standfirst", "article__lead", "deck": the lead of an article.
bool is_lead_name(std::string_view names);
/// "post-1234", "hentry": blogs call each of their posts so.
bool is_post_name(std::string_view names);
bool is_byline_name(std::string_view names);
bool is_share_name(std::string_view names);
/// What article pages hold between the paragraphs and nobody means: newsletter boxes, related links, author
/// boxes, ads.
bool is_clutter_name(std::string_view names);
/// Tags, sections, reading time: about the article, wherever they stand.
bool is_keywords_name(std::string_view names);
/// These, and dates and bylines, which may be of the article's own matter within its text.
bool is_edge_name(std::string_view names);
/// Captions, galleries, credits: beside the text.
bool is_caption_name(std::string_view names);
/// Lists of what a text quotes: of the article, but never what it is.
bool is_reference_name(std::string_view names);
/// What is said below a picture, and who made it.
bool is_credit_name(std::string_view names);
/// The same, as style sheets call it that have a name for nothing else: "img_desc", "pic-txt".
bool is_picture_text_name(std::string_view names);
/// True for what stands in the readers' comments or in a list of other articles, told by a name around it
/// that is not also around `heading`, the article's (kNone: unknown).
bool stands_with_others(const html::Tree& tree, html::NodeId id, html::NodeId heading);
/// display:none, hidden, aria-hidden.
bool is_hidden(const html::Tree& tree, html::NodeId id);

/// An embedded video's address.
bool is_video(std::string_view address);

}  // namespace gazette::extract
