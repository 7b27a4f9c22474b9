import CKernels
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The project's exp, GELU and SiLU against the C library's in double precision.
@Suite struct PolynomialTests {
  /// Every `step`-th binary32 from `first` to `last`, which have one sign.
  private static func sweep(
    _ first: Float, _ last: Float, step: UInt32 = 257, _ body: (Float) -> Void
  ) {
    var bits = first.bitPattern
    while bits <= last.bitPattern {
      body(Float(bitPattern: bits))
      bits += step
    }
    body(last)
  }

  /// The values within 20 steps of `point`, on both sides.
  private static func around(_ point: Float, _ body: (Float) -> Void) {
    for offset in -20...20 {
      body(Float(bitPattern: UInt32(Int(point.bitPattern) + offset)))
    }
  }

  /// NaN counts as infinitely wrong.
  private static func worse(_ largest: Double, _ error: Double) -> Double {
    error <= largest ? largest : error.isNaN ? .infinity : error
  }

  /// Of a function that is nowhere 0, on both sides of 0 and around `edges`.
  private static func largestRelativeError(
    _ found: (Float) -> Float, _ exact: (Double) -> Double, from lowest: Float, to highest: Float,
    edges: [Float]
  ) -> Double {
    var largest = 0.0
    func check(_ x: Float) {
      let exact = exact(Double(x))
      largest = worse(largest, abs(Double(found(x)) - exact) / exact)
    }
    sweep(-0.0, lowest, check)
    sweep(0, highest, check)
    for edge in edges { around(edge, check) }
    return largest
  }

  // Measured: tanh 2.7e-7, sigmoid 1.9e-7 relative.
  static let largestActivationError = 5e-7

  @Test func `tanh and sigmoid are within their bounds, and keep what is not a number`() {
    func activated(_ x: Float, _ function: Int) -> Float {
      var value = x
      unsafe gc_activate(&value, 1, Int32(function))
      return value
    }
    var (tanhError, sigmoidError) = (0.0, 0.0)
    for sign: Float in [1, -1] {
      func check(_ magnitude: Float) {
        let x = sign * magnitude
        let (wantedTanh, wantedSigmoid) = (tanh(Double(x)), 1 / (1 + exp(-Double(x))))
        let foundTanh = Double(activated(x, GC_TANH))
        tanhError = Self.worse(
          tanhError, x == 0 ? abs(foundTanh) : abs(foundTanh - wantedTanh) / abs(wantedTanh))
        sigmoidError = Self.worse(
          sigmoidError, abs(Double(activated(x, GC_SIGMOID)) - wantedSigmoid) / wantedSigmoid)
      }
      Self.sweep(0, 80, step: 4099, check)
      Self.around(0.17, check)
    }
    print("tanh \(tanhError), sigmoid \(sigmoidError)")
    #expect(tanhError <= Self.largestActivationError)
    #expect(sigmoidError <= Self.largestActivationError)
    #expect(activated(-1, GC_RELU) == 0 && activated(2, GC_RELU) == 2)
    #expect(activated(1.5, GC_GELU) == gc_gelu(1.5) && activated(-1.5, GC_SILU) == gc_silu(-1.5))
    #expect(activated(100, GC_TANH) == 1 && activated(-100, GC_TANH) == -1)
    for function in [GC_TANH, GC_SIGMOID, GC_RELU, GC_GELU, GC_SILU] {
      #expect(activated(.nan, function).isNaN)
    }
  }

  /// The lowest argument that is not cut to 0.
  static let lowest: Float = -87.3

  // Relative. Measured over every binary32 in -87.3...88.7: 8.48e-8.
  static let largestExpError = 8.5e-8

  @Test func `exp is within its bound of the exact exponential`() {
    // Edges: where the rounded multiple of ln 2 changes.
    let largest = Self.largestRelativeError(
      gc_exp, exp, from: Self.lowest, to: 88.72,
      edges: (-126..<128).map { Float((Double($0) + 0.5) * log(2.0)).clamped })
    print("exp: \(largest) relative")
    #expect(largest <= Self.largestExpError)
  }

  @Test func `exp of 0 is 1, below the lowest argument 0, and of NaN NaN`() {
    #expect(gc_exp(0) == 1 && gc_exp(-0.0) == 1)
    #expect(gc_exp(Self.lowest) > 0)
    for x: Float in [Self.lowest.nextDown, -88, -1e4, -.greatestFiniteMagnitude, -.infinity] {
      #expect(gc_exp(x).bitPattern == 0)
    }
    #expect(gc_exp(.nan).isNaN)
  }

  // Relative. Measured over every binary32 in -126...127: 2.88e-6.
  static let largestExp2Error = 2.9e-6

