import CrestWriting
import Model
import Base
import CrestFormat
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Whether goldens are written anew; a run that does so fails.
let isRecording = unsafe getenv("RECORD_GOLDENS") != nil

/// What a command prints, and its exit status.
func run(_ command: String) -> (output: String, status: Int32) {
  guard let pipe = unsafe popen(command, "r") else { return ("", -1) }
  var output: [UInt8] = []
  while true {
    let byte = unsafe fgetc(pipe)
    if byte == EOF { break }
    output.append(UInt8(truncatingIfNeeded: byte))
  }
  let status = unsafe pclose(pipe)
  return (String(decoding: output, as: UTF8.self), (status >> 8) & 0xff)
}

let hasPython = run("python3 -c pass 2>&1").status == 0

@Suite struct GoldenTests {
  let folder = TemporaryFolder()
  let golden = "\(repositoryPath)/Golden/crest"
  let reader = "\(repositoryPath)/Formats/reader.py"

  @Test(arguments: GoldenCrest.allCases)
  func `the writer gives the golden file's bytes`(_ name: GoldenCrest) throws {
    let (tensors, content) = name.file
    try write(tensors, content, to: "\(folder.path)/\(name.rawValue).crest")
    let bytes = try folder.bytes("\(name.rawValue).crest")
    let path = "\(golden)/\(name.rawValue)"
    if isRecording {
      try AtomicFileWriter.write(bytes, to: "\(path).crest", overwriting: true)
      let decoded = run("python3 \(reader) \(path).crest").output
      try AtomicFileWriter.write(
        Array(decoded.utf8), to: "\(path).decoded.json", overwriting: true)
      Issue.record("recorded Golden/crest")
    }
    #expect(try bytes == TemporaryFolder.bytes("\(path).crest"))
  }

  @Test(arguments: GoldenCrest.allCases)
  func `both readers decode every tensor to the same bits`(_ name: GoldenCrest) throws {
    let file = try CrestFile(path: "\(golden)/\(name.rawValue).crest")
    try file.verifyChecksums()
    let path = "\(golden)/\(name.rawValue).decoded.json"
    let listed = try JSONValue(parsing: TemporaryFolder.bytes(path))
    let object = try #require(listed.object)
    #expect(object["fingerprint"]?.string == file.manifest.fingerprint.description)
    let rows = try #require(object["tensors"]?.array)
    #expect(rows.count == file.manifest.tensors.count)
    for (row, record) in zip(rows, file.manifest.tensors) {
      let row = try #require(row.object)
      #expect(row["name"]?.string == record.name)
      #expect(row["encoding"]?.string == record.encoding.rawValue)
      #expect(
        row["sha256"]?.string == file.decodedChecksum(record).description, "\(record.name)")
    }
  }

  @Test(.enabled(if: hasPython), arguments: GoldenCrest.allCases)
  func `the Python reader prints the committed list`(_ name: GoldenCrest) throws {
    let (output, status) = run("python3 \(reader) \(golden)/\(name.rawValue).crest")
    #expect(status == 0)
    let path = "\(golden)/\(name.rawValue).decoded.json"
    #expect(try output == String(decoding: TemporaryFolder.bytes(path), as: UTF8.self))
  }

  @Test func `decoded values follow the formula`() throws {
    let file = try CrestFile(path: "\(golden)/all-encodings.crest")
    let record = try #require(file["layers.1.experts.0.up.weight"])
    let values = try #require(file.decode(record))
    #expect(values.count == 40 * 64)
    let data = file.region(of: record, part: \.data).bytes
    let groups = file.region(of: record, part: \.groupScales).bytes
    let scales = file.region(of: record, part: \.rowScales).elements(as: Float.self)
    for (row, input) in [(0, 0), (1, 4), (15, 63), (16, 31), (39, 32)] {
      let byte = data[((row / 16 * 8 + input / 8) * 16 + row % 16) * 4 + input % 4]
      let nibble = input % 8 < 4 ? byte & 15 : byte >> 4
      let group = groups[(row / 16 * 2 + input / 32) * 16 + row % 16]
      #expect(
        values[row * 64 + input] == Float((Int(nibble) - 8) * Int(group)) * scales[row])
    }
  }

  @Test func `decoded values of 3 bits follow the formula`() throws {
    let file = try CrestFile(path: "\(golden)/all-encodings.crest")
    let record = try #require(file["layers.1.experts.1.up.weight"])
    let values = try #require(file.decode(record))
    #expect(record.encoding == .int3 && values.count == 17 * 96)
    let data = file.region(of: record, part: \.data).bytes
    let groups = file.region(of: record, part: \.groupScales).bytes
    let scales = file.region(of: record, part: \.rowScales).elements(as: Float.self)
    for (row, input) in [(0, 0), (1, 4), (15, 63), (16, 31), (16, 95), (3, 50)] {
      let group = row / 16 * 3 + input / 32
      let (quad, lane) = (input % 32 / 4, row % 16 * 4 + input % 4)
      let low = data[group * 192 + quad / 4 * 64 + lane] >> (quad % 4 * 2) & 3
      let high = data[group * 192 + 128 + lane] >> quad & 1
      let integer = (Int(low) + 4 * Int(high) - 4) * Int(groups[group * 16 + row % 16])
      #expect(values[row * 96 + input] == Float(integer) * scales[row])
    }
  }
}

/// The good files of `Golden/crest`.
enum GoldenCrest: String, CaseIterable {
  case allEncodings = "all-encodings"
  case wordpiece
  case paddedInputs = "padded-inputs"

  var file: (tensors: [TensorDeclaration], content: ManifestContent) {
    switch self {
    case .allEncodings: (AllEncodings.tensors, AllEncodings.content)
    case .wordpiece: (SmallWordPiece.tensors, SmallWordPiece.content)
    case .paddedInputs: (PaddedInputs.tensors, PaddedInputs.content)
    }
  }
}
