extension Double {
  /// The value with so many digits behind the point, rounded half away from zero; as Swift writes it
  /// if it is not finite or too large for that.
  public func fixed(_ digits: Int) -> String {
    let scale = (0..<digits).reduce(1.0) { scale, _ in scale * 10 }
    let scaled = (magnitude * scale).rounded()
    guard isFinite, scaled < 1e15 else { return "\(self)" }
    let text = String(Int(scaled))
    let padded = String(repeating: "0", count: Swift.max(0, digits + 1 - text.count)) + text
    let sign = self < 0 && scaled > 0 ? "-" : ""
    return sign + padded.dropLast(digits) + (digits == 0 ? "" : "." + padded.suffix(digits))
  }
}
