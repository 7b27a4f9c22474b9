package import Model

/// The tensor of a checkpoint for each plain name.
///
/// Plain names are those of `SourcePart`: without the prefix of a model saved inside a bigger one,
/// and with LayerNorm's old `gamma` and `beta` called `weight` and `bias`.
package struct SourceMap: Sendable, Equatable {
  /// Plain name to the name in the checkpoint.
  package let names: [String: String]
  /// Names in the checkpoint that have no influence on a vector, sorted.
  package let ignored: [String]
  /// Those of `ignored` that no class of the architecture has, as those of a user's own head.
  package let unplaced: [String]
  /// What stands before every name though no class of transformers takes it off; usually `nil`.
  package let foreignPrefix: String?

  /// The first part of a plain name.
  fileprivate static func root(of plainName: String) -> Substring {
    plainName.prefix { $0 != "." }
  }

  /// The name in the checkpoint for a plain name.
  package subscript(plainName: String) -> String? { names[plainName] }

  /// Lines about tensors that were left out and names that were read, if a person may miss them.
  package func notes(file: String) -> [String] {
    var notes: [String] = []
    if let foreignPrefix {
      notes.append(
        "\(file): tensors are read without the '\(foreignPrefix.prefix(64))' before their "
          + "names; transformers finds none of them and starts from random weights")
    }
    if !unplaced.isEmpty {
      notes.append(
        "\(file): \(HuggingFaceError.list(unplaced, limit: 4)): no part of the model, left out as "
          + "transformers does")
    }
    return notes
  }
}

extension Architecture {
  /// The plain form of a name in a checkpoint, as transformers finds it.
  ///
  /// Source: transformers 5.23, `rename_source_key` in `core_model_loading.py` and
  /// `conversion_mapping.py`; 4.57, `_fix_state_dict_key_on_load` in `modeling_utils.py`.
  func plainName(_ name: String) -> String {
    var plain = Substring(name)
    for prefix in [foreignPrefix].compactMap(\.self) + prefixes where plain.hasPrefix(prefix) {
      plain = plain.dropFirst(prefix.count)
    }
    for (old, new) in [(".gamma", ".weight"), (".beta", ".bias")]
    where plain.hasSuffix("LayerNorm\(old)") {
      return plain.dropLast(old.count) + new
    }
    return String(plain)
  }

  /// Buffers and heads: `unused` lists beginnings that end in a dot, and endings.
  func isUnused(_ plainName: String) -> Bool {
    unused.contains {
      $0.hasSuffix(".") ? plainName.hasPrefix($0) : plainName.hasSuffix($0)
    }
  }

  /// Whether a tensor lies under one of the graph's `roots`, where each one is expected; a layer beyond
  /// the last is left out by transformers, too.
  private func isInGraph(_ plainName: String, roots: Set<Substring>, layerCount: Int) -> Bool {
    guard roots.contains(SourceMap.root(of: plainName)) else { return false }
    for prefix in ["encoder.layer.", "encoder.layers.", "transformer.layer.", "layers."]
    where plainName.hasPrefix(prefix) {
      let number = plainName.dropFirst(prefix.count).prefix { $0 != "." }
      if let layer = Int(number), layer >= layerCount { return false }
    }
    return true
  }

  /// Holds the tensors of a checkpoint against those the canonical graph is made of.
  ///
  /// `source` is what the checkpoint holds, by its own names; `file` is what errors name. Tensors
  /// outside the graph are ignored, as transformers ignores them. Where all tensors of the graph stand
  /// behind one prefix, as wrappers of other libraries save them, they are read without it.
  ///
  /// - Returns: where to find each source tensor.
  /// - Throws: `HuggingFaceError.tensorNames` with everything missing and unexpected,
  ///   `.ambiguousTensor`, `.malformed`, `.notAWeight`.
  package func check(
    tensors: [CanonicalTensor], source: [String: SourceTensor], file: String
  ) throws(HuggingFaceError) -> SourceMap {
    let shapes = sourceShapes(of: tensors)
    let layerCount = (tensors.compactMap(\.layer).max() ?? -1) + 1
    let graph = tensors.filter { !$0.tensorName.isHead }.flatMap(\.parts)
    let roots = Set(graph.map { SourceMap.root(of: $0.tensor) })
    var names: [String: String] = [:]
    var ignored: [String] = []
    var unplaced: [String] = []
    var unexpected: [String] = []
    for name in source.keys.sorted() {
      let plain = plainName(name)
      if shapes[plain] != nil {
        if let other = names.updateValue(name, forKey: plain) {
          throw .ambiguousTensor(file: file, tensor: plain, found: [other, name])
        }
      } else if isUnused(plain) {
        ignored.append(name)
      } else if isInGraph(plain, roots: roots, layerCount: layerCount) {
        unexpected.append(name)
      } else {
        ignored.append(name)
        unplaced.append(name)
      }
    }
    let missing = shapes.keys.filter { names[$0] == nil }.sorted()
    guard missing.isEmpty, unexpected.isEmpty else {
      if foreignPrefix == nil, let prefix = prefix(of: source.keys, before: shapes.keys) {
        var wrapped = self
        wrapped.foreignPrefix = prefix
        return try wrapped.check(tensors: tensors, source: source, file: file)
      }
      throw .tensorNames(
        file: file, architecture: name, missing: missing,
        unexpected: unexpected.isEmpty ? unplaced : unexpected)
    }
    for (plain, expected) in shapes.sorted(by: { $0.key < $1.key }) {
      guard let name = names[plain], let found = source[name] else { continue }
      try found.check(expected, name: name, file: file)
    }
    return SourceMap(
      names: names, ignored: ignored, unplaced: unplaced, foreignPrefix: foreignPrefix)
  }

  /// The prefix behind which all tensors called `plainNames` are, if there is one.
  private func prefix(
    of names: some Sequence<String>, before plainNames: some Sequence<String>
  ) -> String? {
    let names = Set(names)
    let suffix = "embeddings.word_embeddings.weight"
    return names.lazy.filter { $0.hasSuffix(suffix) && $0 != suffix }
      .map { String($0.dropLast(suffix.count)) }.sorted()
      .first { prefix in
        let plain = Set(
          names.filter { $0.hasPrefix(prefix) }.map {
            plainName(String($0.dropFirst(prefix.count)))
          }
        )
        return plainNames.allSatisfy(plain.contains)
      }
  }

  /// The shapes of the source tensors, by plain name: the rows that the parts reach to, and the
  /// columns of the canonical tensors made of them.
  package func sourceShapes(of tensors: [CanonicalTensor]) -> [String: [Int]] {
    var shapes: [String: [Int]] = [:]
    for tensor in tensors {
      for part in tensor.parts {
        let columns =
          part.transposed ? Array(tensor.shape.prefix(1)) : Array(tensor.shape.dropFirst())
        let rowCount = max(part.rows.upperBound, shapes[part.tensor]?.first ?? 0)
        shapes[part.tensor] = [rowCount] + columns
      }
    }
    return shapes
  }
}

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
  /// The tables of positions, distances and token types, looked up by row: stay binary32.
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
    case .weight(.positionEmbedding), .weight(.relativePositions), .weight(.typeEmbedding):
      .smallTable
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
