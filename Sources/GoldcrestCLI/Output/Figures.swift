import Base

/// Numbers as people read them.
enum Figures {
  /// All digits, in groups: `485,123,456`.
  static func grouped(_ value: Int) -> String {
    var digits = String(value.magnitude)
    var groups: [String] = []
    while digits.count > 3 {
      groups.insert(String(digits.suffix(3)), at: 0)
      digits.removeLast(3)
    }
    return (value < 0 ? "-" : "") + ([digits] + groups).joined(separator: ",")
  }

  /// Bytes in decimal units: `485.1 MB`.
  static func bytes(_ count: Int) -> String {
    let units: [(name: String, size: Double)] = [("GB", 1e9), ("MB", 1e6), ("kB", 1e3)]
    for unit in units where Double(count) >= unit.size {
      return "\((Double(count) / unit.size).fixed(1)) \(unit.name)"
    }
    return "\(count) bytes"
  }

  /// A share as a percentage: `48.1 %`.
  static func share(_ part: Int, of whole: Int) -> String {
    whole == 0 ? "-" : (100 * Double(part) / Double(whole)).fixed(1) + " %"
  }
}
