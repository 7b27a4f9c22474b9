import Base
import Kernels
import Model
import Synchronization
import Quantization
import TestSupport
import Testing

/// The Swift operations: the same bits for every thread count and every way of splitting the work.
@Suite(.serialized) struct ComputeTests {
  static let threadCounts = [1, 2, 5]

  /// The matrix `weights` `[outputs, inputs]`, encoded.
  static func matrix(
    _ encoding: WeightEncoding, _ weights: [Float], inputs: Int, on compute: Compute
  ) throws -> QuantizedMatrix {
    let layout = try WeightLayout(encoding: encoding, shape: [weights.count / inputs, inputs])
    let values = FloatBuffer(count: weights.count)
    values.store(weights)
    let output = AlignedBuffer(byteCount: layout.byteCount)
    let rotation = KernelOrder.rotationSize(inputCount: inputs)
    for block in 0..<layout.storedRowCount / 16 {
      compute.encodeBlock(
        block, of: layout, values: values, firstValue: block * 16 * inputs, rotation: rotation,
        into: output)
    }
    return QuantizedMatrix(layout: layout, region: output.region, rotation: rotation)
  }

  private static func matrix(
    _ encoding: WeightEncoding, outputs: Int, inputs: Int, random: inout Random
  ) throws -> QuantizedMatrix {
    try matrix(
      encoding, random.normals(outputs * inputs, deviation: 0.05), inputs: inputs,
      on: Compute(kernels: .best, threadCount: 1))
  }

  static func quantized(
    _ x: [Float], index: IndexBuffer? = nil, width: Int, matrix: QuantizedMatrix,
    on compute: Compute
  ) -> ActivationBuffer {
    let values = FloatBuffer(count: x.count)
    values.store(x)
    let rowCount = index?.count ?? x.count / width
    let activations = ActivationBuffer(rowCount: rowCount, width: width)
    compute.quantize(
      values, rowIndex: index, rowCount: rowCount, width: width, storedWidth: width,
      rotation: matrix.rotation, into: activations)
    return activations
  }

  /// Rows in several chunks of 384, none at all, one, a few; and few rows of so many outputs that
  /// tasks are larger.
  @Test(
    arguments: [WeightEncoding.int8, .int4],
    [(inputs: 96, outputs: 150, rowCounts: [450, 0, 1, 7]), (32, 1237, [3, 0, 32, 7])])
  func `grouped products equal each product on its own, for every thread count and set`(
    encoding: WeightEncoding, shape: (inputs: Int, outputs: Int, rowCounts: [Int])
  ) throws {
    var random = Random(seed: 0xc001)
    let (inputs, outputs, rowCounts) = shape
    let matrices = try (0..<4).map { _ in
      try Self.matrix(encoding, outputs: outputs, inputs: inputs, random: &random)
    }
    let total = rowCounts.reduce(0, +)
    let x = random.normals(300 * inputs)
    let index = IndexBuffer(count: total)
    for row in 0..<total { index[row] = Int32(random.integer(0...299)) }
    let bias = FloatVector(random.floats(outputs))
    var products: [Compute.Product] = []
    for (matrix, rowCount) in zip(matrices, rowCounts) {
      let firstRow = products.isEmpty ? 0 : rowCounts.prefix(products.count).reduce(0, +)
      products.append(.init(matrix: matrix, firstRow: firstRow, rowCount: rowCount))
    }

    let reference = FloatBuffer(count: total * outputs)
    let single = Compute(kernels: try KernelSet.named("scalar"), threadCount: 1)
    let plain = Self.quantized(x, index: index, width: inputs, matrix: matrices[0], on: single)
    var firstRow = 0
    for (matrix, rowCount) in zip(matrices, rowCounts) {
      // All rows, which are many, of which only those of the product count.
      let all = FloatBuffer(count: total * outputs)
      single.products(
        [.init(matrix: matrix, firstRow: 0, rowCount: total)], activations: plain, bias: bias,
        gelu: true, into: all)
      let rows = firstRow * outputs..<(firstRow + rowCount) * outputs
      reference.store(all.values(rows), at: rows.lowerBound)
      firstRow += rowCount
    }
    for set in KernelSet.testable {
      for threadCount in set.isSlow ? [2] : Self.threadCounts {
        let compute = Compute(kernels: set, threadCount: threadCount)
        let activations = Self.quantized(
          x, index: index, width: inputs, matrix: matrices[0], on: compute)
        let out = FloatBuffer(count: total * outputs)
        compute.products(
          products, activations: activations, bias: bias, gelu: true, into: out)
        #expect(out.bits == reference.bits, "\(set.name), \(threadCount) threads")
      }
    }
  }

