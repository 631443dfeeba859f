// How the service and its sources are, from the configuration and the store. Blocking: on a store's thread.
#pragma once

#include "config/config.h"
#include "daemon/metrics/metrics.h"
#include "daemon/serve/serve_model.h"
#include "storage/store.h"

namespace gazette {

/// All but `started`, `version` and what is being polled at this moment.
Result<ServiceStatus> read_status(Store& store, const Config& config, Time now);

/// What of it is shown to Prometheus.
ServiceGauges gauges_of(const ServiceStatus& status);

}  // namespace gazette
