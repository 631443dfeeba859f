#include "storage/history/removal.h"

#include "feeds/record.h"
#include "storage/images/image_table.h"
#include "storage/tables/change_log.h"

namespace gazette {

void Removal::leave_tombstone(const StoredArticle& stored, std::string_view gone, const std::string& why,
                              Time at) {
  if (!stored.withdrawn) articles_.remove_from_search(stored.number, stored.article);
  db_.run(
      "update article set gone = case number when ?1 then ?2 else gone end, deleted = ?3, deleted_why = ?4, "
      "body_offset = 0, simhash = 0, "
      "content_pending = 0,"
      " content_from = '', title = '', image = '', comments = '', rights = '', license = '', authors = '', "
      "categories = "
      "'', tags = '',"
      " enclosures = '', origin = '', own_summary = '', summary_at = null, summary_size = null, record = '' "
      "where number = ?1 or (gone = 'merged' and number in (select other from merge where article = ?1 and "
      "undone is "
      "null))",
      stored.number, gone, at, why);
  forget_images(db_, stored.number);
  db_.run(
      "delete from version where article = ?1 or article in (select other from merge where article = ?1 and "
      "undone is "
      "null)",
      stored.number);
  close_ranks(stored.number);
}

void Removal::close_ranks(std::int64_t article) {
  db_.execute("pragma defer_foreign_keys = on");  // until the transaction ends
  db_.run("update article set number = -number where number = ?", article);
  db_.run("update article set number = -number where number = ?", -article);
}

void Removal::withdraw(const StoredArticle& stored, const std::string& why, Time at) {
  leave_tombstone(stored, "withdrawn", why, at);
  db_.run("delete from response where source in (select source from article_source where article = ?)",
          stored.number);
  note_change(db_, stored.number, ChangeKind::removed);
}

bool Removal::note_deleted(std::int64_t article, const std::string& why, Time at) {
  db_.run(
      "update article set deleted = ?, deleted_why = ? where number = ? and deleted is null and gone is null",
      at, why, article);
  return db_.changed_rows() == 1;
}

void Removal::expire_content(const StoredArticle& stored) {
  Article left = stored.article;
  left.record = record_with_markdown(left, {});
  left.content_from = kExpiredContent;
  db_.run("delete from version where article = ?", stored.number);
  forget_images(db_, stored.number);
  articles_.replace_record(stored, left);
  close_ranks(stored.number);
}

void Removal::expire_record(const StoredArticle& stored, Time now) {
  leave_tombstone(stored, "expired", "", now);
  // Its other sources may list it for longer.
  db_.run(
      "delete from article_source where article = ?1 and source = (select source from article where number = "
      "?1)",
      stored.number);
  forget_change(db_, stored.number);
}

}  // namespace gazette
