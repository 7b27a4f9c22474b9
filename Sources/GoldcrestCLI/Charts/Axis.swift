import Base

/// A scale with round numbers at its ticks.
struct Axis {
  /// The least value.
  let lower: Double
  /// The largest value.
  let upper: Double
  /// The distance of two ticks: 1, 2 or 5 times a power of ten.
  let step: Double
  /// Digits behind the point that tell ticks apart.
  let digits: Int

  /// A scale that holds `values` and begins and ends on a tick, with about `count` of them.
  ///
  /// - Precondition: `values` are finite.
  init(holding values: [Double], ticks count: Int = 4) {
    let (least, most) = (values.min() ?? 0, values.max() ?? 0)
    // Where all values are one, and where rounding is all that tells them apart.
    let span = max(most - least, 1e-6, most.magnitude * 1e-9)
    let rough = span / Double(count)
    var (step, digits) = (1.0, 0)
    while step < rough { step *= 10 }
    while step / 10 >= rough { (step, digits) = (step / 10, digits + 1) }
    for part in [5.0, 2] where step / part >= rough {
      if step <= 1 { digits += 1 }
      step /= part
      break
    }
    let first = (least / step + 1e-9).rounded(.down) * step
    let last = (most / step - 1e-9).rounded(.up) * step
    let isPoint = last - first < step / 2
    self.step = step
    self.digits = digits
    // A single value lies at the upper end, as a cosine of 1 does, and zero at the lower one.
    lower = isPoint && most > 0 ? first - step : first
    upper = isPoint && most <= 0 ? last + step : last
  }

  /// The values at the ticks.
  var ticks: [Double] {
    let count = Int(((upper - lower) / step).rounded())
    return (0...count).map { lower + Double($0) * step }
  }

  /// The value in words.
  func text(_ value: Double) -> String { value.fixed(digits) }

  /// Where `value` lies from 0 to 1; what is outside lies at an end.
  func place(_ value: Double) -> Double { min(1, max(0, (value - lower) / (upper - lower))) }
}