  @Test func `exp2 is within its bound of the exact power`() {
    // Edges: where the rounded exponent changes.
    let largest = Self.largestRelativeError(
      gc_exp2, exp2, from: -126, to: 127.4, edges: (-125..<126).map { Float($0) + 0.5 })
    print("exp2: \(largest) relative")
    #expect(largest <= Self.largestExp2Error)
  }

  @Test func `exp2 of 0 is 1, below -126 what it is there, and of NaN NaN`() {
    #expect(gc_exp2(0) == 1 && gc_exp2(-0.0) == 1)
    for x: Float in [-126, -126.5, -200, -.greatestFiniteMagnitude, -.infinity] {
      #expect(gc_exp2(x) == 0x1p-126)
    }
    #expect(gc_exp2(.nan).isNaN)
  }

  // Relative, above 0. Measured over every binary32 from 2^-31 to 6: 5.43e-7.
  static let largestGeluError = 5.5e-7
  // Absolute, below 0. Measured over the same: 3.10e-7.
  static let largestNegativeGeluError = 3.1e-7

  @Test func `GELU is within its bounds of the exact function`() {
    var (relative, absolute) = (0.0, 0.0)
    func check(_ x: Float) {
      let exact = 0.5 * Double(x) * erfc(-Double(x) * 0.5.squareRoot())
      let error = abs(Double(gc_gelu(x)) - exact)
      if x < 0 {
        absolute = Self.worse(absolute, error)
      } else {
        relative = Self.worse(relative, exact == 0 ? error : error / exact)
      }
    }
    for sign: Float in [1, -1] {
      // Halves of smaller values are no longer exact.
      Self.sweep(sign * 0x1p-120, sign * 16, check)
      Self.around(sign * 5.5, check)
      Self.sweep(sign * 16, sign * .greatestFiniteMagnitude, step: 65537, check)
    }
    print("gelu: \(relative) relative above 0, \(absolute) absolute below")
    #expect(relative <= Self.largestGeluError)
    #expect(absolute <= Self.largestNegativeGeluError)
  }

  @Test func `GELU of zeros is zero, of large negatives 0, of large positives they themselves`() {
    #expect(gc_gelu(0).bitPattern == 0)
    #expect(gc_gelu(-0.0) == 0)
    for x: Float in [5.5, 6, 10, 1e10, 1e30, .greatestFiniteMagnitude, .infinity] {
      #expect(gc_gelu(-x).bitPattern == 0)
      #expect(gc_gelu(x) == x)
    }
    #expect(gc_gelu(.nan).isNaN)
  }

  // Relative, from -87.3 on. Measured over every binary32 to 95: 2.272e-7.
  static let largestSiluError = 2.28e-7
  // Absolute, below -87.3, where it is -0. Measured over the same: 1.065e-36.
  static let largestNegativeSiluError = 1.07e-36

  @Test func `SiLU is within its bounds of the exact function`() {
    var (relative, absolute) = (0.0, 0.0)
    func check(_ x: Float) {
      let exact = Double(x) / (1 + exp(-Double(x)))
      let error = abs(Double(gc_silu(x)) - exact)
      if x < Self.lowest {
        absolute = Self.worse(absolute, error)
      } else {
        relative = Self.worse(relative, exact == 0 ? error : error / abs(exact))
      }
    }
    for sign: Float in [1, -1] {
      // Half of a smaller value may be no longer exact.
      Self.sweep(sign * 0x1p-120, sign * 90, check)
      Self.around(sign * 87.3, check)
      Self.sweep(sign * 90, sign * .greatestFiniteMagnitude, step: 65537, check)
    }
    for half in 0..<126 {
      let edge = Float((Double(half) + 0.5) * log(2.0)).clamped
      Self.around(edge, check)
      Self.around(-edge, check)
    }
    print("silu: \(relative) relative, \(absolute) absolute below \(Self.lowest)")
    #expect(relative <= Self.largestSiluError)
    #expect(absolute <= Self.largestNegativeSiluError)
  }

  @Test func `SiLU of zeros is zero, of large negatives -0, of large positives they themselves`() {
    #expect(gc_silu(0).bitPattern == 0)
    #expect(gc_silu(-0.0).bitPattern == (-0.0 as Float).bitPattern)
    for x: Float in [88, 100, 1e10, 1e30, .greatestFiniteMagnitude] {
      #expect(gc_silu(-x).bitPattern == (-0.0 as Float).bitPattern)
      #expect(gc_silu(x) == x)
    }
    #expect(gc_silu(.infinity) == .infinity)
    // A product with 0: what is infinite before it is reported rather than lost.
    #expect(gc_silu(-.infinity).isNaN)
    #expect(gc_silu(.nan).isNaN)
  }
}

extension Float {
  /// Inside the arguments that exp is made for.
  fileprivate var clamped: Float { min(max(self, -87.2), 88.7) }
}
