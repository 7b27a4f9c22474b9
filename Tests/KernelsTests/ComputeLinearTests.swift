import Base
import Kernels
import Model
import Reference
import TestSupport
import Testing

/// Linear maps from weights to results, against double precision.
extension ComputeTests {
  /// `x · Wᵀ` of `[rows, inputs]` and `[outputs, inputs]`.
  private static func exactProduct(
    _ x: [Float], _ weights: [Float], inputs: Int
  ) -> [Double] {
    stride(from: 0, to: x.count, by: inputs).flatMap { row in
      stride(from: 0, to: weights.count, by: inputs).map { output in
        (0..<inputs).reduce(0.0) { $0 + Double(x[row + $1]) * Double(weights[output + $1]) }
      }
    }
  }

  // Root of the mean squared error, relative to that of the exact values. Measured: int8 0.0092,
  // int4 0.093, int3 0.22.
  static func largestRelativeError(_ encoding: WeightEncoding) -> Double {
    encoding == .int8 ? 0.011 : encoding == .int4 ? 0.1 : 0.24
  }

  @Test(arguments: [WeightEncoding.int8, .int4, .int3], [32, 96, 384])
  func `a quantised map gives the product of the weights it was made from`(
    encoding: WeightEncoding, inputs: Int
  ) throws {
    var random = Random(seed: 0xc101)
    let (outputs, rowCount) = (70, 6)
    let weights = random.normals(outputs * inputs, deviation: 0.05)
    // A few channels are huge, as in a real stream: the rotation has to spread them.
    let x = (0..<rowCount * inputs).map { random.float() * ($0 % inputs == 7 ? 20 : 1) }
    let exact = Self.exactProduct(x, weights, inputs: inputs)
    let compute = Compute(kernels: .best, threadCount: 2)
    let matrix = try Self.matrix(encoding, weights, inputs: inputs, on: compute)
    let activations = Self.quantized(x, width: inputs, matrix: matrix, on: compute)
    let out = FloatBuffer(count: rowCount * outputs)
    compute.products(
      [.init(matrix: matrix, firstRow: 0, rowCount: rowCount)], activations: activations, into: out)
    let found = out.values(0..<out.count)
    let error = zip(found, exact).reduce(0) { $0 + (Double($1.0) - $1.1) * (Double($1.0) - $1.1) }
    let relative = (error / exact.reduce(0) { $0 + $1 * $1 }).squareRoot()
    print("\(encoding) K \(inputs): \(relative) relative")
    #expect(relative <= Self.largestRelativeError(encoding))
  }

  @Test(arguments: [WeightEncoding.int8, .int4, .int3])
  func `every set encodes a matrix to the same bytes, rows that pad it being empty`(
    encoding: WeightEncoding
  ) throws {
    var random = Random(seed: 0xc102)
    let (outputs, inputs) = (37, 96)
    let weights = random.normals(outputs * inputs)
    let encoded = try KernelSet.available.map { set in
      try Self.matrix(
        encoding, weights, inputs: inputs, on: Compute(kernels: set, threadCount: 1))
    }
    for matrix in encoded { #expect(matrix.region.bytes == encoded[0].region.bytes) }
    let (layout, region) = (encoded[0].layout, encoded[0].region)
    let padding = outputs..<layout.storedRowCount
    let scales = region.slice(layout.rowScales).elements(as: Float.self)
    let sums = region.slice(layout.rowSums).elements(as: Int32.self)
    #expect(scales.prefix(outputs).allSatisfy { $0 > 0 })
    #expect(padding.allSatisfy { scales[$0] == 0 && sums[$0] == 0 })
    let groups = region.slice(layout.groupScales).bytes
    let largest = encoding.largestGroupScale ?? 0
    #expect(groups.allSatisfy { (1...max(1, largest)).contains(Int($0)) })
    #expect(
      groups.indices.allSatisfy {
        $0 / (inputs / 32 * 16) * 16 + $0 % 16 < outputs || groups[$0] == 1
      })
  }

  @Test func `binary32 maps in parts, some transposed, equal the exact product`() {
    var random = Random(seed: 0xc103)
    let (inputs, rowCount) = (96, 5)
    let x = random.floats(rowCount * inputs)
    let (first, second) = (random.floats(7 * inputs), random.floats(4 * inputs))
    let transposed = (0..<second.count).map { second[$0 % 4 * inputs + $0 / 4] }
    func part(_ values: [Float], outputs: Int, at output: Int, isTransposed: Bool) -> FloatMatrix {
      FloatMatrix(
        region: FloatVector(values).region, outputCount: outputs, inputCount: inputs,
        firstOutput: output, isTransposed: isTransposed)
    }
    let parts = [
      part(first, outputs: 7, at: 0, isTransposed: false),
      part(transposed, outputs: 4, at: 7, isTransposed: true),
    ]
    let (input, out) = (FloatBuffer(count: x.count), FloatBuffer(count: rowCount * 11))
    input.store(x)
    let compute = Compute(kernels: .best, threadCount: 2, floatProducts: OpenBLAS())
    for (firstRow, count) in [(0, 2), (2, 0), (2, 3)] {
      compute.floatProduct(
        input, rowCount: count, firstRow: firstRow, weight: parts, outputCount: 11, into: out)
    }
    let weights = first + second
    let exact = Self.exactProduct(x, weights, inputs: inputs)
    let magnitudes = Self.exactProduct(x.map(abs), weights.map(abs), inputs: inputs)
    var largest = 0.0
    for (found, (exact, magnitude)) in zip(out.values(0..<out.count), zip(exact, magnitudes)) {
      // Whatever the order of the sum, and whether products are rounded or not.
      let bound = FloatError.ofSum(count: inputs) * magnitude
      #expect(abs(Double(found) - exact) <= bound)
      largest = max(largest, abs(Double(found) - exact) / bound)
    }
    print("binary32 product: \(largest) of the bound")
  }
}
