import HuggingFace
import Model
import TestSupport
import Testing

@Suite struct FloatReadingTests {
  static let patterns = (0...UInt16.max).map { $0 }

  @Test func `every binary16 is widened to the same bits as by the scalar conversion`() throws {
    try TemporaryFolder.with { folder in
      let bytes = SafetensorsBytes.halves(Self.patterns)
      let path = try folder.write(
        SafetensorsBytes.file([("w", "F16", [256, 256], bytes)]), to: "m")
      let found = try Checkpoint(path: path).floats("w").map(\.bitPattern)
      #expect(found == Self.patterns.map { FloatConversion.float(binary16: $0).bitPattern })
    }
  }

  @Test func `every bfloat16 is widened to the same bits as by the scalar conversion`() throws {
    try TemporaryFolder.with { folder in
      let bytes = SafetensorsBytes.halves(Self.patterns)
      let path = try folder.write(
        SafetensorsBytes.file([("w", "BF16", [65536], bytes)]), to: "m")
      let found = try Checkpoint(path: path).floats("w").map(\.bitPattern)
      #expect(found == Self.patterns.map { Float(bitPattern: UInt32($0) << 16).bitPattern })
    }
  }

  /// One piece holds 524,288 halves: ranges that end before, on and behind its border.
  @Test(arguments: [0..<0, 0..<1, 7..<524_287, 3..<524_291, 1..<524_290, 599_999..<600_000])
  func `any range of any weight type is read`(elements: Range<Int>) throws {
    try TemporaryFolder.with { folder in
      let halves = (0..<600_000).map { UInt16(truncatingIfNeeded: $0 &* 40_503 & 0x7bff) }
      for type in ["F16", "BF16"] {
        let path = try folder.write(
          SafetensorsBytes.file([
            ("before", "U8", [1], [1]), ("w", type, [600_000], SafetensorsBytes.halves(halves)),
          ]), to: type)
        let expected = halves[elements].map {
          type == "F16"
            ? FloatConversion.float(binary16: $0) : Float(bitPattern: UInt32($0) << 16)
        }
        let found = try Checkpoint(path: path).floats("w", elements)
        #expect(found.map(\.bitPattern) == expected.map(\.bitPattern))
      }
      let floats = (0..<600_000).map { Float($0) - 0.5 }
      let path = try folder.write(
        SafetensorsBytes.file([("w", "F32", [600_000], SafetensorsBytes.binary32(floats))]),
        to: "F32")
      #expect(try Checkpoint(path: path).floats("w", elements) == Array(floats[elements]))
    }
  }

  @Test func `doubles are rounded to nearest, ties to even`() throws {
    try TemporaryFolder.with { folder in
      let edges = [0.1, 1 + 0x1p-24, 1 + 0x3p-24, -Double.leastNonzeroMagnitude, 1e300, .nan]
      let values = edges + (0..<200_000).map { Double($0) }
      let bytes = values.flatMap { value in
        (0..<8).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * UInt64($0))) }
      }
      let path = try folder.write(
        SafetensorsBytes.file([("w", "F64", [values.count], bytes)]), to: "m")
      let found = try Checkpoint(path: path).floats("w")
      #expect(Array(found.prefix(5)) == [0.1, 1, 1 + 0x1p-22, 0, .infinity])
      #expect(found[5].isNaN)
      #expect(Array(found.dropFirst(6)) == (0..<200_000).map { Float($0) })
      #expect(try Checkpoint(path: path).floats("w", 150_000..<150_002) == [149_994, 149_995])
    }
  }

  @Test func `values that are not finite are passed on`() throws {
    try TemporaryFolder.with { folder in
      let values: [Float] = [.infinity, -.infinity, .nan, -0.0, .leastNonzeroMagnitude]
      let path = try folder.write(
        SafetensorsBytes.file([("w", "F32", [5], SafetensorsBytes.binary32(values))]), to: "m")
      let found = try Checkpoint(path: path).floats("w")
      #expect(found.map(\.bitPattern) == values.map(\.bitPattern))
    }
  }
}
