import Inference

/// A model's vectors and the golden ones, text by text.
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
  /// Texts with a vector that has no direction, golden or ours, as it is or centered.
  let degenerate: [Int]

  /// Compares `[N][D]` with `[N][D]`, N and D at least 1; with `comparesDirections` both at length 1,
  /// except for the ratios of their lengths.
  init(golden: [[Float]], ours: [[Float]], comparesDirections: Bool = false) {
    precondition(golden.count == ours.count && !golden.isEmpty)
    var golden = golden.map { $0.map(Double.init) }
    var ours = ours.map { $0.map(Double.init) }
    normRatios = VectorComparison.ratios(
      golden: golden.map { Cosine.length($0) }, ours: ours.map { Cosine.length($0) })
    if comparesDirections {
      golden = golden.map(VectorComparison.direction)
      ours = ours.map(VectorComparison.direction)
    }
    let mean = Centering.mean(golden)
    let centeredGolden = golden.map { Centering.centered($0, mean: mean) }
    let centeredOurs = ours.map { Centering.centered($0, mean: mean) }
    cosines = zip(golden, ours).map { Cosine.of($0, $1) }
    centeredCosines = zip(centeredGolden, centeredOurs).map { Cosine.of($0, $1) }
    overlap = NeighbourOverlap.share(golden: golden, ours: ours)
    let compared = [golden, ours, centeredGolden, centeredOurs]
    degenerate = golden.indices.filter { index in
      compared.contains { !$0[index].contains { $0 != 0 } }
    }
  }

  /// The vector at length 1; a vector of length zero as it is.
  private static func direction(_ vector: [Double]) -> [Double] {
    let length = Cosine.length(vector)
    return length == 0 ? vector : vector.map { $0 / length }
  }

  /// `ours / golden`; two vectors of length zero are equally long.
  static func ratios(golden: [Double], ours: [Double]) -> [Double] {
    zip(golden, ours).map { golden, ours in golden == 0 && ours == 0 ? 1 : ours / golden }
  }
}

/// Takes from vectors what all of them have in common, which flatters their cosines.
package enum Centering {
  /// A vector shorter than this share of what it was subtracted from is rounding, not direction.
  private static let negligible = 1e-12

  /// The mean of vectors of one size.
  package static func mean(_ vectors: [[Double]]) -> [Double] {
    guard let first = vectors.first else { return [] }
    var sum = [Double](repeating: 0, count: first.count)
    for vector in vectors {
      for index in sum.indices { sum[index] += vector[index] }
    }
    return sum.map { $0 / Double(vectors.count) }
  }

  /// `vector - mean`, or zeros where nothing but rounding would be left.
  package static func centered(_ vector: [Double], mean: [Double]) -> [Double] {
    let difference = zip(vector, mean).map { $0 - $1 }
    return Cosine.length(difference) <= negligible * Cosine.length(vector)
      ? [Double](repeating: 0, count: vector.count) : difference
  }
}

/// How far two sets of vectors agree on which texts are close to each other.
package enum NeighbourOverlap {
  /// Two similarities of binary32 vectors that differ by no more than this are tied.
  ///
  /// A component is rounded by up to 2^-24 of itself, which turns a vector by up to 2^-24 of its
  /// length and changes a cosine by up to 2^-23; so the difference of two cosines is only known to
  /// 2^-22.
  static let tie = 0x1p-22

  /// The share of each text's `count` nearest others in `golden` that are among its nearest in
  /// `ours`, on average over the texts.
  ///
  /// Nearness is the cosine. Texts that `golden` has as near as the last of the nearest are tied with
  /// it: whichever of them are found, as many count as there is room for after the nearer ones. Of
  /// equally near texts in `ours` the earlier is nearer. With N texts at most N - 1 neighbours are
  /// asked for; one text alone gives 1. NaN if a vector is not finite. Takes N x N x D products.
  package static func share(golden: [[Double]], ours: [[Double]], count: Int = 10) -> Double {
    precondition(golden.count == ours.count)
    guard (golden + ours).allSatisfy({ $0.allSatisfy(\.isFinite) }) else { return .nan }
    let wanted = min(count, golden.count - 1)
    guard wanted > 0 else { return 1 }
    let (goldenRows, ourRows) = (golden.map(directions), ours.map(directions))
    var shared = 0
    for row in golden.indices {
      let expected = similarities(of: row, in: goldenRows)
      let last = nearest(row, expected, count: wanted).map { expected[$0] }.min() ?? 0
      let nearerCount = expected.indices.count { $0 != row && expected[$0] > last + tie }
      let found = nearest(row, similarities(of: row, in: ourRows), count: wanted)
      let foundNearerCount = found.count { expected[$0] > last + tie }
      let foundTiedCount = found.count { abs(expected[$0] - last) <= tie }
      shared += foundNearerCount + min(foundTiedCount, wanted - nearerCount)
    }
    return Double(shared) / Double(wanted * golden.count)
  }

  /// The vector at length 1 in groups of eight components; a zero vector stays zero.
  private static func directions(_ vector: [Double]) -> [SIMD8<Double>] {
    let norm = Cosine.length(vector)
    var groups = [SIMD8<Double>](repeating: .zero, count: (vector.count + 7) / 8)
    guard norm > 0 else { return groups }
    for (index, value) in vector.enumerated() { groups[index / 8][index % 8] = value / norm }
    return groups
  }

  /// The cosine of `row` with every row, itself included.
  private static func similarities(of row: Int, in rows: [[SIMD8<Double>]]) -> [Double] {
    rows.map { other in
      var sums = SIMD8<Double>.zero
      for group in other.indices { sums += rows[row][group] * other[group] }
      return sums.sum()
    }
  }

  /// The `count` others that are nearest to `row`, nearest first.
  private static func nearest(_ row: Int, _ similarities: [Double], count: Int) -> [Int] {
    var best: [Int] = []
    for other in similarities.indices where other != row {
      let similarity = similarities[other]
      if best.count == count, similarity <= similarities[best[count - 1]] { continue }
      let place = best.firstIndex { similarities[$0] < similarity } ?? best.count
      best.insert(other, at: place)
      if best.count > count { best.removeLast() }
    }
    return best
  }
}
