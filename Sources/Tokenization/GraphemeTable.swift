/// What UAX #29 needs to know about a scalar; the order is that of `Scripts/make-grapheme-table`.
enum GraphemeClass: UInt8 {
  case any, cr, lf, control
  case extend, extendOutsideConjunct, linker, zwj
  case regional, prepend, spacingMark
  case l, v, t, lv, lvt
  case pictographic, consonant
}

/// The grapheme class of every scalar, Unicode 17, as a two-stage table.
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

  /// The end of the extended grapheme cluster (UAX #29) that begins at `start`.
  ///
  /// - Precondition: `text` is valid UTF-8, `start` is the start of a cluster, `start < end`.
  func clusterEnd(in text: Span<UInt8>, from start: Int, to end: Int) -> Int {
    var (scalar, next) = text.scalar(at: start)
    var before = self[scalar]
    var context = ClusterContext(before)
    while next < end {
      let following: Int
      (scalar, following) = text.scalar(at: next)
      let after = self[scalar]
      guard context.joins(before, after) else { break }
      context.add(after)
      before = after
      next = following
    }
    return next
  }
}

/// What the rules remember of a cluster besides its last scalar.
private struct ClusterContext {
  /// An odd number of regional indicators at the end (GB12, GB13).
  private var isOpenFlag: Bool
  /// Ends in Extended_Pictographic Extend* (GB11).
  private var isPictographic: Bool
  /// Ends in Extended_Pictographic Extend* ZWJ (GB11).
  private var isPictographicJoined = false
  /// Ends in a consonant with marks of its conjunct (GB9c).
  private var isConsonant: Bool
  /// As before, with at least one linker among the marks.
  private var isLinked = false

  init(_ first: GraphemeClass) {
    isOpenFlag = first == .regional
    isPictographic = first == .pictographic
    isConsonant = first == .consonant
  }

  func joins(_ before: GraphemeClass, _ after: GraphemeClass) -> Bool {
    switch (before, after) {
    case (.cr, .lf): return true  // GB3
    case (.control, _), (.cr, _), (.lf, _): return false  // GB4
    case (_, .control), (_, .cr), (_, .lf): return false  // GB5
    case (.l, .l), (.l, .v), (.l, .lv), (.l, .lvt): return true  // GB6
    case (.lv, .v), (.lv, .t), (.v, .v), (.v, .t): return true  // GB7
    case (.lvt, .t), (.t, .t): return true  // GB8
    case (_, .extend), (_, .extendOutsideConjunct), (_, .linker), (_, .zwj): return true  // GB9
    case (_, .spacingMark): return true  // GB9a
    case (.prepend, _): return true  // GB9b
    case (_, .consonant): return isLinked  // GB9c
    case (_, .pictographic): return isPictographicJoined  // GB11
    case (.regional, .regional): return isOpenFlag  // GB12, GB13
    default: return false  // GB999
    }
  }

  mutating func add(_ scalar: GraphemeClass) {
    isOpenFlag = scalar == .regional && !isOpenFlag
    isPictographicJoined = isPictographic && scalar == .zwj
    switch scalar {
    case .pictographic: isPictographic = true
    case .extend, .extendOutsideConjunct, .linker: break
    default: isPictographic = false
    }
    switch scalar {
    case .consonant: (isConsonant, isLinked) = (true, false)
    case .linker: isLinked = isConsonant
    case .extend, .zwj: break
    default: (isConsonant, isLinked) = (false, false)
    }
  }
}
