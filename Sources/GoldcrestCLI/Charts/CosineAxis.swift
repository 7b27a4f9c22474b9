import Base

/// A scale for cosines, logarithmic in their distance to 1: 0.9, 0.99 and 0.999 are equally far apart.
///
/// The scale ends at 0 and at 0.9999999, which is as close to 1 as binary32 can tell; what lies beyond
/// belongs to the first and the last bin.
struct CosineAxis {
  /// The edges of the scale, in tenths of powers of ten of the distance to 1; `lower` is the left one.
  private let lower: Int
  private let upper: Int
  /// The width of a bin in tenths.
  private let pitch: Int
  private let holdsNegatives: Bool

  private static let leastDistance = 1e-7

  /// A scale that covers `values`, at least one power of ten wide.
  ///
  /// - Precondition: `values` are finite.
  init(holding values: [Double]) {
    let distances = values.map { 1 - $0 }
    let told = distances.filter { $0 >= Self.leastDistance }.map { min(1, $0) }
    let most = 10 * log10(told.max() ?? Self.leastDistance)
    let least = 10 * log10(told.min() ?? Self.leastDistance)
    // A distance of exactly a power of ten lies on an edge, whatever its logarithm is rounded to.
    var (left, right) = (Int((most - 1e-9).rounded(.up)), Int((least + 1e-9).rounded(.down)))
    let pitch = left - right <= 24 ? 1 : left - right <= 48 ? 2 : 4
    left += (pitch - (left - right) % pitch) % pitch
    let missing = max(0, 10 - (left - right))
    left += missing - missing / 2
    right -= missing / 2
    if left > 0 { (left, right) = (0, min(right - left, -10)) }
    if right < -70 { (left, right) = (max(left, -60), -70) }
    (lower, upper, self.pitch) = (left, right, pitch)
    holdsNegatives = values.contains { $0 < 0 }
  }

  var binCount: Int { (lower - upper + pitch - 1) / pitch }

  /// The bin of a value; those beyond the scale belong to the first or the last.
  func bin(of value: Double) -> Int {
    min(binCount - 1, Int(place(value) * Double(lower - upper) / Double(pitch) + 1e-9))
  }

  /// Whether a value lies on the scale.
  func contains(_ value: Double) -> Bool {
    let tenths = Self.tenths(value)
    return tenths <= Double(lower) + 1e-9 && tenths >= Double(upper) - 1e-9
  }

  /// The place of `value` on a scale from 0, the left end, to 1; values outside are clamped.
  func place(_ value: Double) -> Double {
    min(1, max(0, (Double(lower) - Self.tenths(value)) / Double(lower - upper)))
  }

  private static func tenths(_ value: Double) -> Double { 10 * log10(max(1e-12, 1 - value)) }

  /// The left edge of a bin, or the right one of the bin before, in figures that tell it from the others.
  func edge(_ index: Int) -> String {
    if index == 0, holdsNegatives { return "-1" }
    if index == binCount, upper <= -70 { return "1" }
    let tenths = max(upper, lower - index * pitch)
    return (1 - pow(10, Double(tenths) / 10)).fixed(2 - tenths / 10)
  }

  /// The round cosines whose names fit side by side into `width` letters.
  func ticks(over width: Double) -> [(place: Double, text: String)] {
    for (parts, powers) in [([1, 2, 5], 1), ([1], 1), ([1], 2)] as [([Int], Int)] {
      var ticks: [(place: Double, text: String)] = []
      for power in stride(from: 0, through: -7, by: -1) where power.isMultiple(of: powers) {
        for part in parts.reversed() where part == 1 || power < 0 {
          let value = 1 - Double(part) * pow(10, Double(power))
          guard contains(value) else { continue }
          ticks.append((place(value), value.fixed(-power)))
        }
      }
      let fits = zip(ticks, ticks.dropFirst()).allSatisfy { first, second in
        (second.place - first.place) * width > Double(first.text.count + second.text.count) / 2 + 1
      }
      if fits { return ticks }
    }
    return []
  }
}
