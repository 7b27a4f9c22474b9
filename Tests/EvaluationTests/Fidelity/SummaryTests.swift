import Evaluation
import Testing

@Suite struct SummaryTests {
  @Test func `one value is its own mean, minimum and percentiles`() {
    let summary = Summary(of: [0.25])
    #expect([summary.mean, summary.min, summary.p1, summary.p50] == [0.25, 0.25, 0.25, 0.25])
  }

  @Test func `percentiles are by nearest rank`() {
    let four = Summary(of: [4, 1, 3, 2])
    #expect([four.mean, four.min, four.p1, four.p50] == [2.5, 1, 1, 2])
    #expect(Summary(of: [3, 1, 2]).p50 == 2)
    #expect(Summary(of: (1...100).map(Double.init)).p1 == 1)
    let many = Summary(of: (1...101).reversed().map(Double.init))
    #expect([many.min, many.p1, many.p50] == [1, 2, 51])
    #expect(Summary(of: (1...1000).map(Double.init)).p1 == 10)
  }

  @Test(arguments: [[], [.nan], [1, .nan, 2], [1, .infinity], [.nan, -1]] as [[Double]])
  func `a value that is not finite, or none at all, makes everything NaN`(values: [Double]) {
    let summary = Summary(of: values)
    #expect(!summary.isFinite)
    #expect(summary.mean.isNaN && summary.min.isNaN && summary.p1.isNaN && summary.p50.isNaN)
  }
}
