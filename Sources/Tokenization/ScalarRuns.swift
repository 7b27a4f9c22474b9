/// What is the same for runs of scalars: for each scalar some bits.
struct ScalarRuns: Sendable {
  /// The scalars at which other bits begin, ascending, shifted left, with the bits below.
  private let boundaries: [UInt32]
  private let shift: UInt32
  /// Per 256 scalars: the index of the boundary that holds at the first of them.
  private let pages: [UInt16]

  /// - Precondition: the first boundary is U+0000, and there are fewer than 2^16.
  init(_ boundaries: [UInt32], shift: UInt32) {
    var pages: [UInt16] = []
    pages.reserveCapacity(0x1100)
    var index = 0
    for page in 0..<0x1100 as Range<UInt32> {
      while index + 1 < boundaries.count, boundaries[index + 1] >> shift <= page << 8 { index += 1 }
      pages.append(UInt16(truncatingIfNeeded: index))
    }
    self.boundaries = boundaries
    self.shift = shift
    self.pages = pages
  }

  /// The bits of a scalar.
  @inline(__always)
  subscript(scalar: UInt32) -> UInt32 {
    let page = Int(scalar >> 8)
    var low = Int(pages[page])
    var high = page + 1 < pages.count ? Int(pages[page + 1]) : boundaries.count - 1
    let mask = UInt32(1) << shift - 1
    let key = scalar << shift | mask
    while low < high {
      let middle = (low + high + 1) / 2
      if boundaries[middle] <= key { low = middle } else { high = middle - 1 }
    }
    return boundaries[low] & mask
  }
}
