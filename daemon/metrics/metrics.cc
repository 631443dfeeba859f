#include "daemon/metrics/metrics.h"

#include <map>
#include <utility>

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include "daemon/poll/poll_source.h"

namespace gazette {
namespace {

namespace pr = prometheus;
using CounterFamily = pr::Family<pr::Counter>;
using GaugeFamily = pr::Family<pr::Gauge>;
using HistogramFamily = pr::Family<pr::Histogram>;

const pr::Histogram::BucketBoundaries kPollSeconds = {0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300};
const pr::Histogram::BucketBoundaries kExportSeconds = {0.01, 0.05, 0.1, 0.5, 1, 5, 30, 120};

double seconds(Duration duration) {
  return std::chrono::duration<double>(duration).count();
}
double seconds(Time time) {
  return static_cast<double>(to_unix_ms(time)) / 1000;
}

/// Prometheus counters only grow; ours are counted elsewhere.
void raise_to(pr::Counter& counter, std::uint64_t value) {
  const double wanted = static_cast<double>(value);
  if (wanted > counter.Value()) counter.Increment(wanted - counter.Value());
}

}  // namespace

struct Metrics::Impl {
  CounterFamily& counter(const char* name, const char* help) {
    return pr::BuildCounter().Name(name).Help(help).Register(registry);
  }
  GaugeFamily& gauge(const char* name, const char* help) {
    return pr::BuildGauge().Name(name).Help(help).Register(registry);
  }
  HistogramFamily& histogram(const char* name, const char* help) {
    return pr::BuildHistogram().Name(name).Help(help).Register(registry);
  }
  void show(const ServiceGauges& now);
  void show_sources(const ServiceGauges& now);
  void show(const ServeCounts& served);

  pr::Registry registry;
  std::map<std::string, std::size_t> listing_bytes;  ///< of each source's last listing
  std::map<std::string, pr::Gauge*> source_failures, source_successes;

  CounterFamily& polls = counter("gazette_polls_total", "Polls that ended, by what came of them.");
  pr::Histogram& poll_seconds =
      histogram("gazette_poll_seconds", "From when a poll was due to when its articles were stored.")
          .Add({}, kPollSeconds);
  pr::Counter& polled_bytes =
      counter("gazette_polled_bytes_total", "Bytes of listings that were read, decoded.").Add({});
  pr::Counter& poll_saved_bytes =
      counter("gazette_poll_saved_bytes_total",
              "Bytes of listings that a 304 kept from being sent to us, by the size of the one before.")
          .Add({});
  CounterFamily& articles = counter("gazette_articles_total", "Articles that polls stored.");
  pr::Counter& added = articles.Add({{"change", "added"}});
  pr::Counter& updated = articles.Add({{"change", "updated"}});

  CounterFamily& exports =
      counter("gazette_exports_total", "Runs of exporters that did something, or failed.");
  CounterFamily& export_files = counter("gazette_export_files_total", "Files that exporters changed.");
  pr::Histogram& export_seconds =
      histogram("gazette_export_seconds", "How long a run of an exporter took.").Add({}, kExportSeconds);

  CounterFamily& requests = counter("gazette_http_requests_total", "Requests answered, by class of status.");
  pr::Counter& not_modified =
      counter("gazette_http_not_modified_total", "Requests answered with 304.").Add({});
  pr::Counter& sent_bytes =
      counter("gazette_http_sent_bytes_total", "Bytes of bodies that were sent.").Add({});
  pr::Counter& saved_bytes =
      counter("gazette_http_saved_bytes_total", "Bytes of bodies that a 304 kept from being sent.").Add({});
  pr::Counter& refused =
      counter("gazette_http_refused_connections_total", "Connections refused by a limit.").Add({});
  pr::Gauge& connections = gauge("gazette_http_connections", "Connections that are open.").Add({});