  @Test(arguments: [WeightEncoding.int8, .int4])
  func `the rows of a product are those of the activations`(
    encoding: WeightEncoding
  ) throws {
    var random = Random(seed: 0xc002)
    let (inputs, outputs, rowCount) = (64, 33, 9)
    let matrix = try Self.matrix(encoding, outputs: outputs, inputs: inputs, random: &random)
    let x = random.normals(rowCount * inputs)
    let compute = Compute(kernels: .best, threadCount: 2)
    let activations = Self.quantized(x, width: inputs, matrix: matrix, on: compute)
    let (whole, parts) = (
      FloatBuffer(count: rowCount * outputs), FloatBuffer(count: rowCount * outputs)
    )
    compute.products(
      [.init(matrix: matrix, firstRow: 0, rowCount: rowCount)], activations: activations,
      into: whole)
    for (first, count) in [(0, 2), (2, 6), (8, 1)] {
      compute.products(
        [.init(matrix: matrix, firstRow: first, rowCount: count)], activations: activations,
        into: parts)
    }
    #expect(parts.bits == whole.bits)
    compute.products([], activations: activations, into: whole)
    #expect(parts.bits == whole.bits)
  }

  @Test func `row operations give the same bits for every thread count, none and one row included`()
  {
    var random = Random(seed: 0xc003)
    let width = 64
    let x = random.normals(130 * width, deviation: 2)
    let (weight, bias) = (FloatVector(random.floats(width)), FloatVector(random.floats(width)))
    for rowCount in [0, 1, 2, 3, 4, 5, 39, 40, 41, 130] {
      let results = Self.threadCounts.map { threadCount in
        let compute = Compute(kernels: .best, threadCount: threadCount)
        let (input, y) = (FloatBuffer(count: x.count), FloatBuffer(count: x.count))
        input.store(x)
        compute.biasAndGelu(input, rowCount: rowCount, width: width, bias: bias, gelu: true)
        compute.layerNorm(
          input, residual: nil, rowCount: rowCount, width: width, weight: weight, bias: bias,
          epsilon: 1e-5, into: y)
        return [input.bits, y.bits]
      }
      #expect(results.allSatisfy { $0 == results[0] })
      // What lies behind the last row is left alone, and nothing before it.
      #expect(
        results[0][0].dropFirst(rowCount * width).elementsEqual(
          x.dropFirst(rowCount * width).map(\.bitPattern)))
      #expect(results[0][1].dropFirst(rowCount * width).allSatisfy { $0 == 0 })
      #expect(results[0][1].prefix(rowCount * width).contains { $0 != 0 } == (rowCount > 0))
    }
  }

  @Test(arguments: [Compute.AttentionPrecision.binary32, .integers])
  func `attention gives a sequence the same bits alone and in company, on any thread count`(
    _ precision: Compute.AttentionPrecision
  ) {
    var random = Random(seed: 0xc004)
    let (heads, headDim) = (3, 32)
    let hidden = heads * headDim
    let lengths = [1, 17, 0, 300, 2]
    let total = lengths.reduce(0, +)
    let values = random.normals(total * 3 * hidden)
    var sequences: [Range<Int>] = []
    for length in lengths {
      let first = sequences.last?.upperBound ?? 0
      sequences.append(first..<first + length)
    }
    let qkv = FloatBuffer(count: values.count)
    qkv.store(values)
    func attend(_ sequences: [[Range<Int>]], threadCount: Int) -> [UInt32] {
      let compute = Compute(kernels: .best, threadCount: threadCount)
      let out = FloatBuffer(count: total * hidden)
      let scratch = FloatBuffer(
        count: compute.attentionScratchCount(tokenCount: 300, headDim: headDim))
      for group in sequences {
        compute.attention(
          qkv, sequences: group, headCount: heads, headDim: headDim, precision: precision,
          scratch: scratch, into: out)
      }
      return out.bits
    }
    let alone = attend(sequences.map { [$0] }, threadCount: 1)
    for threadCount in Self.threadCounts {
      #expect(attend([sequences], threadCount: threadCount) == alone)
    }
    #expect(attend([[]], threadCount: 2).allSatisfy { $0 == 0 })
  }

  @Test func `routing, gathering and combining give the same bits for every thread count`() {
    var random = Random(seed: 0xc005)
    let (rowCount, width, experts, chosen) = (75, 32, 8, 2)
    let x = FloatBuffer(count: rowCount * chosen * width)
    x.store(random.normals(rowCount * chosen * width))
    let router = FloatVector(random.normals(experts * width))
    let order = (0..<rowCount * chosen).shuffled(using: &random)
    let rows = IndexBuffer(count: rowCount * chosen)
    for (index, row) in order.enumerated() { rows[index] = Int32(row) }
    let results = Self.threadCounts.map { threadCount in
      let compute = Compute(kernels: .best, threadCount: threadCount)
      let routing = Routing(rowCount: rowCount, chosenCount: chosen)
      compute.route(
        x, rowCount: rowCount, width: width, router: router, expertCount: experts,
        normalizes: false, logits: FloatBuffer(count: rowCount * experts), into: routing)
      let (gathered, y) = (FloatBuffer(count: x.count), FloatBuffer(count: rowCount * width))
      compute.gather(x, index: rows, rowCount: rowCount * chosen, width: width, into: gathered)
      compute.combine(
        gathered, rows: rows, routing: routing, tokens: 0..<rowCount, width: width, bias: nil,
        into: y)
      #expect(gathered.values(0..<width) == x.values(order[0] * width..<(order[0] + 1) * width))
      return [routing.weights.bits, gathered.bits, y.bits]
    }
    #expect(results.allSatisfy { $0 == results[0] })
  }

  /// What a pooling makes of the texts `[0]` and `[1, 4, 9]`, whose vectors have equal channels.
  private func pooled(_ pooling: String, excludedCount: Int = 0) throws -> [Float] {
    let x = FloatBuffer(count: 4 * 32)
    x.store((0..<4).flatMap { row in [Float](repeating: Float(row * row), count: 32) })
    let compute = Compute(kernels: .best, threadCount: 2)
    let pooling = try #require(Pooling(rawValue: pooling))
    let texts = [0..<1, 1..<4].map { PooledRows($0, excludedCount: excludedCount) }
    let out = compute.pool(x, texts: texts, width: 32, pooling: pooling)
    let values = out.values(0..<out.count)
    let firsts = stride(from: 0, to: out.count, by: 32).map { values[$0] }
    #expect(values == firsts.flatMap { [Float](repeating: $0, count: 32) })
    return firsts
  }

  @Test func `every pooling is what sentence-transformers defines`() throws {
    #expect(try pooled("cls") == [0, 1])
    #expect(try pooled("max") == [0, 9])
    #expect(try pooled("mean") == [0, 14 / 3])
    #expect(try pooled("mean_sqrt_len_tokens") == [0, 14 / Float(3).squareRoot()])
    #expect(try pooled("weightedmean") == [0, (1 + 8 + 27) / 6])
    #expect(try pooled("lasttoken") == [0, 9])
    #expect(try pooled("lasttoken+cls+max") == [0, 0, 0, 9, 1, 9])
  }

  @Test func `a pooling without the first tokens keeps the places of the others`() throws {
    #expect(try pooled("cls+max+mean", excludedCount: 1)[3...] == [4, 9, 6.5])
    #expect(try pooled("weightedmean", excludedCount: 1) == [0, (8 + 27) / 5])
    // Of the first text nothing is left.
    let modes = "cls+max+mean+mean_sqrt_len_tokens+weightedmean+lasttoken"
    #expect(try pooled(modes, excludedCount: 1)[..<6] == [0, -.infinity, 0, 0, 0, 0])
  }

  @Test func `a largest value that is not a number stays one`() throws {
    for place in 0..<3 {
      let x = FloatBuffer(count: 3 * 32)
      x.store([Float](repeating: 1, count: 96))
      x.store([.nan], at: place * 32 + 5)
      let pooling = try #require(Pooling([.max]))
      let out = Compute(kernels: .best, threadCount: 1).pool(
        x, texts: [PooledRows(0..<3)], width: 32, pooling: pooling)
      #expect(out.values(5..<6)[0].isNaN && out.values(6..<7) == [1])
    }
  }
}

extension FloatBuffer {
  fileprivate var bits: [UInt32] { values(0..<count).map(\.bitPattern) }
}
