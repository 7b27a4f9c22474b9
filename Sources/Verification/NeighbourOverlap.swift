/// How far two sets of vectors agree on which texts are close to each other.
package enum NeighbourOverlap {
  /// The share of each text's `count` nearest others in `golden` that are among its nearest in
  /// `ours`, on average over the texts.
  ///
  /// Nearness is the cosine; of equally near texts the earlier is nearer. With N texts at most
  /// N - 1 neighbours are asked for; one text alone gives 1. NaN if a vector is not finite. Takes
  /// N x N x D products.
  package static func share(golden: [[Double]], ours: [[Double]], count: Int = 10) -> Double {
    precondition(golden.count == ours.count)
    guard (golden + ours).allSatisfy({ $0.allSatisfy(\.isFinite) }) else { return .nan }
    let wanted = min(count, golden.count - 1)
    guard wanted > 0 else { return 1 }
    let (goldenRows, ourRows) = (golden.map(directions), ours.map(directions))
    var shared = 0
    for row in golden.indices {
      let expected = nearest(row, in: goldenRows, count: wanted)
      let found = nearest(row, in: ourRows, count: wanted)
      shared += Set(expected).intersection(found).count
    }
    return Double(shared) / Double(wanted * golden.count)
  }

  /// The vector at length 1 in groups of eight components; a zero vector stays zero.
  private static func directions(_ vector: [Double]) -> [SIMD8<Double>] {
    let norm = Similarity.norm(vector)
    var groups = [SIMD8<Double>](repeating: .zero, count: (vector.count + 7) / 8)
    guard norm > 0 else { return groups }
    for (index, value) in vector.enumerated() { groups[index / 8][index % 8] = value / norm }
    return groups
  }

  /// The `count` rows nearest to `row`, nearest first.
  static func nearest(_ row: Int, in rows: [[SIMD8<Double>]], count: Int) -> [Int] {
    var best: [(similarity: Double, index: Int)] = []
    for other in rows.indices where other != row {
      var sums = SIMD8<Double>.zero
      for group in rows[row].indices { sums += rows[row][group] * rows[other][group] }
      let similarity = sums.sum()
      if best.count == count, similarity <= best[count - 1].similarity { continue }
      let place = best.firstIndex { $0.similarity < similarity } ?? best.count
      best.insert((similarity, other), at: place)
      if best.count > count { best.removeLast() }
    }
    return best.map(\.index)
  }
}