  GaugeFamily& build = gauge("gazette_build_info", "The version that runs; always 1.");
  pr::Gauge& started = gauge("gazette_start_time_seconds", "When the daemon started.").Add({});
  GaugeFamily& sources = gauge("gazette_sources", "Sources by how they are.");
  pr::Gauge& ok = sources.Add({{"state", "ok"}});
  pr::Gauge& failing = sources.Add({{"state", "failing"}});
  pr::Gauge& gone = sources.Add({{"state", "gone"}});
  pr::Gauge& quiet = sources.Add({{"state", "quiet"}});
  GaugeFamily& failures = gauge("gazette_source_failures", "Failures in a row of a source.");
  GaugeFamily& successes =
      gauge("gazette_source_last_success_time_seconds", "When a source was last polled without a failure.");
  pr::Gauge& under_way = gauge("gazette_polls_under_way", "Polls that are under way.").Add({});
  pr::Gauge& due = gauge("gazette_polls_due", "Polls that are due and have not begun.").Add({});
  pr::Gauge& stored_articles = gauge("gazette_store_articles", "Articles in the store.").Add({});
  pr::Gauge& stored_versions = gauge("gazette_store_versions", "Earlier versions in the store.").Add({});
  pr::Gauge& stored_bytes = gauge("gazette_store_bytes", "Size of the database.").Add({});
  pr::Gauge& change = gauge("gazette_store_last_change", "Number of the last change in the store.").Add({});
  pr::Gauge& hub_subscribers = gauge("gazette_hub_subscribers", "Subscribers of our WebSub hub.").Add({});
  CounterFamily& deliveries =
      counter("gazette_hub_deliveries_total", "Pushes of our hub, by what came of them.");
  pr::Counter& delivered = deliveries.Add({{"outcome", "done"}});
  pr::Counter& undelivered = deliveries.Add({{"outcome", "failed"}});
  pr::Gauge& troubles = gauge("gazette_troubles", "Troubles in /status.atom that are not over.").Add({});
};

PollMeasure measure_of(const PollReport& report, Duration took) {
  std::string outcome = report.status == 304 ? "not_modified" : "unchanged";
  if (report.held) outcome = "held";
  if (report.added + report.updated > 0) outcome = "new";
  if (report.error) outcome = to_string(report.error->kind);
  return {report.source, std::move(outcome), took, report.bytes, report.added, report.updated};
}

Metrics::Metrics() : impl_(std::make_unique<Impl>()) {}
Metrics::~Metrics() = default;

void Metrics::poll_ended(const PollMeasure& poll) {
  impl_->polls.Add({{"outcome", poll.outcome}}).Increment();
  impl_->poll_seconds.Observe(seconds(poll.took));
  impl_->added.Increment(poll.added);
  impl_->updated.Increment(poll.updated);
  if (poll.bytes > 0) impl_->listing_bytes[poll.source] = poll.bytes;
  impl_->polled_bytes.Increment(static_cast<double>(poll.bytes));
  if (poll.outcome != "not_modified") return;
  const auto known = impl_->listing_bytes.find(poll.source);
  if (known != impl_->listing_bytes.end())
    impl_->poll_saved_bytes.Increment(static_cast<double>(known->second));
}

void Metrics::export_ended(const std::string& exporter, bool failed, int written, int removed,
                           Duration took) {
  if (!failed && written + removed == 0) return;
  impl_->exports.Add({{"exporter", exporter}, {"outcome", failed ? "failed" : "done"}}).Increment();
  impl_->export_files.Add({{"exporter", exporter}, {"action", "written"}}).Increment(written);
  impl_->export_files.Add({{"exporter", exporter}, {"action", "removed"}}).Increment(removed);
  impl_->export_seconds.Observe(seconds(took));
}

void Metrics::Impl::show(const ServiceGauges& now) {
  build.Add({{"version", now.version}}).Set(1);
  started.Set(seconds(now.started));
  ok.Set(static_cast<double>(now.ok));
  failing.Set(static_cast<double>(now.failing));
  gone.Set(static_cast<double>(now.gone));
  quiet.Set(static_cast<double>(now.quiet));
  under_way.Set(static_cast<double>(now.polls_under_way));
  due.Set(static_cast<double>(now.polls_due));
  stored_articles.Set(static_cast<double>(now.articles));
  stored_versions.Set(static_cast<double>(now.versions));
  stored_bytes.Set(static_cast<double>(now.database_bytes));
  change.Set(static_cast<double>(now.last_change));
  troubles.Set(static_cast<double>(now.troubles));
  hub_subscribers.Set(static_cast<double>(now.hub_subscribers));
  raise_to(delivered, now.hub_delivered);
  raise_to(undelivered, now.hub_failed);
}

/// A source that left the configuration leaves here, too.
void Metrics::Impl::show_sources(const ServiceGauges& now) {
  std::map<std::string, pr::Gauge*> failed, succeeded;
  const auto take = [](GaugeFamily& family, auto& before, auto& after, const std::string& name,
                       double value) {
    const auto known = before.extract(name);
    pr::Gauge* gauge = known ? known.mapped() : &family.Add({{"source", name}});
    gauge->Set(value);
    after[name] = gauge;
  };
  for (const ServiceGauges::Source& source : now.sources) {
    take(failures, source_failures, failed, source.name, source.failures);
    if (source.last_success)
      take(successes, source_successes, succeeded, source.name, seconds(*source.last_success));
  }
  for (const auto& [name, gauge] : source_failures) failures.Remove(gauge);
  for (const auto& [name, gauge] : source_successes) successes.Remove(gauge);
  source_failures = std::move(failed);
  source_successes = std::move(succeeded);
}

void Metrics::Impl::show(const ServeCounts& served) {
  static constexpr const char* kClasses[] = {"0xx", "1xx", "2xx", "3xx", "4xx", "5xx"};
  for (std::size_t i = 2; i < std::size(kClasses); ++i)
    raise_to(requests.Add({{"status", kClasses[i]}}), served.requests[i]);
  raise_to(not_modified, served.not_modified);
  raise_to(sent_bytes, served.sent_bytes);
  raise_to(saved_bytes, served.saved_bytes);
  raise_to(refused, served.refused);
  connections.Set(static_cast<double>(served.connections));
}

std::string Metrics::text(const ServiceGauges& now, const ServeCounts& served) {
  impl_->show(now);
  impl_->show_sources(now);
  impl_->show(served);
  return pr::TextSerializer().Serialize(impl_->registry.Collect());
}

}  // namespace gazette
