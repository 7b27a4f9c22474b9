import Model
import HuggingFace

extension GoldenFile {
  /// Token ids without padding, and how long a padded row is.
  struct Tokens {
    let rows: [[Int32]]
    let paddedLength: Int
  }

  /// `input_ids` cut to `lengths`; `nil` if the file has neither.
  func inputIDs(count: Int) throws(VerificationError) -> Tokens? {
    guard has("input_ids") || has("lengths") else { return nil }
    let ids = try entry("input_ids", [.i32, .i64], because: "beside 'lengths'")
    let lengths = try entry("lengths", [.i32, .i64], because: "beside 'input_ids'")
    guard ids.shape.count == 2, ids.shape[0] == count else {
      throw .shape(path: path, tensor: ids.name, expected: "[\(count), L]", found: ids.shape)
    }
    guard lengths.shape == [count] else {
      throw .shape(path: path, tensor: lengths.name, expected: "[\(count)]", found: lengths.shape)
    }
    let longest = ids.shape[1]
    let values = try integers(ids)
    var rows: [[Int32]] = []
    for (row, length) in try integers(lengths).enumerated() {
      guard length >= 1, length <= longest else {
        throw .value(
          path: path, tensor: lengths.name, index: [row], expected: "from 1 to \(longest)",
          found: length)
      }
      var tokens: [Int32] = []
      for position in 0..<length {
        let id = values[row * longest + position]
        guard let token = Int32(exactly: id), token >= 0 else {
          throw .value(
            path: path, tensor: ids.name, index: [row, position],
            expected: "from 0 to \(Int32.max)", found: id)
        }
        tokens.append(token)
      }
      rows.append(tokens)
    }
    return Tokens(rows: rows, paddedLength: longest)
  }

  /// `router_topK` cut to the texts' lengths; `nil` if the file has none.
  func routing(_ tokens: Tokens?) throws(VerificationError) -> GoldenRouting? {
    guard let (name, chosenCount) = try router() else { return nil }
    guard let tokens else {
      throw .missingTensor(path: path, tensor: "input_ids", reason: "beside '\(name)'")
    }
    let entry = try entry(name, [.u8])
    let (count, longest) = (tokens.rows.count, tokens.paddedLength)
    guard entry.shape.count == 4, entry.shape[0] == count, entry.shape[2] == longest,
      entry.shape[1] > 0, entry.shape[3] == chosenCount
    else {
      throw .shape(
        path: path, tensor: entry.name, expected: "[\(count), M, \(longest), \(chosenCount)]",
        found: entry.shape)
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
            throw .value(
              path: path, tensor: entry.name, index: [row, layer, position],
              expected: "\(chosenCount) different experts below 255", found: Int(set[place]))
          }
          chosen += set
        }
      }
      experts.append(chosen)
    }
    return GoldenRouting(layerCount: layerCount, chosenCount: chosenCount, experts: experts)
  }

  /// The tensor `router_topK` and its K; `nil` if the file has none.
  private func router() throws(VerificationError) -> (name: String, chosenCount: Int)? {
    let prefix = "router_top"
    let names = file.tensors.map(\.name).filter { $0.hasPrefix(prefix) }.sorted()
    guard let name = names.first else { return nil }
    guard names.count == 1, let count = Int(name.dropFirst(prefix.count)),
      (1...255).contains(count), name == "\(prefix)\(count)"
    else { throw .routers(path: path, found: names) }
    return (name, count)
  }

  private func integers(_ entry: TensorEntry) throws(VerificationError) -> [Int] {
    entry.elementType == .i64
      ? try elements(of: entry, as: Int64.self).map(Int.init)
      : try elements(of: entry, as: Int32.self).map(Int.init)
  }
}
