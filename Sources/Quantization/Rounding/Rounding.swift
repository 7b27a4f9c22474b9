import CKernels
import CQuantization
package import Base
package import Kernels
package import Model

extension Compute {
  /// Rounds a rotated matrix `[N, K]` so that its outputs err least, and encodes it.
  ///
  /// Minimises |W x - Ŵ x̂|² + λ |W - Ŵ|² input by input, from the last to the first: an input is
  /// rounded to what makes up best for the error of all that are rounded (`gc_rounding`).
  ///
  /// Source: GPTQ, arXiv 2210.17323; its order as Babai's nearest plane, arXiv 2507.18553; against
  /// the quantised model's inputs, GPTAQ, arXiv 2504.02692.
  ///
  /// - Precondition: `layout` is int8, int4 or int3 with `K`, padding included, a multiple of 32, the
  ///   rows and the goal are of that `K`.
  package func round(
    _ rotated: FloatBuffer, layout: WeightLayout, goal: RoundingGoal
  ) -> AlignedBuffer {
    let (rowCount, inputs) = (layout.rowCount, layout.storedInputCount)
    let width = PanelMatrix.width
    precondition(layout.encoding.isKernelOrder)
    precondition(inputs % width == 0 && goal.factor.rowCount == inputs)
    precondition(goal.cross.rowCount == inputs && rotated.count >= rowCount * inputs)
    let output = AlignedBuffer(byteCount: layout.byteCount)
    pool.run((rowCount + width - 1) / width) { panel in
      let first = panel * width
      let count = min(width, rowCount - first)
      let rounding = PanelRounding(
        compute: self, layout: layout,
        weights: rotated.slice(first * inputs..<(first + count) * inputs))
      rounding.run(goal)
      rounding.pack(first: first, into: output)
    }
    return output
  }
}

/// Up to 32 outputs on their way to integers.
private final class PanelRounding {
  private let compute: Compute
  private let layout: WeightLayout
  private let count: Int
  private let inputs: Int
  /// Each `[K, 32]`.
  private let weights: PanelMatrix
  private let wanted: PanelMatrix
  private let rounded: PanelMatrix
  /// `[K][32]`, and `[K / 32][32]`.
  private let integers: AlignedBuffer
  private let groups: AlignedBuffer
  private let scales = FloatBuffer(count: PanelMatrix.width)
  private var fitted = [Double](repeating: 0, count: PanelMatrix.width)
  private var squares = [Double](repeating: 0, count: PanelMatrix.width)

  /// A 3-bit integer's range is so uneven that the best scale may be a third above the least.
  private var tries: Int32 {
    switch layout.encoding {
    case .int4: 4
    case .int3: 10
    default: 1
    }
  }
  private var largestGroupScale: Int32 { Int32(layout.encoding.largestGroupScale ?? 1) }
  /// 127, 7 or 3.
  private var highest: Int32 { 1 << Int32(layout.encoding.bitCount - 1) - 1 }
  /// The lowest integer that it may take: -128 is none.
  private var lowest: Int32 { layout.encoding == .int8 ? -127 : -highest - 1 }

  init(compute: Compute, layout: WeightLayout, weights rows: FloatBuffer) {
    let width = PanelMatrix.width
    self.compute = compute
    self.layout = layout
    inputs = layout.storedInputCount
    count = rows.count / inputs
    weights = PanelMatrix(rowCount: inputs, columnCount: width)
    wanted = PanelMatrix(rowCount: inputs, columnCount: width)
    rounded = PanelMatrix(rowCount: inputs, columnCount: width)
    integers = AlignedBuffer(byteCount: inputs * width)
    groups = AlignedBuffer(byteCount: inputs)
    for row in 0..<count {
      let values = rows.values(row * inputs..<(row + 1) * inputs)
      var largest: Float = 0
      for (index, value) in values.enumerated() {
        weights[index, row] = value
        largest = max(largest, abs(value))
      }
      // The largest value lands on the highest integer under the largest group scale.
      scales.store([largest / Float(highest * largestGroupScale)], at: row)
    }
  }

