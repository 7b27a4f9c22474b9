import ArgumentParser

/// Numbers as people write them: digits, with a minus before and a point between them where it may be.
///
/// Swift's own readers take hexadecimal, exponents, "inf", "nan" and a leading plus besides, which nobody
/// means in an option.
enum PlainNumber {
  /// A whole number.
  static func integer<Value: FixedWidthInteger & Sendable>(_ text: String) throws -> Value {
    guard isPlain(text, hasPoint: false), let value = Value(text) else {
      throw ValidationError("expected a whole number in plain digits")
    }
    return value
  }

  /// A number with or without a fraction.
  static func decimal(_ text: String) throws -> Double {
    guard let value = double(text) else {
      throw ValidationError("expected a number in plain digits, such as 3 or 0.5")
    }
    return value
  }

  /// A number with or without a fraction; `nil` for anything else.
  static func double(_ text: some StringProtocol) -> Double? {
    guard isPlain(text, hasPoint: true), let value = Double(text), value.isFinite else {
      return nil
    }
    return value
  }

  /// A whole number from 0; `nil` for anything else.
  static func natural(_ text: some StringProtocol) -> Int? {
    isPlain(text, hasPoint: false) ? Int(text).flatMap { $0 >= 0 ? $0 : nil } : nil
  }

  private static func isPlain(_ text: some StringProtocol, hasPoint: Bool) -> Bool {
    let digits = text.utf8.first == UInt8(ascii: "-") ? text.utf8.dropFirst() : text.utf8[...]
    let parts = digits.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return (1...(hasPoint ? 2 : 1)).contains(parts.count)
      && parts.allSatisfy { part in
        !part.isEmpty && part.allSatisfy { (0x30...0x39).contains($0) }
      }
  }
}

// The parser prefers these to its own for every option that holds a number.

extension Option where Value == Int {
  init(wrappedValue: Int, help: ArgumentHelp) {
    self.init(
      wrappedValue: wrappedValue, help: help.telling(wrappedValue), transform: PlainNumber.integer)
  }
}

extension Option where Value == UInt64 {
  init(wrappedValue: UInt64, help: ArgumentHelp) {
    self.init(
      wrappedValue: wrappedValue, help: help.telling(wrappedValue), transform: PlainNumber.integer)
  }
}

extension Option where Value == Double {
  init(wrappedValue: Double, help: ArgumentHelp) {
    self.init(
      wrappedValue: wrappedValue, help: help.telling(wrappedValue), transform: PlainNumber.decimal)
  }
}

extension Option where Value == Int? {
  init(help: ArgumentHelp) { self.init(help: help, transform: PlainNumber.integer) }
}

extension Option where Value == UInt64? {
  init(help: ArgumentHelp) { self.init(help: help, transform: PlainNumber.integer) }
}

extension Option where Value == Double? {
  init(help: ArgumentHelp) { self.init(help: help, transform: PlainNumber.decimal) }
}

extension ArgumentHelp {
  /// The help with a default value, as the parser appends it where it reads the value itself.
  fileprivate func telling(_ value: some CustomStringConvertible) -> ArgumentHelp {
    var help = self
    help.abstract += " (default: \(value))"
    return help
  }
}
