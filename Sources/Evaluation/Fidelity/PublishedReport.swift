public import Base

/// What became of each published figure.
public struct PublishedReport: Sendable, Equatable {
  /// What a figure is about.
  public enum Kind: String, Sendable {
    /// The ids of a text.
    case tokenIDs = "token_ids"
    /// The cosine of two texts.
    case pair
    /// The first components of a vector.
    case vectorPrefix = "vector_prefix"
  }

  /// One figure.
  public struct Check: Sendable, Equatable {
    /// What it is about.
    public let kind: Kind
    /// The text, or the two texts of a pair with a stroke between.
    public let subject: String
    /// What was published, with the tolerance.
    public let expected: String
    /// What this model gave.
    public let found: String
    /// Whether that is close enough.
    public let passed: Bool
    /// Where the figure was published.
    public let source: String
  }

  /// The model that the figures are for.
  public let model: String
  /// All figures, in the order of the file.
  public let checks: [Check]

  /// Whether there is a figure and every one is met.
  public var passed: Bool { !checks.isEmpty && checks.allSatisfy(\.passed) }

  /// The report as JSON.
  public var json: JSONValue {
    [
      "schema_version": 1,
      "model": .string(model),
      "checks": .array(
        checks.map { check in
          [
            "kind": .string(check.kind.rawValue), "subject": .string(check.subject),
            "expected": .string(check.expected), "found": .string(check.found),
            "passed": .bool(check.passed), "source": .string(check.source),
          ]
        }),
      "passed": .bool(passed),
    ]
  }

  /// The report for a person, several lines without a newline at the end.
  public var text: String {
    let lines = checks.flatMap { check in
      [
        "\(check.passed ? "ok    " : "FAILED") \(check.kind.rawValue) \"\(Table.excerpt(check.subject))\"",
        "       expected \(check.expected)", "       found    \(check.found)",
      ]
    }
    let met = checks.count { $0.passed }
    return
      (lines + ["\(passed ? "PASSED" : "FAILED"): \(met) of \(checks.count) published figures"])
      .joined(separator: "\n")
  }
}
