/// `/metrics`, as Prometheus and all that speak its text format read it.
enum MetricsRoute {
  static let routes = [
    Route("GET", "/metrics") { _, service in
      .text(
        service.metrics.text(service.engine.state, service.models), type: PrometheusText.contentType
      )
    }
  ]
}
