public import Model

/// What a weight is to the model, as far as quantisation cares.
public enum WeightKind: Sendable, Hashable {
  /// The token table, looked up by rows.
  case tokenTable
  /// A linear map of attention.
  case attention
  /// A linear map of a feed-forward block or of one expert.
  case feedForward
  /// Everything that stays binary32: router, norms, biases, positions, token types.
  case exact
}

/// Which encoding each weight gets under a scheme.
///
/// int4 keeps attention at int8: it is 6 % of nomic-embed-text-v2-moe and costs the most to round
/// (Formats/Decisions).
public struct EncodingPolicy: Sendable, Hashable {
  /// The user's choice.
  public let scheme: QuantizationScheme
  /// What single tensors get instead; the last rule that fits a name decides.
  public let rules: [TensorWidthRule]

  /// The policy of a scheme.
  ///
  /// - Precondition: only a scheme that quantises has rules.
  public init(_ scheme: QuantizationScheme, rules: [TensorWidthRule] = []) {
    precondition(rules.isEmpty || scheme.isQuantized)
    self.scheme = scheme
    self.rules = rules
  }

  /// The encoding of a weight of this kind, name and shape; a shape that an encoding cannot hold
  /// falls back to the next larger one.
  public func encoding(of kind: WeightKind, name: String, shape: [Int]) -> WeightEncoding {
    candidates(kind, name).first { (try? WeightLayout(encoding: $0, shape: shape)) != nil } ?? .f32
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
