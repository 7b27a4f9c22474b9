/// All that a model says about one text.
package struct TextEmbedding: Sendable, Equatable {
  /// The pooled vector, normalised if the model does so.
  package let dense: [Float]
  /// The weights above 0 of the text's tokens, by ascending id; `nil` if not asked for.
  package let sparse: [TokenWeight]?
  /// A vector `[H]` of length 1 for every token but the first; `nil` if not asked for.
  package let colbert: [[Float]]?
  /// The hidden states `[T, H]` of all tokens before they are pooled, as they are; `nil` if not asked for.
  package let states: [[Float]]?

  package struct TokenWeight: Sendable, Equatable {
    package let id: Int32
    /// Above 0.
    package let weight: Float

    package init(id: Int32, weight: Float) {
      self.id = id
      self.weight = weight
    }
  }

  package init(
    dense: [Float], sparse: [TokenWeight]? = nil, colbert: [[Float]]? = nil,
    states: [[Float]]? = nil
  ) {
    self.dense = dense
    self.sparse = sparse
    self.colbert = colbert
    self.states = states
  }

  /// Whether no value is NaN or infinite.
  var isFinite: Bool {
    dense.allSatisfy(\.isFinite) && (sparse ?? []).allSatisfy(\.weight.isFinite)
      && (colbert ?? []).allSatisfy { $0.allSatisfy(\.isFinite) }
      && (states ?? []).allSatisfy { $0.allSatisfy(\.isFinite) }
  }
}

/// What is computed of a text besides its pooled vector, which always is.
package struct OutputKinds: OptionSet, Sendable {
  /// One bit for each kind.
  package let rawValue: Int

  package init(rawValue: Int) { self.rawValue = rawValue }

  /// A weight for every distinct token.
  package static let sparse = OutputKinds(rawValue: 1)
  /// A vector for every token but the first.
  package static let colbert = OutputKinds(rawValue: 2)
  /// The hidden states of all tokens, which every model has.
  package static let states = OutputKinds(rawValue: 4)
}

/// How near two texts are, from all that a model says about them.
///
/// Source: FlagEmbedding, `inference/embedder/encoder_only/m3.py`: the mean of three scores by
/// weight.
package struct HybridScore: Sendable, Equatable {
  /// The weight of the pooled vectors' dot product.
  package let dense: Double
  /// The weight of the score of the tokens' weights.
  package let sparse: Double
  /// The weight of the score of the tokens' vectors.
  package let colbert: Double

  /// What bge-m3 was trained with: dense + 0.3 sparse + ColBERT.
  package static let trained = HybridScore(dense: 1, sparse: 0.3, colbert: 1)

  package init(dense: Double, sparse: Double, colbert: Double) {
    self.dense = dense
    self.sparse = sparse
    self.colbert = colbert
  }

  /// The mean of the scores that both texts have, by weight.
  package func score(_ query: TextEmbedding, _ document: TextEmbedding) -> Double {
    var sum = dense * Cosine.dot(query.dense, document.dense)
    var total = dense
    if let mine = query.sparse, let other = document.sparse {
      sum += sparse * HybridScore.sparse(mine, other)
      total += sparse
    }
    if let mine = query.colbert, let other = document.colbert {
      sum += colbert * HybridScore.colbert(mine, other)
      total += colbert
    }
    return sum / total
  }

  /// The sum over tokens of both texts of the product of their weights.
  package static func sparse(
    _ query: [TextEmbedding.TokenWeight], _ document: [TextEmbedding.TokenWeight]
  ) -> Double {
    var sum = 0.0
    var next = 0
    for token in query {
      while next < document.count, document[next].id < token.id { next += 1 }
      guard next < document.count else { break }
      if document[next].id == token.id {
        sum += Double(token.weight) * Double(document[next].weight)
      }
    }
    return sum
  }

  /// The mean over the query's vectors of the largest dot product with one of the document's; 0 for
  /// a text without vectors.
  package static func colbert(_ query: [[Float]], _ document: [[Float]]) -> Double {
    guard !query.isEmpty, !document.isEmpty else { return 0 }
    var sum = 0.0
    for vector in query {
      sum += document.reduce(-Double.infinity) { max($0, Cosine.dot(vector, $1)) }
    }
    return sum / Double(query.count)
  }
}
