import Testing

/// What every file in `Golden/Bad/pytorch` is refused with, after its path.
///
/// `Scripts/golden/make_bad_pytorch_files.py` makes the files.
struct BadPyTorchFile: CustomTestStringConvertible, Sendable {
  let name: String
  let refusal: String

  var testDescription: String { name }

  init(_ name: String, _ refusal: String) {
    self.name = "\(name).pt"
    self.refusal = refusal
  }

  static let all = kinds + ends + entries + instructions + objects + tensors
}
