public import Tensors

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

  /// The policy of a scheme.
  public init(_ scheme: QuantizationScheme) { self.scheme = scheme }

  /// The encoding of a weight of this kind and shape; a shape that an encoding cannot hold falls
  /// back to the next larger one.
  public func encoding(of kind: WeightKind, shape: [Int]) -> WeightEncoding {
    candidates(kind).first { (try? WeightLayout(encoding: $0, shape: shape)) != nil } ?? .f32
  }

  private func candidates(_ kind: WeightKind) -> [WeightEncoding] {
    switch (scheme, kind) {
    case (.none, _), (_, .exact): [.f32]
    case (.f16, _): [.f16]
    case (.int8, .tokenTable): [.tableInt8]
    case (.int4, .tokenTable): [.tableInt4, .tableInt8]
    case (.int8, _), (.int4, .attention): [.int8]
    case (.int4, .feedForward): [.int4, .int8]
    }
  }
}
