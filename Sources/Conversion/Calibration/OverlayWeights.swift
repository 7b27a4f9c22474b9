import Inference
import Kernels
import Model
import Synchronization

/// The weights of a file, some of which are replaced.
final class OverlayWeights: WeightSource {
  private let base: any WeightSource
  private let replaced = Mutex(Replaced())

  private struct Replaced {
    var linears: [String: LinearWeight] = [:]
    var vectors: [String: FloatVector] = [:]
    var tokenEmbedding: TokenEmbedding?
  }

  var configuration: ModelConfiguration { base.configuration }

  init(_ base: any WeightSource) { self.base = base }

  func replace(_ name: String, with weight: LinearWeight) {
    replaced.withLock { $0.linears[name] = weight }
  }

  func replace(_ name: String, with values: [Float]) {
    let vector = FloatVector(values)
    replaced.withLock { $0.vectors[name] = vector }
  }

  func replace(tokenEmbedding table: TokenEmbedding) {
    replaced.withLock { $0.tokenEmbedding = table }
  }

  /// Forgets what was replaced; the base has it by now, or it is not needed any more.
  func clear() { replaced.withLock { $0 = Replaced() } }

  func linear(_ name: String) throws(InferenceError) -> LinearWeight {
    if let weight = replaced.withLock({ $0.linears[name] }) { return weight }
    return try base.linear(name)
  }

  func vector(_ name: String) throws(InferenceError) -> FloatVector {
    if let vector = replaced.withLock({ $0.vectors[name] }) { return vector }
    return try base.vector(name)
  }

  func tokenEmbedding(_ name: String) throws(InferenceError) -> TokenEmbedding {
    if let table = replaced.withLock({ $0.tokenEmbedding }) { return table }
    return try base.tokenEmbedding(name)
  }
}
