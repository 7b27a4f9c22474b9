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
  func checkVersion() throws(EvaluationError) {
    guard let found = file.metadata["format"], found.hasPrefix("goldcrest-") else { return }
    guard found == GoldenFile.format else {
      throw .malformed(
        place: "\(path): metadata 'format'", expected: GoldenFile.format, found: found)
    }
  }

  /// A tensor's entry, of one of `types`.
  func entry(
    _ name: String, _ types: [ElementType], because reason: String = "of the format"
  ) throws(EvaluationError) -> TensorEntry {
    guard let entry = file[name] else { throw missing(name, because: reason) }
    guard types.contains(entry.elementType) else {
      let names = types.map(\.rawValue).joined(separator: " or ")
      throw wrong(entry, expected: "elements of \(names)", found: entry.elementType.rawValue)
    }
    return entry
  }

  private func missing(_ tensor: String, because reason: String) -> EvaluationError {
    .malformed(place: path, expected: "a tensor '\(tensor)' \(reason)", found: "none")
  }

  /// The error about a tensor, or about the element at `index` of one.
  private func wrong(
    _ entry: TensorEntry, at index: [Int]? = nil, expected: String, found: String
  ) -> EvaluationError {
    let place = index.map { " at \($0)" } ?? ""
    return .malformed(
      place: "\(path): tensor '\(entry.name)'\(place)", expected: expected, found: found)
  }

  private func wrongShape(_ entry: TensorEntry, expected: String) -> EvaluationError {
    wrong(entry, expected: "the shape \(expected)", found: "\(entry.shape)")
  }

  /// The bytes of a tensor, in the mapping.
  func region(of entry: TensorEntry) throws(EvaluationError) -> ByteRegion {
    try wrapping(EvaluationError.safetensors, file.file.mapped()).region(entry.fileRange)
  }

  /// The little-endian elements of a tensor.
  func elements<Element: BitwiseCopyable>(
    of entry: TensorEntry, as type: Element.Type
  ) throws(EvaluationError) -> [Element] {
    try region(of: entry).elements(as: type)
  }

  /// The finite values of an F32 tensor.
  func floats(_ entry: TensorEntry) throws(EvaluationError) -> [Float] {
    let values = try elements(of: entry, as: Float.self)
    if let first = values.firstIndex(where: { !$0.isFinite }) {
      throw wrong(
        entry, expected: "finite values",
        found: "one at \(GoldenFile.index(first, in: entry.shape)) that is not")
    }
    return values
  }

  /// A matrix of F32 by its rows, with at least one row and one column, of the given shape if any.
  func rows(_ name: String, shape: [Int]? = nil) throws(EvaluationError) -> [[Float]] {
    let entry = try entry(name, [.f32])
    guard entry.shape.count == 2, entry.elementCount > 0 else {
      throw wrongShape(entry, expected: "[N, D], neither 0")
    }
    if let shape, entry.shape != shape { throw wrongShape(entry, expected: "\(shape)") }
    let values = try floats(entry)
    let width = entry.shape[1]
    return (0..<entry.shape[0]).map { Array(values[$0 * width..<($0 + 1) * width]) }
  }

  /// A metadata value that is a JSON array of `count` strings; `nil` if the key is not there.
  func strings(_ key: String, count: Int) throws(EvaluationError) -> [String]? {
    guard let text = file.metadata[key] else { return nil }
    let expected = "a JSON array of \(count) strings, one per row of 'embeddings'"
    func wrong(_ found: String) -> EvaluationError {
      .malformed(place: "\(path): metadata '\(key)'", expected: expected, found: found)
    }
    let value = try wrapping(
      { (error: JSONError) in wrong(error.description) }, JSONValue(parsing: Array(text.utf8)))
    guard let elements = value.array else { throw wrong(value.kind) }
    var strings: [String] = []
    var found = 0
    for element in elements {
      guard let string = element.string else { throw wrong("\(element.kind) at \(found)") }
      if found < count { strings.append(string) }
      found += 1
    }
    guard found == count else { throw wrong("\(found) strings") }
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

extension GoldenFile {
  /// Token ids without padding, and how long a padded row is.
  struct Tokens {
    let rows: [[Int32]]
    let paddedLength: Int
  }

  /// `input_ids` cut to `lengths`; `nil` if the file has neither.
  func inputIDs(count: Int) throws(EvaluationError) -> Tokens? {
    guard has("input_ids") || has("lengths") else { return nil }
    let ids = try entry("input_ids", [.i32, .i64], because: "to go with 'lengths'")
    let lengths = try entry("lengths", [.i32, .i64], because: "to go with 'input_ids'")
    guard ids.shape.count == 2, ids.shape[0] == count else {
      throw wrongShape(ids, expected: "[\(count), L]")
    }
    guard lengths.shape == [count] else { throw wrongShape(lengths, expected: "[\(count)]") }
    let longest = ids.shape[1]
    let values = try integers(ids)
    var rows: [[Int32]] = []
    for (row, length) in try integers(lengths).enumerated() {
      guard length >= 1, length <= longest else {
        throw wrong(lengths, at: [row], expected: "from 1 to \(longest)", found: "\(length)")
      }
      var tokens: [Int32] = []
      for position in 0..<length {
        let id = values[row * longest + position]
        guard let token = Int32(exactly: id), token >= 0 else {
          throw wrong(
            ids, at: [row, position], expected: "from 0 to \(Int32.max)", found: "\(id)")
        }
        tokens.append(token)
      }
      rows.append(tokens)
    }
    return Tokens(rows: rows, paddedLength: longest)
  }

  /// `router_topK` cut to the texts' lengths; `nil` if the file has none.
  func routing(_ tokens: Tokens?) throws(EvaluationError) -> GoldenRouting? {
    guard let (name, chosenCount) = try router() else { return nil }
    guard let tokens else { throw missing("input_ids", because: "to go with '\(name)'") }
    let entry = try entry(name, [.u8])
    let (count, longest) = (tokens.rows.count, tokens.paddedLength)
    guard entry.shape.count == 4, entry.shape[0] == count, entry.shape[2] == longest,
      entry.shape[1] > 0, entry.shape[3] == chosenCount
    else {
      throw wrongShape(entry, expected: "[\(count), M, \(longest), \(chosenCount)]")
    }
    let layerCount = entry.shape[1]
    let values = try elements(of: entry, as: UInt8.self)
    var experts: [[UInt8]] = []
    for (row, ids) in tokens.rows.enumerated() {
      var chosen: [UInt8] = []
      chosen.reserveCapacity(layerCount * ids.count * chosenCount)
      for layer in 0..<layerCount {
        for position in ids.indices {
          let first = ((row * layerCount + layer) * longest + position) * chosenCount
          let set = values[first..<first + chosenCount].sorted()
          for place in set.indices
          where set[place] == 255 || place > 0 && set[place - 1] == set[place] {
            throw wrong(
              entry, at: [row, layer, position],
              expected: "\(chosenCount) different experts below 255", found: "\(set[place])")
          }
          chosen += set
        }
      }
      experts.append(chosen)
    }
    return GoldenRouting(layerCount: layerCount, chosenCount: chosenCount, experts: experts)
  }

  /// The tensor `router_topK` and its K; `nil` if the file has none.
  private func router() throws(EvaluationError) -> (name: String, chosenCount: Int)? {
    let prefix = "router_top"
    let names = file.tensors.map(\.name).filter { $0.hasPrefix(prefix) }.sorted()
    guard let name = names.first else { return nil }
    guard names.count == 1, let count = Int(name.dropFirst(prefix.count)),
      (1...255).contains(count), name == "\(prefix)\(count)"
    else {
      throw .malformed(
        place: path, expected: "at most one tensor router_topK, K from 1 to 255",
        found: names.joined(separator: ", "))
    }
    return (name, count)
  }

  private func integers(_ entry: TensorEntry) throws(EvaluationError) -> [Int] {
    entry.elementType == .i64
      ? try elements(of: entry, as: Int64.self).map(Int.init)
      : try elements(of: entry, as: Int32.self).map(Int.init)
  }
}

extension GoldenFile {
  /// All `hidden.I` and `router_prob.I`, by I.
  func details(count: Int, lengths: [Int]?) throws(EvaluationError) -> [Int: GoldenDetail] {
    var details: [Int: GoldenDetail] = [:]
    for tensor in file.tensors {
      for prefix in ["hidden.", "router_prob."] where tensor.name.hasPrefix(prefix) {
        guard let index = Int(tensor.name.dropFirst(prefix.count)), (0..<count).contains(index),
          tensor.name == prefix + String(index)
        else {
          throw .detail(
            path: path, tensor: tensor.name, expected: "the index of a text, 0 to \(count - 1),")
        }
        let entry = try entry(tensor.name, [.f32])
        let length = lengths.map { $0[index] }
        guard entry.shape.count == 3, entry.elementCount > 0,
          length == nil || entry.shape[1] == length
        else {
          throw wrongShape(
            entry, expected: "[layers, \(length.map(String.init) ?? "tokens"), width]")
        }
        let values = try floats(entry)
        if prefix == "hidden." {
          details[index, default: GoldenDetail()].store(
            hidden: try region(of: entry), shape: entry.shape)
        } else {
          details[index, default: GoldenDetail()].routerProbabilities = values
          details[index, default: GoldenDetail()].routerShape = entry.shape
        }
      }
    }
    return details
  }
}
