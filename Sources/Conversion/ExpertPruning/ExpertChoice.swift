import CrestFormat

/// The experts that stay in a model, and what they were chosen by.
public struct ExpertChoice: Sendable, Equatable {
  /// A layer with experts.
  public struct Layer: Sendable, Equatable {
    /// The layer's index.
    public let index: Int
    /// The mean over an expert's tokens of its share times the length of its result, `[E]`; 0 for one
    /// that no token visits.
    public let saliency: [Double]
    /// The tokens that each expert is given, `[E]`.
    public let tokenCounts: [Int]
    /// The experts that stay, ascending.
    public let kept: [Int]
  }

  /// How many experts the model has.
  public let expertCount: Int
  /// How many of them stay in every layer.
  public let keptCount: Int
  /// Texts that went through the model.
  public let textCount: Int
  /// Their tokens.
  public let tokenCount: Int
  /// The layers with experts, ascending.
  public let layers: [Layer]

  /// The experts with the highest saliency; of two that are equal, the first.
  static func kept(_ count: Int, by saliency: [Double]) -> [Int] {
    let order = saliency.indices.sorted { (saliency[$1], $0) < (saliency[$0], $1) }
    return order.prefix(count).sorted()
  }

  /// The experts that stay in layer `index`; `nil` if it has none.
  func kept(inLayer index: Int) -> [Int]? { layers.first { $0.index == index }?.kept }

  /// What a file says about it: how many, and which of each layer.
  var recordedOptions: [ManifestOption] {
    let kept = layers.map { layer in
      "\(layer.index):" + layer.kept.map(String.init).joined(separator: ",")
    }
    return [
      ManifestOption(key: ExpertChoice.recordedKey, value: "\(keptCount) of \(expertCount), reap"),
      ManifestOption(key: "experts_kept", value: kept.joined(separator: ";")),
    ]
  }

  /// The recorded option that every file has from which experts were left out.
  public static let recordedKey = "experts"
}