  func run(_ goal: Compute.RoundingGoal) {
    let width = PanelMatrix.width
    let kernels = unsafe compute.kernels.functions
    let target = PanelMatrix(rowCount: width, columnCount: width)
    let image = PanelMatrix(rowCount: width, columnCount: width)
    let blockCount = inputs / width
    goal.substitute(weights, into: wanted, kernels: compute.kernels)
    for block in stride(from: blockCount - 1, through: 0, by: -1) {
      let rows = unsafe wanted.pointer(block * width, 0)
      let next = (block + 1) * width
      unsafe target.values.pointer.update(from: rows, count: width * width)
      if next < inputs {
        // Below the diagonal lies the transposition, which the product turns back.
        unsafe kernels.pointee.panel_product(
          goal.factor.pointer(next, block), rounded.pointer(next, 0),
          Int32(inputs - next), 1, target.values.pointer)
      }
      var job = unsafe gc_rounding(
        factor: goal.factor.pointer(block * width, block), target: target.values.pointer,
        scales: scales.pointer, rounded: rounded.pointer(block * width, 0),
        image: image.values.pointer,
        integers: (integers.baseAddress + block * width * width)
          .assumingMemoryBound(to: Int8.self),
        groups: (groups.baseAddress + block * width).assumingMemoryBound(to: UInt8.self),
        lowest: lowest, highest: highest, largest_group: largestGroupScale,
        tries: tries)
      unsafe kernels.pointee.panel_round(&job)
      for index in 0..<width {
        for output in 0..<count {
          let wanted = Double(unsafe rows[index * width + output])
          let reached = wanted - Double(target[index, output]) + Double(image[index, output])
          fitted[output] += wanted * reached
          squares[output] += reached * reached
        }
      }
    }
  }

  /// Places the integers in kernel order, with the row scales that fit them best.
  func pack(first: Int, into output: AlignedBuffer) {
    let width = PanelMatrix.width
    let groupCount = inputs / width
    let found = scales.values(0..<width)
    for block in 0..<(count + 15) / 16 {
      let rows = min(16, count - block * 16)
      let plain = AlignedBuffer(byteCount: 16 * inputs)
      let plainGroups = AlignedBuffer(byteCount: 16 * groupCount)
      let target = first / 16 + block
      unsafe plain.withUnsafeMutableBytes { plain in
        unsafe plainGroups.withUnsafeMutableBytes { plainGroups in
          unsafe output.withUnsafeMutableBytes { bytes in
            for row in 0..<rows {
              let column = block * 16 + row
              var sum: Int32 = 0
              for index in 0..<inputs {
                let q = unsafe integers.baseAddress.load(
                  fromByteOffset: index * width + column, as: Int8.self)
                let group = unsafe groups.baseAddress.load(
                  fromByteOffset: index / width * width + column, as: UInt8.self)
                unsafe plain[row * inputs + index] = UInt8(bitPattern: q)
                if index % width == 0 {
                  unsafe plainGroups[row * groupCount + index / width] = group
                }
                sum += Int32(q) * Int32(group)
              }
              let fit = squares[column] > 0 ? fitted[column] / squares[column] : 1
              let scale = Float(Double(found[column]) * fit)
              unsafe bytes.storeBytes(
                of: scale, toByteOffset: layout.rowScales.lowerBound + (target * 16 + row) * 4,
                as: Float.self)
              unsafe bytes.storeBytes(
                of: sum, toByteOffset: layout.rowSums.lowerBound + (target * 16 + row) * 4,
                as: Int32.self)
            }
          }
        }
      }
      let ordered = unsafe plain.baseAddress.assumingMemoryBound(to: Int8.self)
      let base = unsafe output.baseAddress
      if layout.encoding != .int8 {
        let bits = layout.encoding.bitCount
        unsafe gc_pack_block_grouped(
          Int32(bits), ordered, plainGroups.baseAddress.assumingMemoryBound(to: UInt8.self),
          Int32(rows), Int32(inputs),
          (base + layout.data.lowerBound + target * 2 * bits * inputs)
            .assumingMemoryBound(to: UInt8.self),
          (base + layout.groupScales.lowerBound + target * 16 * groupCount)
            .assumingMemoryBound(to: UInt8.self))
      } else {
        unsafe gc_pack_block_int8(
          ordered, Int32(rows), Int32(inputs),
          (base + layout.data.lowerBound + target * 16 * inputs).assumingMemoryBound(to: Int8.self))
      }
    }
  }
}
