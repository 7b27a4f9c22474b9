import Kernels

extension ForwardPass {
  /// The weights of the tokens of each sequence, of the rows `ranges` that `run` has left in `x`.
  ///
  /// `max(0, w · h + b)`, and of a token that occurs more than once the largest; the ids `excluded`
  /// and weights of 0 are left out.
  ///
  /// Source: FlagEmbedding, `finetune/embedder/encoder_only/m3/modeling.py`.
  func tokenWeights(
    _ head: (weight: FloatVector, bias: FloatVector), _ sequences: [[Int32]],
    _ ranges: [Range<Int>],
    excluded: Set<Int32>
  ) -> [[TextEmbedding.TokenWeight]] {
    let rowCount = ranges.last?.upperBound ?? 0
    compute.dots(
      workspace.x, rowCount: rowCount, width: hidden, vector: head.weight, into: workspace.logits)
    compute.biasAndGelu(
      workspace.logits, rowCount: rowCount, width: 1, bias: head.bias, gelu: false)
    let weights = workspace.logits.values(0..<rowCount)
    return zip(sequences, ranges).map { ids, rows in
      var largest: [Int32: Float] = [:]
      for (id, row) in zip(ids, rows) where !excluded.contains(id) {
        let known = largest[id] ?? 0
        // Written so that NaN is kept, to be refused.
        if known.isNaN || weights[row] <= known { continue }
        largest[id] = weights[row]
      }
      return largest.sorted { $0.key < $1.key }
        .map { TextEmbedding.TokenWeight(id: $0.key, weight: $0.value) }
    }
  }

  /// A vector of length 1 for every token but the first of each sequence.
  func tokenVectors(_ head: Linear, _ ranges: [Range<Int>]) -> [[[Float]]] {
    let rowCount = ranges.last?.upperBound ?? 0
    apply(head, to: workspace.x, rowCount, activations: workspace.narrow, into: workspace.y)
    return ranges.map { rows in
      rows.dropFirst().map { row in
        var vector = workspace.y.values(row * hidden..<(row + 1) * hidden)
        compute.normalize(&vector)
        return vector
      }
    }
  }
}
