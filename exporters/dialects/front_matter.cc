#include "exporters/dialects/front_matter.h"

#include <algorithm>
#include <array>

#include "exporters/dialects/values.h"
#include "feeds/record.h"
#include "feeds/text/strings.h"

namespace gazette {
namespace {

enum class Syntax { yaml, toml };

/// Fields between two fences. A quoted YAML scalar of ours is a TOML basic string, too.
class FrontMatter {
 public:
  explicit FrontMatter(Syntax syntax) : toml_(syntax == Syntax::toml), out_(toml_ ? "+++\n" : "---\n") {}

  /// Nothing if the value is empty.
  void text(std::string_view name, std::string_view value) {
    if (!value.empty()) literal(name, yaml_quote(value));
  }
  void literal(std::string_view name, std::string_view value) {
    out_.append(name).append(toml_ ? " = " : ": ").append(value).append("\n");
  }
  void list(std::string_view name, const std::vector<std::string>& values) {
    if (values.empty()) return;
    std::vector<std::string> quoted;
    for (const std::string& value : values) quoted.push_back(yaml_quote(value));
    if (toml_)
      literal(name, '[' + join(quoted, ", ") + ']');
    else
      out_.append(name).append(":\n  - ").append(join(quoted, "\n  - ")).append("\n");
  }
  /// TOML: what follows stands in this table.
  void table(std::string_view name) { out_.append("\n[").append(name).append("]\n"); }
  /// Whose text it is stands last in every profile.
  std::string end_with_rights(const Article& article) && {
    text("rights", article.rights);
    text("license", article.license);
    return out_ + (toml_ ? "+++\n\n" : "---\n\n");
  }

