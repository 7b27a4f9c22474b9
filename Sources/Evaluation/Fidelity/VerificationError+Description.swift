import HuggingFace
import Base
import Inference

extension VerificationError: CustomStringConvertible {
  /// One line for a person: file, tensor or field, what was expected, what was found.
  public var description: String {
    switch self {
    case .safetensors(let error): error.description
    case .file(let error): error.description
    case .json(let path, let error): "\(path): \(error)"
    case .inference(let error): error.description
    case .field(let path, let field, let expected, let found):
      "\(path): field '\(field)': expected \(expected), found \(found)"
    case .lines(let error): error.description
    case .noTexts(let path): "\(path): expected at least one text, found none"
    case .dimensions(let expected, let found):
      "vectors: expected \(expected.map(String.init).joined(separator: " or ")) dimensions, found \(found)"
    case .routing(let tensor, let field, let expected, let found):
      "golden \(tensor): \(field): expected \(expected) as in the model, found \(found)"
    case .hiddenStates(let index, let expected, let found):
      "golden hidden.\(index): expected \(expected) as in the model, found \(found)"
    default: goldenDescription ?? "refused"
    }
  }

  private var goldenDescription: String? {
    switch self {
    case .version(let path, let expected, let found):
      "\(path): metadata 'format': expected \(expected), found \(found)"
    case .noInput(let path):
      "\(path): expected the metadata 'texts' (a JSON array of strings), or the tensors "
        + "'input_ids' [N, L] of I32 or I64 and 'lengths' [N], found neither"
    case .missingTensor(let path, let tensor, let reason):
      "\(path): expected a tensor '\(tensor)' \(reason), found none"
    case .elementType(let path, let tensor, let expected, let found):
      "\(path): tensor '\(tensor)': expected elements of \(expected), found \(found)"
    case .shape(let path, let tensor, let expected, let found):
      "\(path): tensor '\(tensor)': expected the shape \(expected), found \(found)"
    case .notFinite(let path, let tensor, let index):
      "\(path): tensor '\(tensor)': expected finite values, found one at \(index) that is not"
    case .value(let path, let tensor, let index, let expected, let found):
      "\(path): tensor '\(tensor)' at \(index): expected \(expected), found \(found)"
    case .routers(let path, let found):
      "\(path): expected at most one tensor router_topK, K from 1 to 255, found "
        + found.joined(separator: ", ")
    case .detail(let path, let tensor, let expected):
      "\(path): tensor '\(tensor)': expected \(expected) behind the dot"
    case .metadata(let path, let key, let expected, let found):
      "\(path): metadata '\(key)': expected \(expected), found \(found)"
    default: nil
    }
  }
}
