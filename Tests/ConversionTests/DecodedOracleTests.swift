import CrestWriting
import Hashing
import Base
import CrestFormat
import Model
import TestSupport
import Testing

/// The tiny model's files against what the independent reader in `Formats/` decoded from them once.
///
/// No Python runs here: `Scripts/check-reader` makes and compares the lists.
@Suite struct DecodedOracleTests {
  @Test(arguments: [QuantizationScheme.int8, .int4])
  func `every tensor decodes to the bits that the independent reader found`(
    scheme: QuantizationScheme
  ) throws {
    let list = try #require(
      try Repository.json("Golden/crest/tiny-moe-\(scheme.rawValue).decoded.json").object)
    let file = try TinyCrest.file(scheme)
    #expect(list["fingerprint"]?.string == file.manifest.fingerprint.description)
    let rows = try #require(list["tensors"]?.array)
    #expect(rows.count == file.manifest.tensors.count)
    for (row, record) in zip(rows, file.manifest.tensors) {
      let row = try #require(row.object)
      #expect(row["name"]?.string == record.name)
      #expect(row["encoding"]?.string == record.encoding.rawValue)
      #expect(row["shape"]?.array?.compactMap(\.integer) == record.shape)
      #expect(row["sha256"]?.string == file.decodedChecksum(record).description, "\(record.name)")
    }
    let checksum = Checksum(of: try TinyCrest.bytes(scheme)).description
    #expect(list["crest_sha256"]?.string == checksum)
  }
}