 private:
  bool toml_;
  std::string out_;
};

std::string rfc3339(Time time, const Article& article) {
  return format_rfc3339_local(time, article.zone);
}

/// "2025-02-08 07:44:33 +0800", as Jekyll writes it.
std::string jekyll_date(Time time, const Article& article) {
  std::string text = rfc3339(time, article);
  const std::size_t t = text.find('T');
  if (t != text.npos) text[t] = ' ';
  if (text.ends_with('Z')) return text.substr(0, text.size() - 1) + " +0000";
  const std::size_t offset = text.size() - 6;
  return text.substr(0, offset) + ' ' + text.substr(offset, 3) + text.substr(offset + 4);
}

std::vector<std::string> one_or_none(const std::string& value) {
  return value.empty() ? std::vector<std::string>() : std::vector<std::string>{value};
}

/// By the names that Hugo's own templates for Open Graph know.
void media_lists(FrontMatter& out, const Article& article) {
  out.list("audio", media_files(article, "audio"));
  out.list("videos", media_files(article, "video"));
}

std::string hugo(const ExportArticle& article) {
  const Article& a = article.article;
  FrontMatter out(Syntax::yaml);
  out.literal("title", yaml_quote(a.title));
  out.text("date", rfc3339(a.date, a));
  if (const auto when = edited(article)) out.text("lastmod", rfc3339(*when, a));
  out.text("canonical", a.url);
  out.text("source", a.source);
  out.text("language", a.language);
  out.text("summary", a.summary);
  out.list("authors", author_names(a));
  out.list("categories", terms(a.categories));
  out.list("tags", terms(a.tags));
  out.list("images", one_or_none(a.image));
  media_lists(out, a);
  return std::move(out).end_with_rights(a);
}

/// No layout: the owner's _config.yml has defaults, and a layout that is not there would be a warning.
std::string jekyll(const ExportArticle& article) {
  const Article& a = article.article;
  FrontMatter out(Syntax::yaml);
  out.literal("title", yaml_quote(a.title));
  out.text("date", jekyll_date(a.date, a));
  if (const auto when = edited(article)) out.text("last_modified_at", jekyll_date(*when, a));
  out.text("canonical_url", a.url);
  out.text("source", a.source);
  out.text("lang", a.language);
  out.text("description", a.summary);
  out.list("authors", author_names(a));
  out.list("categories", terms({a.source}));
  out.list("tags", all_tags(a));
  out.text("image", a.image);
  media_lists(out, a);
  return std::move(out).end_with_rights(a);
}

/// The site's config.toml must name the taxonomy "tags", as Zola demands.
std::string zola(const ExportArticle& article) {
  const Article& a = article.article;
  FrontMatter out(Syntax::toml);
  out.literal("title", yaml_quote(a.title));
  out.literal("date", rfc3339(a.date, a));
  if (const auto when = edited(article)) out.literal("updated", rfc3339(*when, a));
  out.text("description", a.summary);
  out.list("authors", author_names(a));
  if (const auto tags = all_tags(a); !tags.empty()) {
    out.table("taxonomies");
    out.list("tags", tags);
  }
  out.table("extra");
  out.text("canonical", a.url);
  out.text("source", a.source);
  out.text("lang", a.language);
  out.text("image", a.image);
  media_lists(out, a);
  return std::move(out).end_with_rights(a);
}

/// Eleventy's collection of everything is named "all": a tag of that name would be two things.
std::string eleventy(const ExportArticle& article) {
  const Article& a = article.article;
  std::vector<std::string> tags = all_tags(a);
  std::erase_if(tags, [](const std::string& tag) { return tag == "all" || tag == "__proto__"; });
  FrontMatter out(Syntax::yaml);
  out.literal("title", yaml_quote(a.title));
  out.text("date", rfc3339(a.date, a));
  if (const auto when = edited(article)) out.text("updated", rfc3339(*when, a));
  out.text("canonical", a.url);
  out.text("source", a.source);
  out.text("lang", a.language);
  out.text("description", a.summary);
  out.list("authors", author_names(a));
  out.list("tags", tags);
  out.text("image", a.image);
  media_lists(out, a);
  return std::move(out).end_with_rights(a);
}

/// Obsidian and the like: their tags have no spaces.
std::string plain(const ExportArticle& article) {
  const Article& a = article.article;
  std::vector<std::string> tags = all_tags(a);
  for (std::string& tag : tags) std::replace(tag.begin(), tag.end(), ' ', '-');
  FrontMatter out(Syntax::yaml);
  out.literal("title", yaml_quote(a.title));
  out.text("date", rfc3339(a.date, a));
  if (const auto when = edited(article)) out.text("updated", rfc3339(*when, a));
  out.text("url", a.url);
  out.text("source", a.source);
  out.text("language", a.language);
  out.text("summary", a.summary);
  out.list("authors", author_names(a));
  out.list("tags", tags);
  out.text("image", a.image);
  media_lists(out, a);
  return std::move(out).end_with_rights(a);
}

std::string mainroad(const ExportArticle& article) {
  return article.article.record.substr(0, article.article.body_offset);
}

std::string body_text(const Article& article, const Form& form) {
  std::string body =
      form.own || form.profile != "mainroad" ? trimmed_body(article) : std::string(article.body());
  if (const std::string line = form.rights_line ? rights_line(article) : std::string(); !line.empty())
    body.append(body.empty() || body == "\n" ? "" : "\n").append(line).append("\n");
  return form.dialect->guard(body);
}

struct Profile {
  std::string_view name;
  std::string (*head)(const ExportArticle&);
};
constexpr std::array<Profile, 6> kProfiles{{{"mainroad", mainroad},
                                            {"hugo", hugo},
                                            {"jekyll", jekyll},
                                            {"zola", zola},
                                            {"eleventy", eleventy},
                                            {"plain", plain}}};

}  // namespace

std::vector<std::string> profile_names() {
  std::vector<std::string> names;
  for (const Profile& profile : kProfiles) names.emplace_back(profile.name);
  return names;
}

std::string file_text(const ExportArticle& article, const Form& form) {
  if (form.own) return form.own->text(article, body_text(article.article, form));
  if (form.profile == "mainroad") return mainroad(article) + body_text(article.article, form);
  const auto profile = std::find_if(kProfiles.begin(), kProfiles.end(),
                                    [&](const Profile& one) { return one.name == form.profile; });
  return profile->head(article) + body_text(article.article, form);
}

}  // namespace gazette
