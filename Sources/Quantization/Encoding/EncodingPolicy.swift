import Base
package import Model

/// What a weight is to the model, as far as quantisation cares.
package enum WeightKind: Sendable, Hashable {
  /// The token embedding, looked up by rows.
  case tokenTable
  case attention
  /// A linear of a feed-forward block or of one expert.
  case feedForward
  /// Everything that stays binary32: router, norms, biases, positions, token types.
  case exact
}

/// Which encoding each weight gets under a scheme.
///
/// int4 keeps attention at int8: it is 6 % of nomic-embed-text-v2-moe and costs the most to round
/// (Formats/Decisions).
package struct EncodingPolicy: Sendable, Hashable {
  /// The user's choice.
  package let scheme: QuantizationScheme
  /// What single tensors get instead; the last rule that fits a name decides.
  package let rules: [BitWidthRule]

  /// The policy of a scheme.
  ///
  /// - Precondition: only a scheme that quantises has rules.
  package init(_ scheme: QuantizationScheme, rules: [BitWidthRule] = []) {
    precondition(rules.isEmpty || scheme.isQuantized)
    self.scheme = scheme
    self.rules = rules
  }

  /// The encoding of a weight of this kind, name and shape, whose inputs are padded where the encoding
  /// asks for it; a shape that an encoding cannot hold falls back to the next larger one.
  package func encoding(
    of kind: WeightKind, name: String, shape: [Int], padsInputs: Bool = false
  ) -> WeightEncoding {
    candidates(kind, name).first {
      (try? WeightLayout(encoding: $0, shape: shape, isPadded: padsInputs && $0.canBePadded)) != nil
    } ?? .f32
  }

  /// Whether the inputs of a weight of `model` are padded to a multiple of 32: wherever they are none,
  /// but for models that the first version of the format took, whose files stay as they were.
  ///
  /// Those have hidden sizes and heads that are multiples of 32; a feed-forward size that 4 divides but
  /// 32 does not is stored as int8, as it is and rotated in small blocks.
  package static func padsInputs(of shape: [Int], in model: ModelConfiguration) -> Bool {
    let step = KernelOrder.groupSize
    guard let inputs = shape.last, !inputs.isMultiple(of: step) else { return false }
    let wasTaken =
      model.hiddenSize.isMultiple(of: step) && model.headDim.isMultiple(of: step)
      && model.feedForwardSize.isMultiple(of: KernelOrder.inputBlock)
    return !(wasTaken && inputs == model.feedForwardSize)
  }

  private func candidates(_ kind: WeightKind, _ name: String) -> [WeightEncoding] {
    if kind != .exact, let rule = rules.last(where: { $0.matches(name) }) {
      switch (rule.width, kind == .tokenTable) {
      case (.int8, false): return [.int8]
      case (.int8, true): return [.tableInt8]
      case (.int4, false): return [.int4, .int8]
      case (.int3, false): return [.int3, .int8]
      case (.int4, true), (.int3, true): return [.tableInt4, .tableInt8]
      }
    }
    switch (scheme, kind) {
    case (.none, _), (_, .exact): return [.f32]
    case (.f16, _): return [.f16]
    case (.int8, .tokenTable): return [.tableInt8]
    case (.int4, .tokenTable): return [.tableInt4, .tableInt8]
    case (.int8, _), (.int4, .attention): return [.int8]
    case (.int4, .feedForward): return [.int4, .int8]
    }
  }
}

/// Bits of a weight.
package enum BitWidth: String, Sendable, Hashable, CaseIterable {
  case int8
  /// 4 bits, with a scale for 32 weights.
  case int4
  /// 3 bits, with a scale for 32 weights; the token embedding gets 4.
  case int3
}

/// The bit width that tensors of some names get, in place of what the scheme says.
package struct BitWidthRule: Sendable, Hashable, CustomStringConvertible {

  /// A shell pattern for names, such as `layers.*.attention.*`.
  package let pattern: String
  /// What they get.
  package let width: BitWidth

  package init(pattern: String, width: BitWidth) {
    self.pattern = pattern
    self.width = width
  }

  /// Whether a tensor's name fits the pattern.
  package func matches(_ name: String) -> Bool { unsafe fnmatch(pattern, name, 0) == 0 }

  /// `pattern=width`, as users write it.
  package var description: String { "\(pattern)=\(width.rawValue)" }
}
