package import Base

/// The keys that clients must send, one of which is enough.
package struct AccessKeys: Sendable {
  private let keys: [[UInt8]]

  /// The largest file of keys, in bytes.
  private static let maximumFileByteCount = 1 << 20

  /// Reads one key from each line; lines that are empty or begin with `#` hold none.
  ///
  /// - Throws: `AccessKeyError` if the file cannot be read, has no key, or a key that a header cannot carry.
  package init(path: String) throws(AccessKeyError) {
    let file = try wrapping(AccessKeyError.file, ReadableFile(path: path))
    let bytes = try wrapping(
      AccessKeyError.file, file.contents(limit: AccessKeys.maximumFileByteCount))
    var keys: [[UInt8]] = []
    for (index, line) in bytes.split(separator: 0x0a, omittingEmptySubsequences: false).enumerated()
    {
      let key = AccessKeys.trimmed(line)
      guard let first = key.first, first != UInt8(ascii: "#") else { continue }
      guard key.allSatisfy({ (0x21...0x7e).contains($0) }) else {
        throw .line(place: "\(path): line \(index + 1)")
      }
      keys.append(Array(key))
    }
    guard !keys.isEmpty else { throw .noKeys(path: path) }
    self.keys = keys
  }

  /// Whether `candidate` is one of the keys.
  ///
  /// How long it takes depends on the keys and on the length of `candidate`, not on where they differ.
  package func contains(_ candidate: String) -> Bool {
    let candidate = Array(candidate.utf8)
    var found: UInt8 = 0
    for key in keys {
      var difference: UInt8 = key.count == candidate.count ? 0 : 1
      for (index, byte) in candidate.enumerated() { difference |= byte ^ key[index % key.count] }
      found |= difference == 0 ? 1 : 0
    }
    return found != 0
  }

  private static func trimmed(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x09 || byte == 0x0d }
    let start = line.drop(while: isSpace)
    guard let last = start.lastIndex(where: { !isSpace($0) }) else { return [] }
    return start[...last]
  }
}

/// Why a file of keys is not used; no text of it is repeated.
package enum AccessKeyError: Error, Equatable, Sendable, CustomStringConvertible {
  case file(FileError)
  /// A key has a character that a header field cannot carry.
  case line(place: String)
  case noKeys(path: String)

  package var description: String {
    switch self {
    case .file(let error): error.description
    case .line(let place): "\(place): expected a key of printable ASCII, found another character"
    case .noKeys(let path): "\(path): expected at least one key, found none"
    }
  }
}
