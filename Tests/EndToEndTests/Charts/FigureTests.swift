import Base
import GoldcrestCLI
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite struct FigureTests {
  /// Every kind of figure, of fixed numbers.
  static func page(_ odd: Double) -> String {
    var page = Page(title: "Every <figure>")
    let histogram = Histogram(
      title: "Cosines", values: [0.91, 0.95, 0.955, 0.97, 0.99, 0.995, odd], scale: [1, odd],
      marks: [("mean", 0.96), ("bar", 0.5), ("none", odd)])
    let bars = ErrorBars(
      title: "By language", unit: "1 - cosine", textHeader: "mean", header: ["language", "worst"],
      rows: [
        .init(name: "de", value: 0.01, most: 0.02, text: "0.99", cells: ["0.98"]),
        .init(name: "<b>", value: odd, most: odd, text: "a & b", cells: ["\"\""]),
        .init(name: "fr", value: 0.005, most: nil, text: "0.995", cells: ["-"]),
      ])
    let line = LineChart(
      title: "Error", unit: "relative error", stepName: "layer", header: ["layer", "error"],
      steps: [0.01, 0.02, odd, 0.03, 0.025].enumerated().map {
        (name: "\($0)", value: $1, cells: ["\($1)"])
      }, notes: ["One note."])
    var table = DataTable("Widths", header: ["layer", "bits"])
    table.append(["0", "8"])
    let map = HeatMap(
      title: "Widths", rowName: "layer", groups: [("experts", 3)], columns: ["0", "1", "2"],
      rows: [
        ("0", [[.init(shade: 0.2, text: "4")], [], [.init(shade: 1, text: "32")]]),
        (
          "1",
          [
            [.init(shade: 0.2, text: "4"), .init(shade: 0.6, text: "8")],
            [.init(shade: odd, text: "?", isAlarming: true)], [],
          ]
        ),
      ], legend: [.init(shade: 0.2, text: "4 bits")], table: table)
    page.append(
      "Figures",
      [histogram.figure, bars.figure, line.figure, map.figure].map(\.markup)
        + [Figure.missing("Nothing", because: "nobody looked.")])
    return page.text
  }

  /// Recorded by these tests themselves with RECORD_GOLDENS=1, after a look in a browser.
  @Test func `the figures are drawn as they were when somebody looked`() throws {
    let name = "Golden/Snapshots/figures.html"
    let page = Self.page(0.925)
    if unsafe getenv("RECORD_GOLDENS") != nil {
      try AtomicFileWriter.write(
        Array(page.utf8), to: Repository.path(name), overwriting: true)
      Issue.record("recorded \(name)")
    }
    #expect(try Array(page.utf8) == Repository.bytes(name))
  }

  @Test(arguments: [0.925, .nan, .infinity, -.infinity, 0, -1e300, 1e300, 1e-300])
  func `whatever the values are, the page is well-formed and has no odd coordinate`(
    odd: Double
  ) throws {
    let page = Self.page(odd)
    #expect(WellFormed.problem(of: page) == nil)
    for word in ["nan", "inf"] {
      // In a table a value may say what it is.
      #expect(
        !page.lowercased().contains("=\"\(word)") && !page.lowercased().contains("-\(word)\""))
    }
    for attribute in page.split(separator: "=\"").dropFirst().map({ $0.prefix { $0 != "\"" } })
    where attribute.contains("e+") || attribute.contains("e-3") {
      Issue.record("\(attribute)")
    }
  }

  @Test func `a value that is not finite is told in words`() {
    let page = Self.page(.nan)
    #expect(page.contains("1 texts have no finite value and are not drawn."))
    #expect(page.contains(">not finite</text>"))
    #expect(page.contains("Not finite at 2."))
    #expect(page.contains("The bar, 0.5, lies outside the scale."))
  }

  @Test func `a page loads nothing and runs nothing`() {
    let page = Self.page(0.925)
    for word in ["<script", "http://", "https://", "url(", "@import", "<img", "<link", "src="] {
      #expect(!page.contains(word), "\(word)")
    }
    #expect(page.contains("default-src &#39;none&#39;"))
    #expect(page.contains("width=device-width"))
    #expect(page.contains("prefers-color-scheme:dark"))
  }

  @Test(arguments: [[], [1], [1, 1, 1], [0], [0.5, 0.5000001], [-1, 1], [.nan]] as [[Double]])
  func `few values, or equal ones, have a histogram too`(values: [Double]) {
    let figure = Histogram(title: "Cosines", values: values).figure
    #expect(WellFormed.problem(of: figure.markup.text) == nil)
    let drawn = values.count { $0.isFinite }
    #expect(figure.markup.text.contains("histogram of \(drawn) texts"))
  }

  @Test func `cosines that are all close to 1 are told apart`() {
    let values = [0.99999, 0.99995, 0.9999, 0.9998, 0.999, 0.998]
    let text = Histogram(title: "Cosines", values: values).figure.markup.text
    #expect(text.split(separator: "<rect class=\"bar\"").count == values.count + 1)
    for tick in ["0.999", "0.9999", "0.99999"] { #expect(text.contains(">\(tick)</text>")) }
  }

  @Test(arguments: [[0, 1], [-1, -0.5], [1, 1], [0.9, 0.99], [0.5, 1 - 1e-12]] as [[Double]])
  func `every cosine is counted once`(values: [Double]) {
    let text = Histogram(title: "Cosines", values: values).figure.markup.text
    let counts = text.split(separator: "<td>").compactMap { Int($0.prefix { $0 != "<" }) }
    #expect(counts.reduce(0, +) >= 2)
    #expect(counts.count { $0 > 0 } <= 2)
  }
}
