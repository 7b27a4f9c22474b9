/// A model's vectors beside the golden ones, text by text.
struct VectorComparison {
  /// The cosine of each text's two vectors.
  let cosines: [Double]
  /// The same after the mean golden vector was taken from both: what all texts have in common
  /// flatters the plain cosine.
  let centeredCosines: [Double]
  /// The share of common ten nearest neighbours.
  let overlap: Double
  /// The lengths of our vectors divided by those of the golden ones.
  let normRatios: [Double]
  /// Texts with a vector that has no direction, golden or ours, as it is or centred.
  let degenerate: [Int]

  /// Compares `[N][D]` with `[N][D]`, N and D at least 1.
  init(golden: [[Float]], ours: [[Float]]) {
    precondition(golden.count == ours.count && !golden.isEmpty)
    let golden = golden.map { $0.map(Double.init) }
    let ours = ours.map { $0.map(Double.init) }
    let mean = Similarity.mean(golden)
    let centeredGolden = golden.map { Similarity.centered($0, mean: mean) }
    let centeredOurs = ours.map { Similarity.centered($0, mean: mean) }
    cosines = zip(golden, ours).map(Similarity.cosine)
    centeredCosines = zip(centeredGolden, centeredOurs).map(Similarity.cosine)
    overlap = NeighbourOverlap.share(golden: golden, ours: ours)
    normRatios = VectorComparison.ratios(
      golden: golden.map(Similarity.norm), ours: ours.map(Similarity.norm))
    degenerate = golden.indices.filter { index in
      [golden, ours, centeredGolden, centeredOurs].contains { !$0[index].contains { $0 != 0 } }
    }
  }

  /// `ours / golden`; two vectors of length zero are equally long.
  static func ratios(golden: [Double], ours: [Double]) -> [Double] {
    zip(golden, ours).map { golden, ours in golden == 0 && ours == 0 ? 1 : ours / golden }
  }
}
