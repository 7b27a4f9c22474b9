import Model

/// The tensor of a checkpoint for each plain name.
///
/// Plain names are those of `SourcePart`: without the prefix of a model saved inside a bigger one,
/// and with LayerNorm's old `gamma` and `beta` called `weight` and `bias`.
public struct SourceMap: Sendable, Equatable {
  /// Plain name to the name in the checkpoint.
  public let names: [String: String]
  /// Names in the checkpoint that have no influence on a vector, sorted.
  public let ignored: [String]

  /// The name in the checkpoint for a plain name.
  public subscript(plainName: String) -> String? { names[plainName] }

  /// The plain form of a name in a checkpoint.
  static func plainName(_ name: String) -> String {
    var plain = Substring(name)
    for prefix in ["bert.", "roberta.", "new.", "gte."] where plain.hasPrefix(prefix) {
      plain = plain.dropFirst(prefix.count)
      break
    }
    for (old, new) in [(".gamma", ".weight"), (".beta", ".bias")] where plain.hasSuffix(old) {
      return plain.dropLast(old.count) + new
    }
    return String(plain)
  }
}

extension Architecture {
  /// Holds the tensors of a checkpoint against those the canonical graph is made of.
  ///
  /// `source` is what the checkpoint holds, by its own names; `file` is what errors name.
  ///
  /// - Returns: where to find each source tensor.
  /// - Throws: `HuggingFaceError.tensorNames` with everything missing and unexpected,
  ///   `.ambiguousTensor`, `.wrongShape`, `.notAWeight`.
  public func check(
    tensors: [CanonicalTensor], source: [String: SourceTensor], file: String
  ) throws(HuggingFaceError) -> SourceMap {
    var names: [String: String] = [:]
    var ignored: [String] = []
    for name in source.keys.sorted() {
      let plain = SourceMap.plainName(name)
      if isIgnorable(plain) {
        ignored.append(name)
      } else if let other = names.updateValue(name, forKey: plain) {
        throw .ambiguousTensor(file: file, tensor: plain, found: [other, name])
      }
    }
    let shapes = sourceShapes(of: tensors)
    let missing = shapes.keys.filter { names[$0] == nil }.sorted()
    let unexpected = names.filter { shapes[$0.key] == nil }.values.sorted()
    guard missing.isEmpty, unexpected.isEmpty else {
      throw .tensorNames(
        file: file, architecture: name, missing: missing, unexpected: unexpected)
    }
    for (plain, expected) in shapes.sorted(by: { $0.key < $1.key }) {
      guard let name = names[plain], let found = source[name] else { continue }
      guard found.shape == expected else {
        throw .wrongShape(file: file, tensor: name, expected: expected, found: found.shape)
      }
      guard found.elementType.isWeightType else {
        throw .notAWeight(path: file, tensor: name, found: found.elementType)
      }
    }
    return SourceMap(names: names, ignored: ignored)
  }

  /// The shapes of the source tensors, by plain name: the rows that the parts reach to, and the
  /// columns of the canonical tensors made of them.
  public func sourceShapes(of tensors: [CanonicalTensor]) -> [String: [Int]] {
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
