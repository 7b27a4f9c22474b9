import CKernels
import TestSupport

/// One layer norm, written where the form says.
struct LayerNormCase {
  enum Form: CaseIterable {
    case withoutResidual
    case apart
    case overInput
    case overResidual
  }

  let rowCount: Int
  let hidden: Int
  let form: Form
  let x: Guarded<Float>
  let residual: Guarded<Float>?
  let weight: Guarded<Float>
  let bias: Guarded<Float>
  let epsilon: Float = 1e-5

  init(rowCount: Int, hidden: Int, scale: Float, form: Form, random: inout Random) {
    self.rowCount = rowCount
    self.hidden = hidden
    self.form = form
    let count = rowCount * hidden
    // One channel in eight is far larger, as in a real stream.
    func values() -> [Float] {
      (0..<count).map { $0 % 8 == 3 ? random.float() * 40 * scale : random.float() * scale }
    }
    x = Guarded(values())
    residual = form == .withoutResidual ? nil : Guarded(values())
    weight = Guarded(random.floats(hidden, scale: 2))
    bias = Guarded(random.floats(hidden))
  }

  func run(_ set: TestedSet) -> Guarded<Float> {
    let y =
      switch form {
      case .withoutResidual, .apart: Guarded<Float>(count: rowCount * hidden)
      case .overInput: Guarded(x.values)
      case .overResidual: Guarded(residual?.values ?? [])
      }
    let input = form == .overInput ? y : x
    let other = form == .overResidual ? y : residual
    unsafe set.functions.pointee.layer_norm(
      input.pointer, other?.pointer, weight.pointer, bias.pointer, epsilon,
      Int32(rowCount), Int32(hidden), y.pointer)
    return y
  }
}
