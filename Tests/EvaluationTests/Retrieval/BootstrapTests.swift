import Evaluation
import TestSupport
import Testing

struct BootstrapTests {
  @Test func `values that are all the same leave no room for doubt`() {
    let interval = Bootstrap(resampleCount: 500).interval(of: [[0.25, 0.25], [0.25]])
    #expect(interval == .init(mean: 0.25, low: 0.25, high: 0.25))
  }

  @Test func `the same seed gives the same interval, another one another`() {
    var random = Random(seed: 8)
    let values = [random.normals(50).map(Double.init)]
    let first = Bootstrap(resampleCount: 1000, seed: 7).interval(of: values)
    #expect(first == Bootstrap(resampleCount: 1000, seed: 7).interval(of: values))
    #expect(first != Bootstrap(resampleCount: 1000, seed: 8).interval(of: values))
  }

  @Test func `of many values the interval is that of the normal distribution`() {
    // Unit: standard errors of the mean. Measured: 0.007.
    let tolerance = 0.1
    var random = Random(seed: 9)
    let groups = [random.normals(400), random.normals(900, deviation: 3)]
      .map { $0.map(Double.init) }
    func variance(_ values: [Double]) -> Double {
      let mean = values.reduce(0, +) / Double(values.count)
      return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    }
    // The mean of two means that know nothing of each other.
    let error =
      (groups.reduce(0) { $0 + variance($1) / Double($1.count) } / 4).squareRoot()
    let interval = Bootstrap(resampleCount: 10_000).interval(of: groups)
    let mean = groups.reduce(0) { $0 + $1.reduce(0, +) / Double($1.count) } / 2
    #expect(abs(interval.mean - mean) < 1e-12)
    #expect(abs((interval.mean - interval.low) / error - 1.96) < tolerance)
    #expect(abs((interval.high - interval.mean) / error - 1.96) < tolerance)
  }

  @Test func `sets have the same weight, however many queries they have`() {
    let interval = Bootstrap(resampleCount: 100).interval(of: [[1, 1, 1, 1], [0]])
    #expect(interval == .init(mean: 0.5, low: 0.5, high: 0.5))
  }
}
