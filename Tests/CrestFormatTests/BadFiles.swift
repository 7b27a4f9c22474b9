import CrestWriting
import Base
import CrestFormat
import Model
import Testing

/// One file that must be refused: `Golden/Bad/crest/<name>.crest`.
struct BadFile: Sendable, CustomTestStringConvertible {
  let name: String
  /// What the error's text must contain: the field or part at fault.
  let names: String
  /// Whether only `verifyChecksums` sees it.
  var whenVerified = false
  let bytes: @Sendable () throws -> [UInt8]

  var testDescription: String { name }

  static let all =
    headCases + wireCases + featureCases + stepCases + contentCases + modelCases + tableCases
    + reportCases + wordPieceCases + bytePairCases
}

extension BadFile {
  /// A file whose manifest's values are changed, then signed and fingerprinted like a good one.
  static func manifest(
    _ name: String, _ names: String, whenVerified: Bool = false,
    of bytes: @escaping @Sendable () throws -> [UInt8] = Small.bytes,
    _ change: @escaping @Sendable (inout Manifest) -> Void
  ) -> BadFile {
    BadFile(name: name, names: names, whenVerified: whenVerified) {
      let base = try bytes()
      var manifest = try Manifest.decode(
        ByteRegion(copying: manifestBytes(base)), minorVersion: CrestLimits.minorVersion, path: name
      ).manifest
      change(&manifest)
      manifest.fingerprint = ManifestEncoder.fingerprint(of: manifest)
      return replacingManifest(
        base, ManifestEncoder.encode(manifest), minorVersion: manifest.minorVersion)
    }
  }

  /// A file whose manifest's encoding is changed at the first field of these numbers.
  static func wire(
    _ name: String, _ names: String, at numbers: [Int],
    of bytes: @escaping @Sendable () throws -> [UInt8] = Small.bytes,
    _ edit: @escaping @Sendable (inout [WireField], Int) -> Void
  ) -> BadFile {
    BadFile(name: name, names: names) {
      let base = try bytes()
      return replacingManifest(base, wireEditing(manifestBytes(base), numbers: numbers, edit))
    }
  }

  /// A file whose text field is another text.
  static func text(_ name: String, _ names: String, at numbers: [Int], _ text: String) -> BadFile {
    wire(name, names, at: numbers) { $0[$1].value = Array(text.utf8) }
  }

  /// A file with changed bytes; `sign` makes the head's checksum right again.
  static func bytes(
    _ name: String, _ names: String, sign: Bool = false,
    _ change: @escaping @Sendable (inout [UInt8]) -> Void
  ) -> BadFile {
    BadFile(name: name, names: names) {
      var bytes = try Small.bytes()
      change(&bytes)
      return sign ? resigned(bytes) : bytes
    }
  }

  /// A file with one changed tensor, checksums and fingerprint being right.
  static func content(
    _ name: String, _ names: String, of declared: [TensorDeclaration] = Small.tensors,
    tensor index: Int, as encoding: StoredEncoding? = nil,
    _ change: @escaping @Sendable (inout [UInt8], WeightLayout) -> Void
  ) -> BadFile {
    BadFile(name: name, names: names, whenVerified: true) {
      let folder = TemporaryFolder()
      let path = "\(folder.path)/a.crest"
      var tensors = declared
      if let encoding {
        let tensor = tensors[index]
        tensors[index] = TensorDeclaration(
          name: tensor.name, encoding: encoding, shape: tensor.shape, rotation: tensor.rotation,
          layer: tensor.layer)
      }
      let writer = try CrestWriter(
        path: path, plan: CrestPlan(tensors, path: path), overwriting: false)
      for (number, tensor) in tensors.enumerated() {
        var bytes = syntheticBytes(tensor, seed: UInt64(number))
        if number == index, let layout = tensor.layout { change(&bytes, layout) }
        try writer.write(bytes, tensor: number, at: 0)
      }
      try writer.finish(Small.content)
      return try folder.bytes("a.crest")
    }
  }
}

extension Array where Element == UInt8 {
  mutating func put(_ bytes: [UInt8], at offset: Int) {
    replaceSubrange(offset..<offset + bytes.count, with: bytes)
  }

  mutating func put<Integer: FixedWidthInteger>(_ value: Integer, at offset: Int) {
    var bytes: [UInt8] = []
    bytes.appendLittleEndian(value)
    put(bytes, at: offset)
  }
}
