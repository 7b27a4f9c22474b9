import Bytes

enum ManifestCoding {
  static func encode(_ manifest: Manifest) -> [UInt8] { [] }
  static func fingerprint(of manifest: Manifest) -> Checksum { Checksum(of: []) }
  static func decode(
    _ bytes: [UInt8], minorVersion: UInt16, path: String
  ) throws(CrestError) -> Manifest {
    throw .missing(path: path, field: "model")
  }
}
