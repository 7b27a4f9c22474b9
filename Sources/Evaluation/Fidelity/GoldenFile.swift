import Base
import HuggingFace
import Model

/// Reads the tensors of a golden file, checking each against what the format asks for.
struct GoldenFile {
  static let format = "goldcrest-golden-1"

  let file: SafetensorsFile
  var path: String { file.path }
  var prompt: String? { file.metadata["prompt"] }

  init(_ file: SafetensorsFile) { self.file = file }

  func has(_ tensor: String) -> Bool { file[tensor] != nil }

  /// Refuses files of a later version; others, such as `pt`, carry no version.
  func checkVersion() throws(VerificationError) {
    guard let found = file.metadata["format"], found.hasPrefix("goldcrest-") else { return }
    guard found == GoldenFile.format else {
      throw .version(path: path, expected: GoldenFile.format, found: found)
    }
  }

  /// A tensor's entry, of one of `types`.
  func entry(
    _ name: String, _ types: [ElementType], because reason: String = "of the format"
  ) throws(VerificationError) -> TensorEntry {
    guard let entry = file[name] else {
      throw .missingTensor(path: path, tensor: name, reason: reason)
    }
    guard types.contains(entry.elementType) else {
      throw .elementType(
        path: path, tensor: name,
        expected: types.map(\.rawValue).joined(separator: " or "),
        found: entry.elementType.rawValue)
    }
    return entry
  }

  /// The bytes of a tensor, in the mapping.
  func region(of entry: TensorEntry) throws(VerificationError) -> ByteRegion {
    do throws(HuggingFaceError) {
      return try file.file.mapped().region(entry.fileRange)
    } catch {
      throw .safetensors(error)
    }
  }

  /// The little-endian elements of a tensor.
  func elements<Element: BitwiseCopyable>(
    of entry: TensorEntry, as type: Element.Type
  ) throws(VerificationError) -> [Element] {
    try region(of: entry).elements(as: type)
  }

  /// The finite values of an F32 tensor.
  func floats(_ entry: TensorEntry) throws(VerificationError) -> [Float] {
    let values = try elements(of: entry, as: Float.self)
    if let first = values.firstIndex(where: { !$0.isFinite }) {
      throw .notFinite(
        path: path, tensor: entry.name, index: GoldenFile.index(first, in: entry.shape))
    }
    return values
  }

  /// A matrix of F32 by its rows, with at least one row and one column, of the given shape if any.
  func rows(_ name: String, shape: [Int]? = nil) throws(VerificationError) -> [[Float]] {
    let entry = try entry(name, [.f32])
    guard entry.shape.count == 2, entry.elementCount > 0 else {
      throw .shape(path: path, tensor: name, expected: "[N, D], neither 0", found: entry.shape)
    }
    if let shape, entry.shape != shape {
      throw .shape(path: path, tensor: name, expected: "\(shape)", found: entry.shape)
    }
    let values = try floats(entry)
    let width = entry.shape[1]
    return (0..<entry.shape[0]).map { Array(values[$0 * width..<($0 + 1) * width]) }
  }

  /// A metadata value that is a JSON array of `count` strings; `nil` if the key is not there.
  func strings(_ key: String, count: Int) throws(VerificationError) -> [String]? {
    guard let text = file.metadata[key] else { return nil }
    let expected = "a JSON array of \(count) strings, one per row of 'embeddings'"
    let value: JSONValue
    do throws(JSONError) {
      value = try JSONValue(parsing: Array(text.utf8))
    } catch {
      throw .metadata(path: path, key: key, expected: expected, found: error.description)
    }
    guard let elements = value.array else {
      throw .metadata(path: path, key: key, expected: expected, found: value.kind)
    }
    var strings: [String] = []
    for (index, element) in elements.enumerated() {
      guard let string = element.string else {
        throw .metadata(
          path: path, key: key, expected: expected, found: "\(element.kind) at \(index)")
      }
      strings.append(string)
    }
    guard strings.count == count else {
      throw .metadata(path: path, key: key, expected: expected, found: "\(strings.count) strings")
    }
    return strings
  }

  /// Where the element `flat` lies in a tensor of `shape`.
  static func index(_ flat: Int, in shape: [Int]) -> [Int] {
    var rest = flat
    var index: [Int] = []
    for size in shape.reversed() {
      index.append(rest % size)
      rest /= size
    }
    return index.reversed()
  }
}
