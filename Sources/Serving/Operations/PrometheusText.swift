/// Metrics in Prometheus' text format, version 0.0.4.
package struct PrometheusText: Sendable {
  package private(set) var text = ""

  package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

  package init() {}

  package enum Kind: String { case counter, gauge, histogram }

  /// Begins a metric; its samples follow.
  package mutating func begin(_ name: String, _ kind: Kind, _ help: String) {
    text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
  }

  /// One sample; `labels` are names and values in order.
  package mutating func sample(
    _ name: String, _ value: Double, _ labels: KeyValuePairs<String, String> = [:]
  ) {
    line(name, labels.map { ($0.key, $0.value) }, value)
  }

  package mutating func sample(
    _ name: String, _ value: Int, _ labels: KeyValuePairs<String, String> = [:]
  ) {
    line(name, labels.map { ($0.key, $0.value) }, Double(value))
  }

  /// All samples of a histogram.
  package mutating func sample(
    _ name: String, _ histogram: Histogram, _ labels: KeyValuePairs<String, String> = [:]
  ) {
    let labels = labels.map { ($0.key, $0.value) }
    var below = 0
    for (bound, count) in zip(histogram.bounds + [.infinity], histogram.counts) {
      below += count
      line(
        "\(name)_bucket", labels + [("le", bound == .infinity ? "+Inf" : "\(bound)")], Double(below)
      )
    }
    line("\(name)_sum", labels, histogram.sum)
    line("\(name)_count", labels, Double(below))
  }

  private mutating func line(_ name: String, _ labels: [(String, String)], _ value: Double) {
    let list = labels.map { "\($0)=\"\(escaped($1))\"" }.joined(separator: ",")
    text += list.isEmpty ? "\(name) \(value)\n" : "\(name){\(list)} \(value)\n"
  }

  private func escaped(_ value: String) -> String {
    var escaped = ""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\\": escaped += #"\\"#
      case "\"": escaped += #"\""#
      case "\n": escaped += #"\n"#
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
