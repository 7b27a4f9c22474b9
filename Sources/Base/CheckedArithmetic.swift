extension Int {
  /// The product of `factors`, `nil` if one is negative or any partial product overflows.
  ///
  /// The product is taken before its value is looked at, so that a shape such as `[2^32, 2^32, 0]`
  /// does not pass as empty.
  public static func checkedProduct(_ factors: some Sequence<Int>) -> Int? {
    var product = 1
    for factor in factors {
      guard factor >= 0 else { return nil }
      let (value, overflow) = product.multipliedReportingOverflow(by: factor)
      guard !overflow else { return nil }
      product = value
    }
    return product
  }

  /// The sum, `nil` on overflow.
  public func checkedAdding(_ other: Int) -> Int? {
    let (value, overflow) = addingReportingOverflow(other)
    return overflow ? nil : value
  }

  /// The product, `nil` on overflow.
  public func checkedMultiplying(by other: Int) -> Int? {
    let (value, overflow) = multipliedReportingOverflow(by: other)
    return overflow ? nil : value
  }

  /// The smallest multiple of `alignment` not below this value.
  ///
  /// - Precondition: `alignment` is a power of two and the result fits.
  public func aligned(to alignment: Int) -> Int {
    precondition(alignment > 0 && alignment & (alignment - 1) == 0)
    return (self + alignment - 1) & ~(alignment - 1)
  }
}
