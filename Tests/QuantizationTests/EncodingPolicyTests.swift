import Model
import Quantization
import Testing

@Suite struct EncodingPolicyTests {
  /// Scheme, kind, shape and the encoding it must get.
  static let rules: [(QuantizationScheme, WeightKind, [Int], WeightEncoding)] = [
    (.none, .tokenTable, [100, 64], .f32),
    (.none, .attention, [64, 64], .f32),
    (.none, .feedForward, [64, 64], .f32),
    (.f16, .tokenTable, [100, 64], .f16),
    (.f16, .attention, [64, 64], .f16),
    (.f16, .feedForward, [64, 64], .f16),
    (.int8, .tokenTable, [100, 64], .tableInt8),
    (.int8, .attention, [64, 64], .int8),
    (.int8, .feedForward, [64, 64], .int8),
    (.int4, .tokenTable, [100, 64], .tableInt4),
    (.int4, .attention, [64, 64], .int8),
    (.int4, .feedForward, [64, 64], .int4),
  ]

  @Test(arguments: rules)
  func `each scheme has an encoding for each kind of weight`(
    scheme: QuantizationScheme, kind: WeightKind, shape: [Int], encoding: WeightEncoding
  ) {
    #expect(EncodingPolicy(scheme).encoding(of: kind, name: "w", shape: shape) == encoding)
  }

  @Test(arguments: QuantizationScheme.allCases)
  func `router, norms and biases stay binary32`(scheme: QuantizationScheme) {
    for shape in [[768], [8, 768], [512, 64]] {
      #expect(EncodingPolicy(scheme).encoding(of: .exact, name: "w", shape: shape) == .f32)
    }
  }

  /// Shapes that the first choice cannot hold: widths that are no multiple of 32 or of 4, or above
  /// the limit of 32-bit sums.
  static let fallbacks: [(QuantizationScheme, WeightKind, [Int], WeightEncoding)] = [
    (.int4, .feedForward, [64, 72], .int8),
    (.int4, .feedForward, [64, 70], .f32),
    (.int4, .feedForward, [64, 65568], .f32),
    (.int8, .feedForward, [64, 70], .f32),
    (.int8, .attention, [64, 65540], .f32),
    (.int4, .attention, [64, 70], .f32),
    (.int4, .tokenTable, [100, 72], .tableInt8),
    (.int8, .tokenTable, [100, 7], .tableInt8),
  ]

  @Test(arguments: fallbacks)
  func `a shape that an encoding cannot hold gets a larger one`(
    scheme: QuantizationScheme, kind: WeightKind, shape: [Int], encoding: WeightEncoding
  ) {
    #expect(EncodingPolicy(scheme).encoding(of: kind, name: "w", shape: shape) == encoding)
  }

  @Test func `the last rule that fits a name decides, but never on what stays binary32`() {
    let policy = EncodingPolicy(
      .int4,
      rules: [
        BitWidthRule(pattern: "layers.*", width: .int4),
        BitWidthRule(pattern: "layers.?.experts.3.*", width: .int8),
        BitWidthRule(pattern: "*.token.*", width: .int8),
        BitWidthRule(pattern: "layers.?.experts.5.*", width: .int3),
      ])
    func encoding(_ kind: WeightKind, _ name: String) -> WeightEncoding {
      policy.encoding(of: kind, name: name, shape: [64, 64])
    }
    #expect(encoding(.attention, "layers.0.attention.qkv.weight") == .int4)
    #expect(encoding(.feedForward, "layers.1.experts.3.up.weight") == .int8)
    #expect(encoding(.feedForward, "layers.1.experts.2.up.weight") == .int4)
    #expect(encoding(.feedForward, "layers.1.experts.5.up.weight") == .int3)
    #expect(encoding(.feedForward, "layers.11.experts.3.up.weight") == .int4)
    #expect(encoding(.tokenTable, "embeddings.token.weight") == .tableInt8)
    #expect(encoding(.exact, "layers.1.router.weight") == .f32)
    #expect(encoding(.attention, "heads.colbert.weight") == .int8)
  }
}
