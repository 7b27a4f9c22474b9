import Base
import HuggingFace
import TestSupport

/// What HuggingFace transformers, or the reference, made of 26 texts; read with no help from
/// Verification.
struct ArchitectureGolden {
  let texts: [String]
  let ids: [[Int32]]
  let embeddings: [[Float]]
  /// The vectors cut to 32 components, if the model may be cut.
  let cut: [[Float]]?
  /// By text, the states `[S, H]` after the embedding norm and after every layer.
  let hidden: [Int: [[Float]]]
  /// By text and expert layer, the chosen experts of each token, ascending.
  let routing: [[[Int32]]]

  static let cutWidth = 32

  init(_ model: ArchitectureCase, chosenCount: Int, expertLayerCount: Int) throws {
    let file = try Checkpoint(path: model.golden)
    let list = try JSONValue(parsing: Array((file.shards[0].metadata["texts"] ?? "").utf8))
    texts = list.array?.compactMap(\.string) ?? []
    let lengths = try file.region("lengths").elements(as: Int32.self).map { Int($0) }
    let padded = try file.region("input_ids").elements(as: Int32.self)
    let longest = padded.count / lengths.count
    ids = lengths.enumerated().map { Array(padded[$0 * longest..<$0 * longest + $1]) }
    func rows(_ name: String) throws -> [[Float]] {
      let values = try file.floats(name)
      let width = values.count / lengths.count
      return lengths.indices.map { Array(values[$0 * width..<($0 + 1) * width]) }
    }
    embeddings = try rows("embeddings")
    let cutName = "embeddings.\(ArchitectureGolden.cutWidth)"
    cut = file[cutName] == nil ? nil : try rows(cutName)
    var hidden: [Int: [[Float]]] = [:]
    for text in lengths.indices {
      guard let (_, entry) = file["hidden.\(text)"] else { continue }
      let values = try file.floats(entry.name)
      let size = entry.shape[1] * entry.shape[2]
      hidden[text] = (0..<entry.shape[0]).map { Array(values[$0 * size..<($0 + 1) * size]) }
    }
    self.hidden = hidden
    guard chosenCount > 0 else {
      routing = []
      return
    }
    let top = try file.region("router_top\(chosenCount)").elements(as: UInt8.self)
    routing = lengths.enumerated().map { text, length in
      (0..<expertLayerCount).map { layer in
        let first = (text * expertLayerCount + layer) * longest * chosenCount
        return (0..<length).flatMap { token in
          top[first + token * chosenCount..<first + (token + 1) * chosenCount].sorted()
            .map { Int32($0) }
        }
      }
    }
  }
}
