import CrestFormat
import Evaluation

extension ManifestFidelity {
  /// The summary of a report as a `.crest` keeps it: six places, which is more than a binary32
  /// reference has in common on two machines.
  init(_ report: FidelityReport, reference: ManifestReference) {
    self.init(
      reference: reference, count: report.count,
      metrics: report.metrics.map {
        ManifestMetric(name: $0.name, value: ($0.value * 1e6).rounded() / 1e6)
      })
  }
}
