import CrestWriting
import Hashing
import Base
import CrestFormat
import Model
import TestSupport
import Testing

/// The tiny model's files, and one with Dense steps, against what the independent reader in `Formats/` decoded from them once.
///
/// No Python runs here: `Scripts/check-reader` makes and compares the lists.
@Suite struct DecodedOracleTests {
  @Test(arguments: [QuantizationScheme.int8, .int4])
  func `every tensor decodes to the bits that the independent reader found`(
    scheme: QuantizationScheme
  ) throws {
    try Self.compare(TinyCrest.file(scheme), with: "tiny-moe-\(scheme.rawValue)")
  }

  @Test func `so does every tensor of a file with Dense steps in 4 bits`() throws {
    try TemporaryFolder.with { folder in
      let path = try PipelineTests.write("dense-twice", into: folder)
      try Self.compare(
        convert(path, .int4, to: folder.path("a.crest")), with: "dense-twice-int4")
    }
  }

  private static func compare(_ file: CrestFile, with name: String) throws {
    let list = try #require(
      try Repository.json("Golden/crest/\(name).decoded.json").object)
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
    let bytes = file.mapping.region(0..<file.mapping.byteCount).bytes
    #expect(list["crest_sha256"]?.string == Checksum(of: bytes).description)
  }
}
