import Base
import Testing

struct ClosestTests {
  private let commands = ["convert", "prune", "inspect", "verify", "eval", "embed", "bench"]

  @Test(
    arguments: [
      ("conver", "convert"), ("convret", "convert"), ("Embed", "embed"), ("emebd", "embed"),
      ("insp", "inspect"), ("verfy", "verify"), ("ev", nil), ("x", nil), ("", nil),
      ("nonsense", nil), ("quantize", nil),
    ] as [(String, String?)])
  func `the closest name is found, and none if nothing is close`(word: String, name: String?) {
    #expect(Closest.name(to: word, among: commands) == name)
  }

  @Test func `a beginning that several names have in common suggests none of them`() {
    #expect(Closest.name(to: "model", among: ["model-one", "model-two"]) == nil)
    #expect(Closest.name(to: "model", among: []) == nil)
  }

  @Test func `very long words are not compared`() {
    let long = String(repeating: "a", count: 100_000)
    #expect(Closest.name(to: long, among: [long]) == nil)
  }
}
