/// The rule for file names that an index may point at.
enum ShardName {
  /// What a refused name should have been, `nil` if `name` is a plain file name in the index's own
  /// folder, read as POSIX and as Windows do.
  static func objection(to name: String) -> String? {
    if name.utf8.contains(where: { $0 < 0x20 || $0 == 0x7f }) {
      return "a file name without control characters"
    }
    if name.utf8.contains(where: { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") }) {
      return "a file name without folders"
    }
    if name.utf8.contains(UInt8(ascii: ":")) { return "a file name without a drive" }
    let suffix = ".safetensors"
    guard name.hasSuffix(suffix), name.utf8.count > suffix.utf8.count else {
      return "a file name that ends in .safetensors"
    }
    guard name.utf8.count <= 255, name.utf8.first != UInt8(ascii: ".") else {
      return "a file name of at most 255 bytes that does not begin with a dot"
    }
    return nil
  }
}
