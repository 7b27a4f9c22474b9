import CKernels
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

  init(tokens: Int, headDim: Int, deviation: Double, random: inout Random) {
    self.tokens = tokens
    self.headDim = headDim
    heads = random.integer(1...3)
    head = random.integer(0...heads - 1)
    qkv = Guarded(random.normals(tokens * 3 * heads * headDim, deviation: deviation))
  }

  func run(_ set: TestedSet, queries: Range<Int>? = nil) -> Guarded<Float> {
    let queries = queries ?? 0..<tokens
    let out = Guarded(repeating: Float(-1), count: tokens * hidden)
    let scratch = Guarded<Float>(count: gc_attention_scratch(tokens, headDim), alignment: 64)
    var job = unsafe gc_attention(
      qkv: qkv.pointer, out: out.pointer, scratch: scratch.pointer, tokens: Int32(tokens),
      hidden: Int32(hidden), head: Int32(head), head_dim: Int32(headDim), scale: scale)
    unsafe gc_attention_run(
      set.functions, &job, Int32(queries.lowerBound), Int32(queries.upperBound))
    return out
  }

  /// The head's part of row `token`: 0 for queries, 1 for keys, 2 for values.
  func vector(_ part: Int, _ token: Int) -> [Double] {
    let first = token * 3 * hidden + part * hidden + head * headDim
    return (0..<headDim).map { Double(qkv[first + $0]) }
  }
}

@Suite struct AttentionTests {
  static let lengths = [1, 2, 15, 16, 17, 33, 130]

  @Test(arguments: TestedSet.others)
  func `attention gives the same bits for every length, head size and range`(_ set: TestedSet) {
    var random = Random(seed: 0xa701)
    for tokens in Self.lengths {
      for headDim in [32, 64, 96] {
        // The third makes most shares exactly 0.
        for deviation in [0.1, 1, 12] {
          let job = AttentionCase(
            tokens: tokens, headDim: headDim, deviation: deviation, random: &random)
          expectSameBits(job.run(set), job.run(.scalar), "\(tokens) tokens of \(headDim)")
          let first = random.integer(0...tokens)
          let range = first..<random.integer(first...tokens)
          expectSameBits(
            job.run(set, queries: range), job.run(.scalar, queries: range),
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

  // Largest absolute error of an output whose values are of deviation 1. Measured: 5.8e-7.
  static let largestError = 1.5e-6

  @Test func `the definition equals attention in double precision`() {
    var random = Random(seed: 0xa702)
    var largest = 0.0
    for tokens in Self.lengths {
      for headDim in [32, 64] {
        let job = AttentionCase(tokens: tokens, headDim: headDim, deviation: 1, random: &random)
        let out = job.run(.scalar)
        for query in 0..<tokens {
          let q = job.vector(0, query)
          let scores = (0..<tokens).map { token in
            zip(q, job.vector(1, token)).reduce(0) { $0 + $1.0 * $1.1 }
              / Double(headDim).squareRoot()
          }
          let top = scores.reduce(-.infinity, max)
          let shares = scores.map { exp($0 - top) }
          let total = shares.reduce(0, +)
          var exact = [Double](repeating: 0, count: headDim)
          for token in 0..<tokens {
            for (d, value) in job.vector(2, token).enumerated() {
              exact[d] += shares[token] / total * value
            }
          }
          for d in 0..<headDim {
            let found = Double(out[query * job.hidden + job.head * headDim + d])
            largest = max(largest, abs(found - exact[d]))
          }
        }
      }
    }
    print("attention: \(largest) absolute")
    #expect(largest <= Self.largestError)
  }
}
