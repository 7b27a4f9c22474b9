import Base
import Evaluation
import Testing

struct IdentifierTests {
  @Test func `names are compared by their bytes`() {
    let (composed, decomposed) = (Identifier("\u{e9}"), Identifier("e\u{301}"))
    #expect(composed != decomposed)
    #expect(Set([composed, decomposed]).count == 2)
    #expect(decomposed < composed)
    #expect(Identifier("10") < Identifier("9"))
    #expect(Identifier("a") < Identifier("ab"))
  }
}
