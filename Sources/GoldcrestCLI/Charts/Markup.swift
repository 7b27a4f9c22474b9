import Base

/// A piece of an HTML page that is well-formed XML, too: every element is closed, every text escaped.
public struct Markup: Sendable, Equatable {
  /// The piece as text.
  public private(set) var text: String

  /// A text, escaped.
  public init(_ text: String) { self.text = Markup.escaped(text) }

  /// An element with attributes in their order and children in theirs.
  public init(
    _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String> = [:],
    _ children: [Markup] = []
  ) {
    var text = "<\(name)"
    for (key, value) in attributes { text += " \(key)=\"\(Markup.escaped(value))\"" }
    // HTML closes this itself and takes no end tag for it; it wants one for any other that is used.
    let isVoid = "\(name)" == "meta"
    text += isVoid ? " />" : ">" + children.map(\.text).joined() + "</\(name)>"
    self.text = text
  }

  /// An element with a text in it.
  public init(
    _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String> = [:], _ text: String
  ) {
    self.init(name, attributes, [Markup(text)])
  }

  /// A style sheet of our own, which needs no escaping and must not have any.
  init(style: StaticString) { text = "<style>\(style)</style>" }

  /// The text with what steers markup spelled out; characters that XML forbids become U+FFFD.
  static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      case "\t", "\n", "\r": escaped += " "
      case "\u{0}"..."\u{1f}", "\u{7f}"..."\u{9f}", "\u{fffe}", "\u{ffff}": escaped += "\u{fffd}"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  /// A text of a stranger's: its direction stays its own, its end is cut off after `limit` scalars.
  public static func foreign(_ text: String, language: String? = nil, limit: Int = 280) -> Markup {
    var cut = ""
    var count = 0
    for character in text {
      count += character.unicodeScalars.count
      guard count <= limit else {
        cut += "…"
        break
      }
      cut.append(character)
    }
    if let language, isTag(language) {
      return Markup("bdi", ["lang": language, "dir": "auto"], cut)
    }
    return Markup("bdi", ["dir": "auto"], cut)
  }

  /// Whether a text looks like a language tag: letters, digits and hyphens, at most 35.
  private static func isTag(_ text: String) -> Bool {
    (2...35).contains(text.utf8.count)
      && text.utf8.allSatisfy {
        (0x61...0x7a).contains($0 | 0x20) || (0x30...0x39).contains($0) || $0 == 0x2d
      }
  }
}
