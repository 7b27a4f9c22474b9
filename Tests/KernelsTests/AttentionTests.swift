import CKernels
import Kernels
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// One head of one sequence.
struct AttentionCase {
  let tokens: Int
  let headDim: Int
  let heads: Int
  let head: Int
  let qkv: Guarded<Float>
  /// For each distance, the least first; a kernel may read no more.
  var bias: Guarded<Float>?

  var hidden: Int { heads * headDim }
  var scale: Float { 1 / Float(headDim).squareRoot() }

  /// A single head of size 32 over 32 tokens: token `j` has the score `scores[j]` for every query,
  /// and output `j` is its share alone, times 1e30.
  init(scores: [Float]) {
    (tokens, headDim, heads, head) = (32, 32, 1, 0)
    var values = [Float](repeating: 0, count: 32 * 96)
    for (token, score) in scores.enumerated() {
      values[token * 96] = 1
      values[token * 96 + 32] = score * Float(32).squareRoot()
      values[token * 96 + 64 + token] = 1e30
    }
    qkv = Guarded(values)
  }

  /// A single head of `[T][3][D]` values.
  init(headDim: Int, values: [Float]) {
    (self.headDim, heads, head) = (headDim, 1, 0)
    tokens = values.count / (3 * headDim)
    qkv = Guarded(values)
  }

  init(tokens: Int, headDim: Int, deviation: Double, random: inout Random) {
    self.tokens = tokens
    self.headDim = headDim
    heads = random.integer(1...3)
    head = random.integer(0...heads - 1)
    qkv = Guarded(random.normals(tokens * 3 * heads * headDim, deviation: deviation))
  }

  /// The same with a bias for each distance.
  func biased(deviation: Double, random: inout Random) -> AttentionCase {
    var job = self
    job.bias = Guarded(
      random.normals(tokens - 1 + gc_attention_padded(tokens), deviation: deviation))
    return job
  }

  func run(
    _ set: TestedSet, _ kind: AttentionKind = .binary32, queries: Range<Int>? = nil
  ) -> Guarded<Float> {
    let queries = queries ?? 0..<tokens
    let out = Guarded(repeating: Float(-1), count: tokens * hidden)
    let scratch = Guarded<Float>(count: gc_attention_scratch(tokens, headDim), alignment: 64)
    var job = unsafe gc_attention(
      qkv: qkv.pointer, out: out.pointer, scratch: scratch.pointer, tokens: Int32(tokens),
      hidden: Int32(hidden), head: Int32(head), next_head: head == 0 ? -1 : 0,
      head_dim: Int32(headDim), scale: scale,
      bias: bias.map { unsafe UnsafePointer($0.pointer + tokens - 1) })
    let (first, end) = (Int32(queries.lowerBound), Int32(queries.upperBound))
    unsafe gc_attend(set.functions, &job, kind == .integers ? 1 : 0, first, end)
    return out
  }

  /// The head's part of row `token`: 0 for queries, 1 for keys, 2 for values.
  func vector(_ part: Int, _ token: Int) -> [Double] {
    let first = token * 3 * hidden + part * hidden + head * headDim
    return (0..<headDim).map { Double(qkv[first + $0]) }
  }
}

enum AttentionKind: CaseIterable, CustomTestStringConvertible {
  case binary32, integers

  var testDescription: String { self == .binary32 ? "of binary32" : "of integers" }
}

@Suite struct AttentionTests {
  static let lengths = [1, 2, 15, 16, 17, 33, 64, 130]

  @Test(arguments: TestedSet.others, AttentionKind.allCases)
  func `attention gives the same bits for every length, head size and range`(
    _ set: TestedSet, _ kind: AttentionKind
  ) {
    var random = Random(seed: 0xa701)
    for tokens in set.isSlow ? [1, 17, 65] : Self.lengths {
      for headDim in set.isSlow ? [64, 26] : [32, 64, 96, 1, 16, 26, 33, 80] {
        // The third makes most shares exactly 0.
        for deviation in [0.1, 1, 12] {
          let job = AttentionCase(
            tokens: tokens, headDim: headDim, deviation: deviation, random: &random)
          expectSameBits(
            job.run(set, kind), job.run(.scalar, kind), "\(tokens) tokens of \(headDim)")
          let biased = job.biased(deviation: deviation, random: &random)
          expectSameBits(
            biased.run(set, kind), biased.run(.scalar, kind),
            "\(tokens) tokens of \(headDim) with biases")
          let first = random.integer(0...tokens)
          let range = first..<random.integer(first...tokens)
          expectSameBits(
            biased.run(set, kind, queries: range), biased.run(.scalar, kind, queries: range),
            "queries \(range) of \(tokens) with biases, head size \(headDim)")
          expectSameBits(
            job.run(set, kind, queries: range), job.run(.scalar, kind, queries: range),
            "queries \(range) of \(tokens), head size \(headDim)")
        }
      }
    }
  }

