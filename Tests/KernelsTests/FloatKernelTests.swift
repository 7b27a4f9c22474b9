import CKernels
import TestSupport
import Testing

/// Norm, bias, positions, router, combination, mean and length: every set against the definition.
@Suite struct FloatKernelTests {
  static let hiddenSizes = [32, 64, 96, 384, 768, 1024] + [1, 15, 17, 26, 40, 312, 1023]

  @Test(arguments: TestedSet.others, LayerNormCase.Form.allCases)
  func `layer norm gives the same bits in every form`(
    _ set: TestedSet, form: LayerNormCase.Form
  ) {
    var random = Random(seed: 0xf101)
    for hidden in Self.hiddenSizes {
      for rowCount in [0, 1, 2, 5] {
        let scale = random.pick([1e-20, 1e-3, 1, 1e4] as [Float])
        let job = LayerNormCase(
          rowCount: rowCount, hidden: hidden, scale: scale, form: form, random: &random)
        expectSameBits(job.run(set), job.run(.scalar), "[\(rowCount), \(hidden)] \(form)")
      }
    }
  }

  @Test(arguments: TestedSet.others)
  func `bias and GELU give the same bits at every width`(_ set: TestedSet) {
    var random = Random(seed: 0xf102)
    for width in Array(1...50) + [384, 3072] {
      for (gelu, hasBias) in [(false, true), (true, true), (true, false), (false, false)] {
        let x = random.floats(3 * width, scale: 8)
        let bias = hasBias ? Guarded(random.floats(width)) : nil
        func run(_ set: TestedSet) -> Guarded<Float> {
          let out = Guarded(x)
          unsafe set.functions.pointee.bias_gelu(
            out.pointer, bias?.pointer, 3, Int32(width), gelu ? 1 : 0)
          return out
        }
        expectSameBits(run(set), run(.scalar), "width \(width) gelu \(gelu) bias \(hasBias)")
      }
    }
  }

  @Test(arguments: TestedSet.others)
  func `a gate gives the same bits at every width`(_ set: TestedSet) {
    var random = Random(seed: 0xf107)
    for width in Array(1...50) + [96, 384, 3072] {
      for rowCount in [0, 1, 3] {
        let x = Guarded(random.floats(2 * rowCount * width, scale: 30))
        for isSilu: Int32 in [0, 1] {
          func run(_ set: TestedSet) -> Guarded<Float> {
            let out = Guarded<Float>(count: rowCount * width)
            unsafe set.functions.pointee.gate(
              x.pointer, Int32(rowCount), Int32(width), isSilu, out.pointer)
            return out
          }
          expectSameBits(run(set), run(.scalar), "[\(rowCount), 2 x \(width)] silu \(isSilu)")
        }
      }
    }
  }

  @Test(arguments: TestedSet.others)
  func `a gate gives the same bits for values of every exponent`(_ set: TestedSet) {
    let ends: [Float] = [.infinity, 0, -0.0, 1, -1, 87.3, -87.3, -87.4, 88.8, -1e30]
    let gates = ends + Self.everyExponent
    let x = Guarded([Float](repeating: 1, count: gates.count) + gates)
    for isSilu: Int32 in [0, 1] {
      func run(_ set: TestedSet) -> Guarded<Float> {
        let out = Guarded<Float>(count: gates.count)
        unsafe set.functions.pointee.gate(x.pointer, 1, Int32(gates.count), isSilu, out.pointer)
        return out
      }
      expectSameBits(run(set), run(.scalar), "silu \(isSilu)")
    }
  }

  /// Every 12007th binary32 that is finite.
  static let everyExponent: [Float] = {
    let step = 12007
    return (0..<(1 << 32) / step).compactMap { index in
      let value = Float(bitPattern: UInt32(index * step))
      return value.isFinite ? value : nil
    }
  }()

  @Test(arguments: TestedSet.others)
  func `GELU gives the same bits for values of every exponent`(_ set: TestedSet) {
    let ends: [Float] = [.infinity, 0, -0.0, 1, -1, 1.4142135, 5.6568542, -5.6568542]
    let x = ends + Self.everyExponent
    func run(_ set: TestedSet) -> Guarded<Float> {
      let out = Guarded(x)
      unsafe set.functions.pointee.bias_gelu(out.pointer, nil, 1, Int32(x.count), 1)
      return out
    }
    expectSameBits(run(set), run(.scalar), "GELU")
  }

