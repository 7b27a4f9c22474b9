/// How many values lie where, as Prometheus counts them.
package struct Histogram: Sendable {
  /// The upper ends of the buckets, ascending; above the last there is one more.
  package let bounds: [Double]
  /// How many values each bucket has, the one above the last bound included.
  package private(set) var counts: [Int]
  package private(set) var sum = 0.0

  package init(bounds: [Double]) {
    self.bounds = bounds
    counts = Array(repeating: 0, count: bounds.count + 1)
  }

  /// How many values there are.
  package var count: Int { counts.reduce(0, +) }

  package mutating func add(_ value: Double, times: Int = 1) {
    counts[bounds.firstIndex { value <= $0 } ?? bounds.count] += times
    sum += value * Double(times)
  }

  package mutating func add(_ duration: Duration, times: Int = 1) {
    add(duration.inSeconds, times: times)
  }

  /// 1, 2, 4 and so on up to 2 to the power of `last`.
  package static func powersOfTwo(_ last: Int) -> [Double] { (0...last).map { Double(1 << $0) } }

  /// Seconds: 35 bounds from 15 µs to 14.6 s, each half as much again as the one before.
  ///
  /// Source: text-embeddings-inference, `router/src/prometheus.rs`.
  package static let seconds = (1...35).map { power in
    (0..<power).reduce(0.00001) { value, _ in value * 1.5 }
  }
}
