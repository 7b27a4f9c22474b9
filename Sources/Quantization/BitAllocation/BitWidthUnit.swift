package import Model
import Base
import CrestFormat
package import HuggingFace

/// Tensors that get one width together: a matrix, both matrices of an expert, or the token embedding.
package struct BitWidthUnit {
  /// The tensor's name without its end, or `layers.1.experts.3`.
  package let name: String
  package let tensors: [TensorName]
  /// The layer that it is in; `nil` for the token embedding and the steps after pooling.
  package let layer: Int?
  /// What it may get, narrower from one to the next.
  package let widths: [BitWidth]
  /// Bytes in the file, for each of its widths; experts begin on pages.
  package let byteCounts: [Int]

  package var isTokenTable: Bool { tensors.contains(.tokenEmbedding) }

  /// What makes a file of one width, for all units that may get it: a rule for each tensor.
  ///
  /// Heads are no units and keep the width of the scheme that a search begins with; only experts get
  /// 3 bits.
  package static func rules(_ width: BitWidth, for tensors: [CanonicalTensor]) -> [BitWidthRule] {
    tensors.map { tensor in
      let isTooNarrow = width == .int3 && tensor.expert == nil
      return BitWidthRule(
        pattern: tensor.name,
        width: tensor.tensorName.isHead ? .int8 : isTooNarrow ? .int4 : width)
    }
  }

  /// The bit widths that are tried, narrower from one to the next; losses are counted from the first.
  package static let widths: [BitWidth] = [.int8, .int4, .int3]

  /// The units of a model whose bit width is open: neither fixed by the user's `rules` nor of one size
  /// under every bit width; `byteCounts` are the tensors' sizes under each.
  ///
  /// Heads are no units, as what they cost does not show in a pooled vector. Only experts may get 3
  /// bits (Formats/Decisions).
  package static func units(
    of tensors: [CanonicalTensor], byteCounts: [[Int]], rules: [BitWidthRule]
  ) -> [BitWidthUnit] {
    var order: [String] = []
    var members: [String: [Int]] = [:]
    for (index, tensor) in tensors.enumerated() {
      guard let name = unitName(of: tensor), !rules.contains(where: { $0.matches(tensor.name) })
      else { continue }
      if members[name] == nil { order.append(name) }
      members[name, default: []].append(index)
    }
    return order.compactMap { name in
      let indices = members[name] ?? []
      let isExpert = indices.contains { tensors[$0].expert != nil }
      let widths = BitWidthUnit.widths.filter { isExpert || $0 != .int3 }
      let byteCounts = byteCounts.prefix(widths.count).map { byteCounts in
        indices.reduce(0) { $0 + byteCounts[$1] }
          .aligned(to: isExpert ? CrestLimits.pageAlignment : CrestLimits.tensorAlignment)
      }
      guard Set(byteCounts).count > 1 else { return nil }
      return BitWidthUnit(
        name: name, tensors: indices.map { tensors[$0].tensorName },
        layer: indices.lazy.compactMap { tensors[$0].layer }.first, widths: widths,
        byteCounts: byteCounts)
    }
  }

  private static func unitName(of tensor: CanonicalTensor) -> String? {
    if let layer = tensor.layer, let expert = tensor.expert {
      return TensorName.expert(expert, layer: layer)
    }
    guard tensor.role == .tokenTable || (tensor.role == .matrix && !tensor.tensorName.isHead)
    else { return nil }
    return tensor.tensorName.module?.description
  }
}
