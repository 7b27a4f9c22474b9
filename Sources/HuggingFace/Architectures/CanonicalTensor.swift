package import Model

/// What a canonical tensor is for, which decides how it may be stored.
package enum TensorRole: Sendable, Equatable {
  /// The token embedding `[V, H]`, looked up by row.
  case tokenTable
  /// The weight of a linear `[outputs, inputs]` that may be quantised.
  case matrix
  /// A bias or a LayerNorm vector: stays binary32.
  case vector
  /// The router `[E, H]`: stays binary32.
  case router
  /// Position and token type tables, looked up by row: stay binary32.
  case smallTable
}

/// A part of a canonical tensor and where it comes from.
package struct SourcePart: Sendable, Equatable {
  /// The plain name of the source tensor; `SourceMap` has the name in the file.
  package let tensor: String
  /// Rows of the source tensor, or elements of a vector.
  package let rows: Range<Int>
  /// The slice `[rows, columns]` is stored as `[inputs, outputs]`; its transpose is the part.
  package let transposed: Bool

  /// A part that consists of `rows` of `tensor`.
  package init(tensor: String, rows: Range<Int>, transposed: Bool = false) {
    self.tensor = tensor
    self.rows = rows
    self.transposed = transposed
  }
}

/// A tensor of the canonical graph.
package struct CanonicalTensor: Sendable, Equatable {
  package let tensorName: TensorName
  /// Its name in a file.
  package let name: String
  /// Its shape, outputs first.
  package let shape: [Int]
  /// Where its values come from: stacked along the rows, in order; empty for zeros.
  package let parts: [SourcePart]

  package init(_ tensorName: TensorName, shape: [Int], parts: [SourcePart]) {
    self.tensorName = tensorName
    name = tensorName.description
    self.shape = shape
    self.parts = parts
  }

  /// The layer it belongs to, `nil` for embeddings.
  package var layer: Int? { tensorName.layer }
  /// The expert it belongs to, `nil` for what all tokens use.
  package var expert: Int? { tensorName.expert }
  /// How many elements it has.
  package var elementCount: Int { shape.reduce(1, *) }

  /// What it is for.
  package var role: TensorRole {
    switch tensorName {
    case .bias, .tokenizer: .vector
    case .weight(.tokenEmbedding): .tokenTable
    case .weight(.positionEmbedding), .weight(.typeEmbedding): .smallTable
    case .weight(.layer(_, .router)), .weight(.sparseHead): .router
    case .weight(.embeddingNorm), .weight(.layer(_, .attentionNorm)),
      .weight(.layer(_, .feedForwardNorm)), .weight(.layer(_, .experts)),
      .weight(.step(_, .norm)):
      .vector
    case .weight(.layer(_, .qkv)), .weight(.layer(_, .attentionOut)), .weight(.layer(_, .up)),
      .weight(.layer(_, .down)), .weight(.expert), .weight(.colbertHead),
      .weight(.step(_, .dense)):
      .matrix
    }
  }

  /// The same tensor with no source.
  package var asZeros: CanonicalTensor { CanonicalTensor(tensorName, shape: shape, parts: []) }
}

/// Type and shape of a tensor as a checkpoint holds it.
package struct SourceTensor: Sendable, Equatable {
  /// The type of one element.
  package let elementType: ElementType
  /// The size of each dimension, outermost first.
  package let shape: [Int]

  package init(elementType: ElementType, shape: [Int]) {
    self.elementType = elementType
    self.shape = shape
  }

  /// Requires a weight of this shape; `name` and `file` are what errors name.
  ///
  /// - Throws: `HuggingFaceError.malformed`, `.notAWeight`.
  func check(_ expected: [Int], name: String, file: String) throws(HuggingFaceError) {
    guard shape == expected else {
      throw .malformed(
        path: file, place: "tensor '\(name)': shape", expected: "\(expected)", found: "\(shape)")
    }
    guard elementType.isWeightType else {
      throw .notAWeight(path: file, tensor: name, found: elementType)
    }
  }
}
