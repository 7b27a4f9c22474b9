/// The writing system of a text, as far as ranges of code points tell.
enum TextScript: String {
  case arabic = "Arabic"
  case armenian = "Armenian"
  case bengali = "Bengali"
  case cyrillic = "Cyrillic"
  case devanagari = "Devanagari"
  case georgian = "Georgian"
  case greek = "Greek"
  case han = "Han"
  case hangul = "Hangul"
  case hebrew = "Hebrew"
  case kana = "Kana"
  case latin = "Latin"
  case tamil = "Tamil"
  case thai = "Thai"
  /// Letters of other scripts.
  case other = "other scripts"
  /// No letter at all.
  case none = "no letters"

  /// The script of most letters of a text.
  ///
  /// Of equally many it is the one that comes first. Kana decide for Japanese, which has more Han
  /// letters than kana.
  init(of text: String) {
    var counts: [(script: TextScript, count: Int)] = []
    for scalar in text.unicodeScalars where scalar.properties.isAlphabetic {
      let script = TextScript(of: scalar.value)
      if let place = counts.firstIndex(where: { $0.script == script }) {
        counts[place].count += 1
      } else {
        counts.append((script, 1))
      }
    }
    if counts.contains(where: { $0.script == .kana }) {
      self = .kana
      return
    }
    var best = (script: TextScript.none, count: 0)
    for entry in counts where entry.count > best.count { best = entry }
    self = best.script
  }

  private init(of scalar: UInt32) {
    self =
      switch scalar {
      case 0x41...0x24f, 0x1e00...0x1eff, 0xff21...0xff5a: .latin
      case 0x370...0x3ff, 0x1f00...0x1fff: .greek
      case 0x400...0x52f: .cyrillic
      case 0x531...0x58f: .armenian
      case 0x590...0x5ff: .hebrew
      case 0x600...0x6ff, 0x750...0x77f, 0x8a0...0x8ff, 0xfb50...0xfdff, 0xfe70...0xfeff: .arabic
      case 0x900...0x97f: .devanagari
      case 0x980...0x9ff: .bengali
      case 0xb80...0xbff: .tamil
      case 0xe00...0xe7f: .thai
      case 0x10a0...0x10ff: .georgian
      case 0x1100...0x11ff, 0x3130...0x318f, 0xac00...0xd7af: .hangul
      case 0x3040...0x30ff, 0x31f0...0x31ff, 0xff66...0xff9f: .kana
      case 0x3400...0x4dbf, 0x4e00...0x9fff, 0xf900...0xfaff, 0x20000...0x323af: .han
      default: .other
      }
  }
}
