public import Model

/// What a canonical tensor is for, which decides how it may be stored.
public enum TensorRole: Sendable, Equatable {
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
public struct SourcePart: Sendable, Equatable {
  /// The plain name of the source tensor; `SourceMap` has the name in the file.
  public let tensor: String
  /// Rows of the source tensor, or elements of a vector.
  public let rows: Range<Int>
  /// The slice `[rows, columns]` is stored as `[inputs, outputs]`; its transpose is the part.
  public let transposed: Bool

  /// A part that consists of `rows` of `tensor`.
  public init(tensor: String, rows: Range<Int>, transposed: Bool = false) {
    self.tensor = tensor
    self.rows = rows
    self.transposed = transposed
  }
}

/// A tensor of the canonical graph.
public struct CanonicalTensor: Sendable, Equatable {
  /// Its name in the canonical graph.
  public let name: String
  /// Its shape, outputs first.
  public let shape: [Int]
  /// What it is for.
  public let role: TensorRole
  /// The layer it belongs to, `nil` for embeddings.
  public let layer: Int?
  /// The expert it belongs to, `nil` for what all tokens use.
  public let expert: Int?
  /// Where its values come from: stacked along the rows, in order; empty for zeros.
  public let parts: [SourcePart]

  /// How many elements it has.
  public var elementCount: Int { shape.reduce(1, *) }

  /// The same tensor with no source.
  public var asZeros: CanonicalTensor {
    CanonicalTensor(
      name: name, shape: shape, role: role, layer: layer, expert: expert, parts: [])
  }

  /// A tensor that `parts` give the values of.
  public init(
    name: String, shape: [Int], role: TensorRole, layer: Int?, expert: Int?, parts: [SourcePart]
  ) {
    self.name = name
    self.shape = shape
    self.role = role
    self.layer = layer
    self.expert = expert
    self.parts = parts
  }
}

/// Type and shape of a tensor as a checkpoint holds it.
public struct SourceTensor: Sendable, Equatable {
  /// The type of one element.
  public let elementType: ElementType
  /// The size of each dimension, outermost first.
  public let shape: [Int]

  /// A tensor of this type and shape.
  public init(elementType: ElementType, shape: [Int]) {
    self.elementType = elementType
    self.shape = shape
  }
}
