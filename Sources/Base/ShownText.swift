/// Texts as they may be shown: what comes from a file, a path or an argument neither steers a terminal,
/// nor begins a line, nor fills a screen.
extension String {
  /// The longest line about an error, in bytes, with what a program puts before and after it.
  private static let errorByteCount = 480

  /// The text with line breaks, escape codes, other control characters and those that turn the
  /// direction of what follows spelt out.
  package var escapingControlCharacters: String {
    guard unicodeScalars.contains(where: { $0.isSteering }) else { return self }
    var text = ""
    for scalar in unicodeScalars {
      text += scalar.isSteering ? scalar.escaped(asASCII: true) : String(scalar)
    }
    return text
  }

  /// The text as `escapingControlCharacters`, but for line feeds: what has lines of its own.
  package var escapingInLines: String {
    guard unicodeScalars.contains(where: { $0.isSteering && $0 != "\n" }) else { return self }
    return split(separator: "\n", omittingEmptySubsequences: false)
      .map { String($0).escapingControlCharacters }.joined(separator: "\n")
  }

  /// A message as a line about an error: control characters spelt out, at most 480 bytes.
  ///
  /// Of a longer one the longest of its parts (where, what was expected, what was found) lose their
  /// middles, so that each is still there.
  package var errorLine: String {
    guard utf8.count > String.errorByteCount || unicodeScalars.contains(where: { $0.isSteering })
    else { return self }
    var parts = [self[...]]
    for mark in [": expected ", ", found "] {
      guard let last = parts.popLast() else { break }
      let place = mark.hasPrefix(":") ? last.firstPlace(of: mark) : last.lastPlace(of: mark)
      guard let place else {
        parts.append(last)
        continue
      }
      parts += [last[..<place], last[place...]]
    }
    // Cut before as well: a part may have as many bytes as a file.
    let shown = parts.map {
      String($0).cutInside(to: String.errorByteCount).escapingControlCharacters
    }
    var rest = String.errorByteCount
    var limit = 0
    for (place, count) in shown.map(\.utf8.count).sorted().enumerated() {
      limit = rest / (shown.count - place)
      rest -= min(count, limit)
    }
    return shown.map { $0.cutInside(to: limit) }.joined()
  }

  /// The text with at most `limit` bytes: of a longer one the beginning and the end.
  package func cutInside(to limit: Int) -> String {
    guard utf8.count > limit else { return self }
    let mark = "…"
    let room = max(0, limit - mark.utf8.count)
    var head = ""
    for scalar in unicodeScalars {
      guard head.utf8.count + UTF8.width(scalar) <= room - room / 2 else { break }
      head.unicodeScalars.append(scalar)
    }
    var tail: [UnicodeScalar] = []
    var tailByteCount = 0
    for scalar in unicodeScalars.reversed() {
      tailByteCount += UTF8.width(scalar)
      guard tailByteCount <= room / 2 else { break }
      tail.append(scalar)
    }
    var text = head + mark
    text.unicodeScalars.append(contentsOf: tail.reversed())
    return text
  }

  /// What a file says, which may be as long as the file, in at most `limit` Unicode scalars.
  package func cut(to limit: Int = 400) -> String {
    let scalars = unicodeScalars
    let end = scalars.index(scalars.startIndex, offsetBy: limit, limitedBy: scalars.endIndex)
    guard let end, end < scalars.endIndex else { return self }
    return "\(String(scalars[..<end]))..."
  }
}

extension UnicodeScalar {
  /// Whether it is a control character, ends a line or a paragraph, or sets the direction of text.
  fileprivate var isSteering: Bool {
    switch value {
    case 0x00...0x1f, 0x7f...0x9f, 0x061c, 0x200e, 0x200f, 0x2028...0x202e, 0x2066...0x2069: true
    default: false
    }
  }
}

extension Substring {
  /// Where the bytes of `mark` first stand.
  fileprivate func firstPlace(of mark: String) -> String.Index? {
    var place = utf8.startIndex
    while let start = utf8[place...].firstIndex(of: mark.utf8.first ?? 0) {
      if utf8[start...].starts(with: mark.utf8) { return start }
      place = utf8.index(after: start)
    }
    return nil
  }

  /// Where the bytes of `mark` last stand.
  fileprivate func lastPlace(of mark: String) -> String.Index? {
    var place = utf8.endIndex
    while let start = utf8[..<place].lastIndex(of: mark.utf8.first ?? 0) {
      if utf8[start...].starts(with: mark.utf8) { return start }
      place = start
    }
    return nil
  }
}