  @Test(arguments: TestedSet.others)
  func `rotated positions have the same bits and leave the rest of the row alone`(
    _ set: TestedSet
  ) {
    var random = Random(seed: 0xf103)
    let aligned = [(32, 1), (32, 6), (64, 1), (64, 12), (96, 2), (128, 3)]
    for (headDim, heads) in aligned + [(2, 3), (26, 12), (30, 2), (34, 1), (80, 2)] {
      for rowCount in [1, 3, 17] {
        let stride = headDim * heads + 32
        let x = random.normals(rowCount * stride)
        let positions = Guarded((0..<rowCount).map { _ in Int32(random.integer(0...39)) })
        let cosines = Guarded(random.floats(40 * headDim / 2))
        let sines = Guarded(random.floats(40 * headDim / 2))
        func run(_ set: TestedSet) -> Guarded<Float> {
          let out = Guarded(x)
          unsafe set.functions.pointee.rotate_positions(
            out.pointer, Int32(stride), positions.pointer, Int32(rowCount),
            Int32(heads), Int32(headDim), cosines.pointer, sines.pointer)
          return out
        }
        expectSameBits(run(set), run(.scalar), "\(heads) heads of \(headDim)")
        #expect(run(set).values.suffix(32).elementsEqual(x.suffix(32)))
      }
    }
  }

  @Test(arguments: TestedSet.others)
  func `router logits have the same bits`(_ set: TestedSet) {
    var random = Random(seed: 0xf104)
    for hidden in Self.hiddenSizes {
      for (rowCount, experts) in [(1, 1), (3, 8), (2, 7), (1, 256)] {
        let x = Guarded(random.normals(rowCount * hidden))
        let w = Guarded(random.normals(experts * hidden))
        func run(_ set: TestedSet) -> Guarded<Float> {
          let out = Guarded<Float>(count: rowCount * experts)
          unsafe set.functions.pointee.router_logits(
            x.pointer, w.pointer, Int32(rowCount), Int32(hidden), Int32(experts),
            out.pointer)
          return out
        }
        expectSameBits(run(set), run(.scalar), "[\(rowCount), \(experts)] of \(hidden)")
      }
    }
  }

  @Test(arguments: TestedSet.others)
  func `combined experts and means of rows have the same bits`(_ set: TestedSet) {
    var random = Random(seed: 0xf105)
    for hidden in Self.hiddenSizes {
      for (rowCount, slots) in [(0, 1), (1, 1), (5, 2), (3, 4), (2, 8)] {
        let sources = 9
        let x = Guarded(random.normals(sources * hidden))
        let rows = Guarded((0..<rowCount * slots).map { _ in Int32(random.integer(0...8)) })
        let shares = Guarded(random.floats(rowCount * slots))
        let bias = random.flip() ? Guarded(random.floats(hidden)) : nil
        func combined(_ set: TestedSet) -> Guarded<Float> {
          let out = Guarded<Float>(count: rowCount * hidden)
          unsafe set.functions.pointee.combine(
            x.pointer, rows.pointer, shares.pointer, Int32(slots), bias?.pointer,
            Int32(rowCount), Int32(hidden), out.pointer)
          return out
        }
        expectSameBits(combined(set), combined(.scalar), "\(rowCount) rows of \(slots) experts")
        func mean(_ set: TestedSet) -> Guarded<Float> {
          let out = Guarded<Float>(count: hidden)
          unsafe set.functions.pointee.mean_rows(
            x.pointer, Int32(rowCount + 1), Int32(hidden), out.pointer)
          return out
        }
        expectSameBits(mean(set), mean(.scalar), "mean of \(rowCount + 1) rows of \(hidden)")
      }
    }
  }

  @Test(arguments: TestedSet.others)
  func `normalised vectors have the same bits at every width`(_ set: TestedSet) {
    var random = Random(seed: 0xf106)
    for width in Array(1...40) + [256, 768] {
      for scale: Float in [0, 1e-30, 1, 1e15] {
        let x = random.floats(width, scale: scale)
        func run(_ set: TestedSet) -> Guarded<Float> {
          let out = Guarded(x)
          unsafe set.functions.pointee.normalize(out.pointer, Int32(width))
          return out
        }
        expectSameBits(run(set), run(.scalar), "width \(width) scale \(scale)")
      }
    }
  }
}
