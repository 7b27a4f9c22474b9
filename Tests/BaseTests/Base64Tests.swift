import Base
import Testing

@Suite struct Base64Tests {
  @Test(
    arguments: [
      ([], ""), ([0x66], "Zg=="), ([0x66, 0x6f], "Zm8="), ([0x66, 0x6f, 0x6f], "Zm9v"),
      ([0xfb, 0xff, 0xfe, 0x00], "+//+AA=="),
    ] as [([UInt8], String)])
  func `bytes are text as RFC 4648 has it, and bytes again`(bytes: [UInt8], text: String) {
    #expect(Base64.encode(bytes) == Array(text.utf8))
    #expect(Base64.decode(text) == bytes)
  }

  @Test func `every length comes back`() {
    for count in 0..<100 {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 37 + count) }
      #expect(Base64.decode(String(decoding: Base64.encode(bytes), as: UTF8.self)) == bytes)
    }
  }

  @Test(arguments: ["Zg=", "Zg", "Z===", "Zh==", "Zm9=", "Zm 9", "Zm9_", "=AAA", "Zg==Zg=="])
  func `what is not base64 is refused`(text: String) {
    #expect(Base64.decode(text) == nil)
  }
}
