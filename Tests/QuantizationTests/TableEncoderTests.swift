import Base
import Kernels
import Model
import Quantization
import TestSupport
import Testing

@Suite struct TableEncoderTests {
  static let shape = [300, 96]

  /// A table encoded in pieces of the given row counts, whose sum is the table's.
  static func encode(
    _ encoding: WeightEncoding, pieces: [Int], kernels: KernelSet = .best, threads: Int = 1
  ) throws -> EncodedWeight {
    let layout = try WeightLayout(encoding: encoding, shape: shape)
    let values = MatrixEncoderTests.values(shape)
    let encoder = TableEncoder(
      layout: layout, compute: Compute(kernels: kernels, threadCount: threads))
    var bytes = [UInt8](repeating: 0, count: layout.byteCount)
    func put(_ part: (offset: Int, bytes: ByteRegion)) {
      bytes.replaceSubrange(
        part.offset..<part.offset + part.bytes.byteCount, with: part.bytes.bytes)
    }
    var first = 0
    for count in pieces {
      let rows = Array(values[first * shape[1]..<(first + count) * shape[1]])
      put(encoder.append(MatrixEncoderTests.buffer(rows), rowCount: count))
      first += count
    }
    for part in encoder.finish() { put(part) }
    return EncodedWeight(layout: layout, bytes: bytes)
  }

  @Test(arguments: [WeightEncoding.tableInt8, .tableInt4])
  func `pieces of any size give the bytes of the whole`(encoding: WeightEncoding) throws {
    let whole = try Self.encode(encoding, pieces: [300], kernels: .named("scalar"))
    #expect(whole.bytes.count == whole.layout.byteCount)
    for pieces in [[1, 299], [64, 64, 64, 64, 44], [100, 100, 100], [63, 65, 172]] {
      for kernels in KernelSet.available {
        for threads in [1, 2, 3, 7] {
          let found = try Self.encode(encoding, pieces: pieces, kernels: kernels, threads: threads)
          #expect(found.bytes == whole.bytes, "\(kernels.name), \(threads) threads, \(pieces)")
        }
      }
    }
  }

  @Test func `int8 rows are not rotated and within half a step`() throws {
    let encoded = try Self.encode(.tableInt8, pieces: [300])
    for row in 0..<Self.shape[0] {
      let scale = Double(encoded.rowScale(row))
      for (found, wanted) in zip(encoded.values(row), Self.row(row)) {
        #expect(abs(found - wanted) <= scale * 0.5001)
      }
    }
    #expect(encoded.rowScale(3).bitPattern == 0)
  }

  @Test func `int4 rows are not rotated and closer than plain rounding`() throws {
    let encoded = try Self.encode(.tableInt4, pieces: [300])
    for row in 0..<Self.shape[0] {
      let error = squaredError(encoded.values(row), Self.row(row))
      #expect(error <= plainError(Self.row(row)) * 1.0001)
      #expect((1...15).contains(encoded.groupScale(row, 0)))
    }
  }

  private static let rows: [[Double]] = {
    let values = MatrixEncoderTests.values(shape)
    return (0..<shape[0]).map { values[$0 * shape[1]..<($0 + 1) * shape[1]].map { Double($0) } }
  }()

  static func row(_ row: Int) -> [Double] {
    rows[row]
  }
}
