import Base

extension PyTorchFileError: CustomStringConvertible {
  /// One line for a person: file, entry, instruction or tensor, what was expected, what was found.
  public var description: String { text.escapingControlCharacters }

  private var text: String {
    switch self {
    case .file(let error): error.description
    case .kind(let path, let found):
      "\(path): expected a dictionary of tensors in the zip format of torch.save, found \(found)"
    case .archive(let path, let place, let offset, let expected, let found):
      "\(path): \(place) at byte \(offset): expected \(expected), found \(found)"
    case .entry(let path, let entry, let field, let expected, let found):
      "\(path): entry '\(entry)': \(field): expected \(expected), found \(found)"
    case .opcode(let path, let offset, let found):
      "\(path): data.pkl at byte \(offset): expected an instruction that a dictionary of tensors "
        + "needs, found \(found)"
    case .global(let path, let offset, let found):
      "\(path): data.pkl at byte \(offset): expected a name that a dictionary of tensors needs, "
        + "found '\(found)', which was not executed"
    case .pickle(let path, let offset, let expected, let found):
      "\(path): data.pkl at byte \(offset): expected \(expected), found \(found)"
    case .tensor(let path, let tensor, let field, let expected, let found):
      "\(path): tensor '\(tensor)': \(field): expected \(expected), found \(found)"
    case .strides(let path, let tensor, let shape, let expected, let found):
      "\(path): tensor '\(tensor)': strides: expected \(expected) for the shape \(shape), "
        + "found \(found)"
    case .noSuchTensor(let path, let tensor): "\(path): expected a tensor '\(tensor)', found none"
    }
  }
}
