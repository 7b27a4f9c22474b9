import Model
import Testing

@Suite struct WeightLayoutTests {
  @Test func `the parts of every encoding follow the table`() throws {
    func parts(_ encoding: WeightEncoding, _ shape: [Int]) throws -> [Range<Int>] {
      let layout = try WeightLayout(encoding: encoding, shape: shape)
      #expect(
        layout.byteCount
          == [
            layout.data, layout.groupScales, layout.rowScales,
            layout.rowSums,
          ].map(\.upperBound).max())
      return [layout.data, layout.groupScales, layout.rowScales, layout.rowSums].filter {
        !$0.isEmpty
      }
    }
    #expect(try parts(.f32, [3, 5]) == [0..<60])
    #expect(try parts(.f16, [5]) == [0..<10])
    #expect(try parts(.int8, [17, 12]) == [0..<384, 384..<512, 512..<640])
    #expect(try parts(.int4, [17, 32]) == [0..<512, 512..<544, 576..<704, 704..<832])
    #expect(try parts(.int3, [17, 64]) == [0..<768, 768..<832, 832..<960, 960..<1088])
    #expect(try parts(.tableInt8, [3, 50]) == [0..<150, 192..<204])
    #expect(try parts(.tableInt4, [3, 64]) == [0..<96, 128..<134, 192..<204])
  }

  @Test func `padded inputs are laid out as so many true ones, and rows keep their count`() throws {
    for encoding in [WeightEncoding.int8, .int4, .int3, .tableInt4] {
      let padded = try WeightLayout(encoding: encoding, shape: [17, 33], isPadded: true)
      let whole = try WeightLayout(encoding: encoding, shape: [17, 64])
      #expect(padded.data == whole.data && padded.byteCount == whole.byteCount)
      #expect(padded.inputCount == 33 && padded.storedInputCount == 64 && padded.isPadded)
      #expect(whole.inputCount == whole.storedInputCount && !whole.isPadded)
    }
  }

  @Test(
    arguments: [
      (WeightEncoding.int8, [4, 32]), (.f32, [4, 6]), (.f16, [4, 6]), (.tableInt8, [4, 6]),
      (.int4, [4]), (.int4, [1, 65568 + 1]), (.tableInt4, [1, .max]),
    ] as [(WeightEncoding, [Int])])
  func `what is never padded, or too large for it, is refused`(
    _ encoding: WeightEncoding, _ shape: [Int]
  ) {
    #expect(throws: WeightLayoutError.self) {
      _ = try WeightLayout(encoding: encoding, shape: shape, isPadded: true)
    }
  }

  @Test(
    arguments: [
      (WeightEncoding.f32, []), (.f32, [1, 2, 3]), (.int8, [8]), (.tableInt8, [8]), (.f32, [0]),
      (.int8, [-16, 4]), (.int8, [16, 6]), (.int4, [16, 16]), (.tableInt4, [1, 33]),
      (.int3, [16, 16]), (.int3, [32]), (.int3, [1, 65568]), (.int3, [.max - 15, 65536]),
      (.int8, [1, 65540]), (.f32, [1 << 32, 1 << 32]), (.f32, [.max, .max]), (.f16, [.max]),
      (.tableInt8, [1 << 62, 2]), (.int8, [.max, 4]), (.int4, [.max - 15, 65536]),
      (.tableInt4, [.max / 32, 64]),
    ] as [(WeightEncoding, [Int])])
  func `a shape that cannot be laid out is refused`(_ encoding: WeightEncoding, _ shape: [Int]) {
    #expect(throws: WeightLayoutError.self) {
      _ = try WeightLayout(encoding: encoding, shape: shape)
    }
  }
}
