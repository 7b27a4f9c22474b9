import Model
import Base
import CrestFormat
import HuggingFace
import Quantization

/// Tensors that get one width together: a matrix, both matrices of an expert, or the token table.
struct WidthUnit {
  /// The tensor's name without its end, or `layers.1.experts.3`.
  let name: String
  /// The names of its tensors.
  let tensors: [String]
  /// What it may get, narrower from one to the next.
  let widths: [TensorWidthRule.Width]
  /// Bytes in the file, for each of its widths; experts begin on pages.
  let byteCounts: [Int]

  /// Whether it is the token table.
  var isTokenTable: Bool { tensors.contains(TensorName.tokenEmbedding.description) }

  /// What makes a file of one width, for all units that may get it.
  static func rules(_ width: TensorWidthRule.Width) -> [TensorWidthRule] {
    // Heads are no units and keep the width of the scheme that a search begins with.
    let heads = TensorWidthRule(pattern: "heads.*", width: .int8)
    guard width == .int3 else { return [TensorWidthRule(pattern: "*", width: width), heads] }
    return [
      TensorWidthRule(pattern: "*", width: .int4),
      TensorWidthRule(pattern: "layers.*.experts.*", width: .int3), heads,
    ]
  }

  /// The units of a model whose width is open: neither fixed by the user's `rules` nor the same under
  /// every one of the `plans`, one for each width.
  ///
  /// Heads are no units, as what they cost does not show in a pooled vector. Only experts may get 3
  /// bits (Formats/Decisions).
  static func units(of plans: [ConversionPlan], rules: [TensorWidthRule]) -> [WidthUnit] {
    guard let tensors = plans.first?.source.tensors else { return [] }
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
      let widths = WidthSearch.widths.filter { isExpert || $0 != .int3 }
      let byteCounts = plans.prefix(widths.count).map { plan in
        indices.reduce(0) { $0 + plan.crest.entries[$1].byteCount }
          .aligned(to: isExpert ? CrestLimits.pageAlignment : CrestLimits.tensorAlignment)
      }
      guard Set(byteCounts).count > 1 else { return nil }
      return WidthUnit(
        name: name, tensors: indices.map { tensors[$0].name }, widths: widths,
        byteCounts: byteCounts)
    }
  }

  private static func unitName(of tensor: CanonicalTensor) -> String? {
    if let layer = tensor.layer, let expert = tensor.expert {
      return TensorName.expert(expert, layer: layer)
    }
    guard tensor.role == .tokenTable || (tensor.role == .matrix && tensor.layer != nil) else {
      return nil
    }
    return tensor.tensorName.module?.description
  }
}
