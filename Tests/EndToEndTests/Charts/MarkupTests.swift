import GoldcrestCLI
import Testing

@Suite struct MarkupTests {
  @Test func `texts and attributes cannot leave their places`() {
    let hostile = "</p><script>alert('1')</script>&amp;\"'\u{0}\u{1b}\u{fffe}\n"
    let markup = Markup("p", ["title": hostile], hostile)
    let safe =
      "&lt;/p&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;amp;&quot;&#39;"
      + "\u{fffd}\u{fffd}\u{fffd} "
    #expect(markup.text == "<p title=\"\(safe)\">\(safe)</p>")
  }

  @Test func `a stranger's text is isolated and cut, and its language is a tag or nothing`() {
    #expect(
      Markup.foreign("\u{202e}abc", language: "ar").text
        == "<bdi lang=\"ar\" dir=\"auto\">\u{202e}abc</bdi>")
    #expect(Markup.foreign("a", language: "\" onload=\"x").text == "<bdi dir=\"auto\">a</bdi>")
    #expect(Markup.foreign("abcdef", limit: 3).text == "<bdi dir=\"auto\">abc…</bdi>")
    // A letter with more marks than are shown of any text.
    let tall = "a" + String(repeating: "\u{301}", count: 1000)
    #expect(Markup.foreign("x\(tall)").text == "<bdi dir=\"auto\">x…</bdi>")
  }
}
