// Subscriptions of ours to hubs, and subscribers of our own hub. Throws SqlFailure.
#pragma once

#include <string>
#include <vector>

#include "storage/sqlite.h"
#include "storage/store.h"

namespace gazette {

class WebSubTable {
 public:
  explicit WebSubTable(Database& db) : db_(db) {}

  std::vector<HubSubscription> subscriptions() {
    std::vector<HubSubscription> all;
    Statement row = db_.query(
        "select s.name, w.hub, w.topic, w.token, w.secret, w.state, w.error, w.lease_until, w.asked, "
        "w.last_push from websub_subscription w join source s on s.number = w.source order by s.name");
    while (row.step())
      all.push_back({row.text(0), row.text(1), row.text(2), row.text(3), row.text(4), row.text(5),
                     row.text(6), row.optional_time(7), row.optional_time(8), row.optional_time(9)});
    return all;
  }
  void save(const HubSubscription& one) {
    db_.run(
        "insert or replace into websub_subscription (source, hub, topic, token, secret, state, error, "
        "lease_until, asked, last_push) select number, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10 from source where "
        "name = ?1",
        one.source, one.hub, one.topic, one.token, one.secret, one.state, one.error, one.lease_until,
        one.asked, one.last_push);
  }
  void remove(const std::string& source) {
    db_.run("delete from websub_subscription where source = (select number from source where name = ?)",
            source);
  }

  std::vector<HubSubscriber> hub_subscribers() {
    std::vector<HubSubscriber> all;
    Statement row = db_.query(
        "select topic, callback, secret, lease_until, change, failures, next_try from hub_subscriber order "
        "by "
        "number");
    while (row.step())
      all.push_back({row.text(0), row.text(1), row.text(2), row.time(3), row.integer(4),
                     static_cast<int>(row.integer(5)), row.optional_time(6)});
    return all;
  }
  void save(const HubSubscriber& one) {
    db_.run(
        "insert into hub_subscriber (topic, callback, secret, lease_until, change, failures, next_try)"
        " values (?, ?, ?, ?, ?, ?, ?) on conflict (topic, callback) do update set secret = excluded.secret,"
        " lease_until = excluded.lease_until, change = excluded.change, failures = excluded.failures,"
        " next_try = excluded.next_try",
        one.topic, one.callback, one.secret, one.lease_until, one.change, one.failures, one.next_try);
  }
  void remove_subscriber(const std::string& topic, const std::string& callback) {
    db_.run("delete from hub_subscriber where topic = ? and callback = ?", topic, callback);
  }

 private:
  Database& db_;
};

}  // namespace gazette
