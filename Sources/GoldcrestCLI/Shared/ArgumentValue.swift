import ArgumentParser
import Base
import Conversion
import Inference
import Model
import Quantization

/// Reads the values of options.
enum ArgumentValue {
  /// A scheme by its name in any case, or by an alias; or `auto`.
  static func quantization(_ text: String) throws -> QuantizationChoice {
    if let choice = QuantizationChoice(name: text) { return choice }
    throw ValidationError("expected one of \(QuantizationChoice.names.joined(separator: ", "))")
  }

  /// Bytes, or a size with a unit: `300MB`, `280MiB`, `1.5GB`.
  static func byteCount(_ text: String) throws -> Int {
    let units: [(name: String, size: Double)] = [
      ("kib", 0x1p10), ("mib", 0x1p20), ("gib", 0x1p30), ("kb", 1e3), ("mb", 1e6), ("gb", 1e9),
      ("b", 1), ("", 1),
    ]
    let lower = text.lowercased()
    for unit in units where lower.hasSuffix(unit.name) {
      let digits = lower.dropLast(unit.name.count)
      guard digits.allSatisfy({ "0"..."9" ~= $0 || $0 == "." }), let number = Double(digits)
      else { break }
      let count = (number * unit.size).rounded(.down)
      guard count >= 1, count < 0x1p62 else { break }
      return Int(count)
    }
    throw ValidationError("expected a size such as 300MB, 280MiB or 1.5GB, found '\(text)'")
  }

  /// One of the cases of an enumeration by its name.
  static func name<Value>(_ text: String) throws -> Value
  where Value: RawRepresentable<String> & CaseIterable {
    if let value = Value(rawValue: text) { return value }
    throw expected(Value.allCases)
  }

  /// One pooling or several with + between them.
  static func pooling(_ text: String) throws -> Pooling {
    if let value = Pooling(rawValue: text) { return value }
    throw expected(PoolingMode.allCases)
  }

  /// A file name, which is not empty.
  static func fileName(_ text: String) throws -> String {
    guard !text.isEmpty else { throw ValidationError("expected a file name") }
    return text
  }

  /// Sizes separated by commas, such as `768,256`.
  static func sizes(_ text: String) throws -> [Int] {
    let words = text.split(separator: ",", omittingEmptySubsequences: false)
    let values = words.compactMap(PlainNumber.natural)
    guard values.count == words.count, values.allSatisfy({ $0 > 0 }) else {
      throw ValidationError("expected sizes separated by commas, such as 768,256")
    }
    return values
  }

  /// Language codes separated by commas, such as `de,en`.
  static func languages(_ text: String) throws -> [Language] {
    let codes = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    let found = codes.compactMap { Language(code: $0) }
    if let code = codes.first(where: { Language(code: $0) == nil }),
      let meant = Language.closest(to: code)
    {
      throw ValidationError(
        "expected language codes, found '\(code)'; did you mean '\(meant.code)' (\(meant.name))?")
    }
    guard found.count == codes.count, Set(codes).count == codes.count else {
      let known = Language.all.map(\.code).joined(separator: ", ")
      throw ValidationError("expected distinct codes separated by commas, out of \(known)")
    }
    return found
  }

  /// A number of at least 1.
  static func factor(_ text: String) throws -> Double {
    guard let value = PlainNumber.double(text), value >= 1 else {
      throw ValidationError("expected a number of at least 1")
    }
    return value
  }

  /// A number above 0.
  static func count(_ text: String) throws -> Int {
    guard let count = PlainNumber.natural(text), count > 0 else {
      throw ValidationError("expected a number above 0, found '\(text)'")
    }
    return count
  }

  /// A pattern of tensor names and a bit width: `layers.*.attention.*=int8`.
  static func width(_ text: String) throws -> BitWidthRule {
    let words = text.split(separator: "=", omittingEmptySubsequences: false)
    guard words.count == 2, let pattern = words.first, !pattern.isEmpty,
      let width = BitWidth(rawValue: words[1].lowercased())
    else {
      throw ValidationError("expected PATTERN=int8, PATTERN=int4 or PATTERN=int3, found '\(text)'")
    }
    return BitWidthRule(pattern: String(pattern), width: width)
  }

  /// One number, or a range: `128`, `5-512`.
  static func range(_ text: String) throws -> ClosedRange<Int> {
    let words = text.split(separator: "-", omittingEmptySubsequences: false)
    let values = words.compactMap(PlainNumber.natural)
    guard (1...2).contains(words.count), values.count == words.count, let low = values.first,
      let high = values.last, low <= high
    else { throw ValidationError("expected a number, or a range such as 5-512") }
    return low...high
  }

  /// The weights of the dense, the sparse and the ColBERT score: `1,0.3,1`.
  static func hybridScore(_ text: String) throws -> HybridScore {
    let words = text.split(separator: ",", omittingEmptySubsequences: false)
    let values = words.compactMap(PlainNumber.double)
    guard words.count == 3, values.count == 3, values.allSatisfy({ $0 >= 0 && $0 <= 1e6 }),
      values.reduce(0, +) > 0
    else {
      throw ValidationError("expected three weights separated by commas, such as 1,0.3,1")
    }
    return HybridScore(dense: values[0], sparse: values[1], colbert: values[2])
  }

  private static func expected(_ values: some Collection<some RawRepresentable<String>>)
    -> any Error
  {
    ValidationError("expected one of \(values.map(\.rawValue).joined(separator: ", "))")
  }
}