  @Test(arguments: TestedSet.others)
  func `shares have the same bits from the largest to those that are cut to 0`(_ set: TestedSet) {
    var random = Random(seed: 0xa703)
    for _ in 0..<200 {
      let near = (0..<8).map { _ in -87.3 + random.float() / 1000 }
      let far = (0..<23).map { _ in -50 + 50 * random.float() }
      let job = AttentionCase(scores: [0] + near + far)
      expectSameBits(job.run(set), job.run(.scalar), "single shares")
    }
    let shares = AttentionCase(scores: [0, -87.29, -87.31] + [Float](repeating: -200, count: 29))
      .run(.scalar)
    #expect(shares[0] == 1e30 && shares[1] > 0 && shares[2] == 0)
  }

  @Test(arguments: TestedSet.all)
  func `blocks of integer shares have the same bits, however small they are`(_ set: TestedSet) {
    var random = Random(seed: 0xa706)
    // In powers of two: the largest is 0; just below one, all of a block alike, below what counts and
    // below what exp2 tells apart.
    let blocks: [Float] = [0, -1e-4, -0.5, -7.0001, -99.5, -100.5, -125.9, -126.5, -300]
    for _ in 0..<(set.isSlow ? 3 : 40) {
      var scores: [Float] = [0]
      for top in blocks.shuffled(using: &random) {
        let isAlike = random.integer(0...1) == 0
        scores += (0..<32).map { _ in top - (isAlike ? 0 : 12 * random.float().magnitude) }
      }
      scores.removeLast(random.integer(1...32))
      var values = [Float](repeating: 0, count: scores.count * 96)
      for (token, score) in scores.enumerated() {
        // The queries differ, so that the four that go together have other powers each.
        values[token * 96] = token == 0 ? 1 : random.float().magnitude
        values[token * 96 + 32] = score * Float(32).squareRoot() * Float(log(2.0))
        for d in 0..<32 { values[token * 96 + 64 + d] = d == token % 32 ? 1 : random.float() / 8 }
      }
      let job = AttentionCase(headDim: 32, values: values)
      let found = job.run(set, .integers, queries: 0..<5)
      expectSameBits(found, job.run(.scalar, .integers, queries: 0..<5), "shares")
      #expect((0..<96).allSatisfy { found[$0].isFinite } && found[0] != 0)
    }
  }

  @Test(arguments: TestedSet.all)
  func `the largest sums of integers are exact`(_ set: TestedSet) {
    // Vectors that all point one way have the longest products, and shares that are nearly alike the
    // largest sums over values.
    for headDim in set.isSlow ? [32] : [32, 64, 128, 2048] {
      for (first, next) in [(1, 1), (1, 0.999), (0.001, 1)] as [(Float, Float)] {
        let values = (0..<70).flatMap { token in
          [Float](repeating: token == 0 ? first : next, count: 3 * headDim)
        }
        let job = AttentionCase(headDim: headDim, values: values)
        let found = job.run(set, .integers, queries: 0..<5)
        expectSameBits(found, job.run(.scalar, .integers, queries: 0..<5), "head size \(headDim)")
        let exact = Double(max(first, next))
        #expect(abs(Double(found[0]) - exact) < 0.02)
      }
    }
  }

  @Test(arguments: TestedSet.all, AttentionKind.allCases)
  func `what is not finite is passed on`(_ set: TestedSet, _ kind: AttentionKind) {
    for value: Float in [.nan, -.nan, .infinity] {
      for part in 0..<3 {
        var random = Random(seed: 0xa704)
        var values = random.normals(35 * 3 * 64)
        let channel = 40
        values[20 * 3 * 64 + part * 64 + channel] = value
        let job = AttentionCase(headDim: 64, values: values)
        let out = job.run(set, kind)
        for token in 0..<job.tokens {
          for d in 0..<job.headDim {
            // A query reaches its own row, a value its own channel, a key everything.
            let isReached = part == 0 ? token == 20 : part == 2 ? d == channel : true
            let found = out[token * job.hidden + job.head * job.headDim + d]
            // An infinite score may make shares 0 and 1 as well.
            if !isReached {
              #expect(found.isFinite)
            } else if value.isNaN || part == 2 || kind == .integers {
              #expect(!found.isFinite)
            }
          }
        }
      }
    }
  }

