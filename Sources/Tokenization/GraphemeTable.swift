/// What UAX #29 needs to know about a scalar; the order is that of `Scripts/make-grapheme-table`.
enum GraphemeClass: UInt8 {
  case any, cr, lf, control
  case extend, extendOutsideConjunct, linker, zwj
  case regional, prepend, spacingMark
  case l, v, t, lv, lvt
  case pictographic, consonant
}

/// The grapheme class of every scalar, Unicode 17, as two-stage table.
///
/// Swift's own `Character` is not used: its Unicode version is that of the toolchain or of the
/// operating system, and token ids must not depend on either.
struct GraphemeTable: Sendable {
  static let shared = GraphemeTable()

  private static let firstBlock: UInt16 = 32

  /// Per 256 scalars: a class, or `firstBlock` + index of a block.
  private var pages: [UInt16] = []
  private var blocks: [GraphemeClass] = []

  private init() {
    var classes = [GraphemeClass](repeating: .any, count: 256)
    var next = 0
    var current = GraphemeClass.any
    for page in 0..<0x1100 {
      for low in 0..<256 {
        let scalar = UInt32(page << 8 | low)
        if next < GraphemeTable.boundaries.count, GraphemeTable.boundaries[next] >> 5 == scalar {
          current = GraphemeClass(rawValue: UInt8(GraphemeTable.boundaries[next] & 31)) ?? .any
          next += 1
        }
        classes[low] = current
        if (0xac00..<0xd7a4).contains(scalar) {
          classes[low] = (scalar - 0xac00) % 28 == 0 ? .lv : .lvt
        }
      }
      if classes.allSatisfy({ $0 == classes[0] }) {
        pages.append(UInt16(classes[0].rawValue))
      } else {
        pages.append(GraphemeTable.firstBlock + UInt16(blocks.count / 256))
        blocks += classes
      }
    }
  }

  /// The class of `scalar`.
  @inline(__always)
  subscript(scalar: UInt32) -> GraphemeClass {
    let page = pages[Int(scalar >> 8)]
    guard page >= GraphemeTable.firstBlock else {
      return GraphemeClass(rawValue: UInt8(truncatingIfNeeded: page)) ?? .any
    }
    return blocks[Int(page - GraphemeTable.firstBlock) << 8 | Int(scalar & 0xff)]
  }
}
