extension ServerRequest {
  /// The value of the first item of a name in the query, percent signs and pluses resolved; `nil` without
  /// one.
  ///
  /// What is no UTF-8 becomes U+FFFD.
  package func queryValue(_ name: StaticString) -> String? {
    let name = Array(name.description.utf8)
    for item in Array(query.utf8).split(separator: UInt8(ascii: "&")) {
      let end = item.firstIndex(of: UInt8(ascii: "=")) ?? item.endIndex
      guard ServerRequest.decoded(item[..<end]) == name else { continue }
      return String(decoding: ServerRequest.decoded(item[end...].dropFirst()), as: UTF8.self)
    }
    return nil
  }

  private static func decoded(_ text: ArraySlice<UInt8>) -> [UInt8] {
    PercentEncoding.decoded(text.map { $0 == UInt8(ascii: "+") ? 0x20 : $0 }[...])
  }
}