  @Test func `sums of products of integers stay below what binary32 counts without a gap`() {
    // A rounded vector is longer by half a unit in every direction at most.
    func longest(_ length: Int, of count: Int) -> Double {
      Double(length) + Double(count).squareRoot() / 2
    }
    for headDim in stride(from: 32, through: Compute.largestHeadDim, by: 32) {
      // The sum of squares and what follows of it are rounded a few times.
      let key = longest(GC_KEY_LENGTH, of: headDim) * (1 + 1e-5)
      #expect(key * key <= 0x1p24)
    }
    let shares = Double(2 * GC_SHARE_LEVELS) * Double(GC_SHARE_BLOCK).squareRoot()
    #expect(shares * longest(GC_VALUE_LENGTH, of: GC_SHARE_BLOCK) <= 0x1p24)
  }

  // Largest absolute error of an output whose values are of deviation 1. Measured: 6.9e-7.
  static let largestError = 1.5e-6
  // Likewise, of integers. Measured: 3.2e-3.
  static let largestIntegerError = 6e-3
  // The root of the mean square of all errors, of integers. Measured: 4.1e-4.
  static let largestMeanSquare = 5e-4

  @Test(arguments: AttentionKind.allCases)
  func `the definition equals attention in double precision`(_ kind: AttentionKind) {
    var random = Random(seed: 0xa702)
    var (largest, squares, count) = (0.0, 0.0, 0)
    for tokens in Self.lengths {
      for headDim in [32, 64, 26] {
        let plain = AttentionCase(tokens: tokens, headDim: headDim, deviation: 1, random: &random)
        for job in [plain, plain.biased(deviation: 1, random: &random)] {
          let out = job.run(.scalar, kind)
          for (index, exact) in job.exact.enumerated() {
            let row = index / headDim * job.hidden + job.head * headDim
            let error = abs(Double(out[row + index % headDim]) - exact)
            largest = max(largest, error.isNaN ? .infinity : error)
            squares += error * error
            count += 1
          }
        }
      }
    }
    print("attention \(kind): \(largest) absolute, \((squares / Double(count)).squareRoot()) rms")
    #expect(largest <= (kind == .binary32 ? Self.largestError : Self.largestIntegerError))
    #expect(squares / Double(count) <= Self.largestMeanSquare * Self.largestMeanSquare)
  }

  @Test func `many small shares beside a large one are not lost`() {
    // One key takes half of all, the others share the rest; they alone have the value 1.
    let (tokens, headDim) = (4096, 32)
    var values = [Float](repeating: 0, count: tokens * 3 * headDim)
    for token in 0..<tokens {
      values[token * 3 * headDim] = 1
      values[token * 3 * headDim + 2 * headDim] = 1
    }
    let score = log(Double(tokens - 1)) * Double(headDim).squareRoot()
    values[7 * 3 * headDim + headDim] = Float(score)
    values[7 * 3 * headDim + 2 * headDim] = 0
    let out = AttentionCase(headDim: headDim, values: values)
      .run(.scalar, .integers, queries: 0..<1)
    #expect(abs(out[0] - 0.5) < 0.005)
  }
}

extension AttentionCase {
  /// The outputs of the head in double precision, `[T, D]`.
  fileprivate var exact: [Double] {
    (0..<tokens).flatMap { query in
      let q = vector(0, query)
      let scores = (0..<tokens).map { token in
        let product = zip(q, vector(1, token)).reduce(0) { $0 + $1.0 * $1.1 }
        let added = bias.map { Double($0[token - query + tokens - 1]) } ?? 0
        return product / Double(headDim).squareRoot() + added
      }
      let top = scores.reduce(-.infinity, max)
      let shares = scores.map { exp($0 - top) }
      let total = shares.reduce(0, +)
      var sums = [Double](repeating: 0, count: headDim)
      for token in 0..<tokens {
        for (d, value) in vector(2, token).enumerated() { sums[d] += shares[token] / total * value }
      }
      return sums
    }
  }
}
