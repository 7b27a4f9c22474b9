import ArgumentParser

/// How `embed` writes vectors.
enum VectorFormat: String, ExpressibleByArgument, CaseIterable {
  /// One JSON object per line.
  case jsonl
  /// One JSON object for all.
  case json
  /// NumPy's array file, version 1.0: one row per text, elements of the precision's type.
  case npy
}

/// Takes vectors in order and writes them in one of the formats.
protocol VectorWriter {
  /// Whether nobody reads what is written.
  var isClosed: Bool { get }
  /// Writes the next vectors.
  mutating func write(_ rows: [EmbeddingRow]) throws
  /// Ends the output, which is complete from then on.
  mutating func finish() throws
}
