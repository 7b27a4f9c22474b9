import ArgumentParser
import Base
import Evaluation
import Inference
import Model

/// How `embed` writes vectors.
enum VectorFormat: String, ExpressibleByArgument, CaseIterable {
  /// One JSON object per line.
  case jsonl
  /// One JSON object for all.
  case json
  /// NumPy's array file, version 1.0: one row per text, elements of the precision's type.
  case npy

  /// The format of a file by its name; `nil` if that says nothing.
  init?(path: String) {
    guard let format = VectorFormat.allCases.first(where: { path.hasSuffix(".\($0.rawValue)") })
    else { return nil }
    self = format
  }

  // What the parser would find by itself, through key paths and conformances, at every start.
  static var allValueStrings: [String] { allCases.map { $0.rawValue } }
  static var allValueDescriptions: [String: String] { [:] }
}

/// Writes answers, in order, in one of the formats.
protocol VectorWriter {
  var isClosed: Bool { get }
  mutating func write(_ answers: [EmbeddingAnswer]) throws
  mutating func finish() throws
}

/// Writes vectors as JSON: one object per line, or one object for all.
struct JSONVectorWriter: VectorWriter {
  private var output: OutputFile
  /// The members that precede the vectors in the one object; `nil` for lines.
  private let head: JSONObject?
  private let writesDense: Bool
  private var count = 0

  /// One object per line; `header` is the first of them.
  init(lines output: OutputFile, header: JSONObject?, writesDense: Bool) throws {
    self.output = output
    self.writesDense = writesDense
    head = nil
    if let header { try self.output.append(Array((JSONValue.object(header).text + "\n").utf8)) }
  }

  init(object output: OutputFile, head: JSONObject, writesDense: Bool) {
    self.output = output
    self.head = head
    self.writesDense = writesDense
  }

  var isClosed: Bool { output.isClosed }

  mutating func write(_ answers: [EmbeddingAnswer]) throws {
    guard !answers.isEmpty else { return }
    var text = ""
    for answer in answers {
      if let head { text += count == 0 ? opening(head) : "," }
      switch answer {
      case .success(let row): text += row.jsonText(writesDense: writesDense)
      case .failure(let refusal): text += refusal.json.text
      }
      if head == nil { text += "\n" }
      count += 1
    }
    try output.append(Array(text.utf8))
  }

  mutating func finish() throws {
    if let head { try output.append(Array(((count == 0 ? opening(head) : "") + "]}\n").utf8)) }
    try output.finish()
  }

  private func opening(_ head: JSONObject) -> String {
    "\(JSONValue.object(head).text.dropLast()),\"embeddings\":["
  }
}

/// Shows the beginning of every vector to a person at a terminal, where all digits would be 4 kB a text.
struct VectorPreview: VectorWriter {
  private static let valueCount = 3

  private var output: OutputFile
  private let writesDense: Bool
  private let report: ReportArguments

  /// Writes to `output`; the hint at the whole vectors is a message.
  init(_ output: OutputFile, writesDense: Bool, report: ReportArguments) {
    self.output = output
    self.writesDense = writesDense
    self.report = report
  }

  var isClosed: Bool { output.isClosed }

  mutating func write(_ answers: [EmbeddingAnswer]) throws {
    for answer in answers {
      let lines =
        switch answer {
        case .success(let row): [name(row.id) + text(of: row)] + details(of: row)
        case .failure(let refusal):
          [name(refusal.id) + "error: \(refusal.error.description.errorLine)"]
        }
      let text = lines.map { $0.escapingControlCharacters + "\n" }.joined()
      try output.append(Array(text.utf8))
    }
  }

  mutating func finish() throws {
    try output.finish()
    report.say("note: a preview; --output-format jsonl, -o FILE or a pipe gives all values")
  }

  private func name(_ id: JSONValue) -> String {
    "\((id.string ?? id.text).cutInside(to: 100)): "
  }

  private func text(of row: EmbeddingRow) -> String {
    var facts: [String] = []
    if writesDense {
      let dense = row.embedding.dense
      let norm = Cosine.length(dense).fixed(4)
      facts.append("\(values(row.vector)) \(dense.count) dimensions, norm \(norm)")
    }
    if let tokens = row.tokens {
      let cut = tokens.truncatedCount
      facts.append("\(tokens.count) tokens" + (cut > 0 ? " and \(cut) that did not fit" : ""))
    }
    return facts.joined(separator: ", ")
  }

  private func values(_ vector: StoredVector) -> String {
    let isFloat = vector.precision == .float32 || vector.precision == .float16
    let elements = vector.elements
    let first = elements.prefix(VectorPreview.valueCount).map { value in
      isFloat ? Double(value).fixed(4) : String(Int(value))
    }
    let rest = elements.count > first.count ? ", ..." : ""
    return "[\(first.joined(separator: ", "))\(rest)]"
  }

  /// The outputs of other heads.
  private func details(of row: EmbeddingRow) -> [String] {
    var lines: [String] = []
    if let weights = row.embedding.sparse {
      let largest = weights.sorted { $0.weight > $1.weight }.prefix(VectorPreview.valueCount)
      let list = largest.map { "\($0.id): \(Double($0.weight).fixed(4))" }.joined(separator: ", ")
      lines.append("  sparse: \(weights.count) weights" + (list.isEmpty ? "" : ", {\(list), ...}"))
    }
    if let vectors = row.embedding.colbert {
      let size = vectors.first.map { " of \($0.count) dimensions" } ?? ""
      lines.append("  colbert: \(vectors.count) vectors\(size)")
    }
    return lines
  }
}

/// Writes vectors as a `.npy` file: NumPy's format 1.0, little-endian, `[N, D]`.
///
/// The header holds the number of rows, which is known only at the end, so rows wait in an unnamed
/// temporary file.
/// Format: numpy/lib/format.py, "Format Version 1.0".
struct NumPyVectorWriter: VectorWriter {
  private static let pieceByteCount = 64 << 10
  /// Magic, version, length of the dictionary, dictionary; a multiple of 64.
  private static let headerByteCount = 128

  private var output: OutputFile
  private let header: OutputFile?
  private let precision: VectorPrecision
  private let elementCount: Int
  private var rowCount = 0
  private let spool: Spool

  /// Takes vectors of `dimensions` components in one precision; `header` is a written file that appears
  /// together with the array.
  init(
    _ output: OutputFile, header: OutputFile?, dimensions: Int, precision: VectorPrecision
  ) throws(CommandLineError) {
    self.output = output
    self.header = header
    self.precision = precision
    elementCount = precision.elementCount(of: dimensions)
    spool = try Spool()
  }

  var isClosed: Bool { output.isClosed }

  /// - Precondition: no answer is a refusal, for which an array has no place.
  mutating func write(_ answers: [EmbeddingAnswer]) throws {
    var bytes: [UInt8] = []
    for answer in answers {
      let row = try answer.get()
      precondition(row.vector.precision == precision)
      precondition(precision.elementCount(of: row.vector.componentCount) == elementCount)
      bytes += row.vector.bytes
    }
    try spool.append(bytes)
    rowCount += answers.count
  }

  mutating func finish() throws {
    try output.append(arrayHeader)
    try spool.rewind()
    while let piece = try spool.next(NumPyVectorWriter.pieceByteCount), !output.isClosed {
      try output.append(piece)
    }
    try output.finish()
    try header?.finish()
  }

  private var arrayHeader: [UInt8] {
    let text =
      "{'descr': '\(precision.numPyType)', 'fortran_order': False, "
      + "'shape': (\(rowCount), \(elementCount)), }"
    let prefix = NumPyArray.magic + [1, 0]
    let length = NumPyVectorWriter.headerByteCount - prefix.count - 2
    var bytes = prefix
    bytes.appendLittleEndian(UInt16(length))
    bytes += Array(text.utf8)
    bytes += [UInt8](repeating: 0x20, count: length - text.utf8.count - 1) + [0x0a]
    return bytes
  }
}

/// Bytes that wait on disk, in an unnamed file that vanishes with the process.
@safe final class Spool {
  // Safety: opened here, closed in deinit, never handed out.
  private let file: UnsafeMutablePointer<FILE>

  /// - Throws: `CommandLineError.stream` if the system gives no temporary file.
  init() throws(CommandLineError) {
    guard let file = unsafe tmpfile() else { throw Spool.failure("make") }
    unsafe self.file = file
  }

  deinit { unsafe fclose(file) }

  func append(_ bytes: [UInt8]) throws(CommandLineError) {
    guard unsafe fwrite(bytes, 1, bytes.count, file) == bytes.count else {
      throw Spool.failure("write")
    }
  }

  /// Goes back to the beginning, to read.
  func rewind() throws(CommandLineError) {
    guard unsafe fflush(file) == 0, unsafe fseek(file, 0, SEEK_SET) == 0 else {
      throw Spool.failure("write")
    }
  }

  /// The next bytes, at most `count`; `nil` at the end.
  func next(_ count: Int) throws(CommandLineError) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    let found = unsafe fread(&bytes, 1, count, file)
    guard unsafe ferror(file) == 0 else { throw Spool.failure("read") }
    return found == 0 ? nil : Array(bytes[..<found])
  }

  private static func failure(_ operation: String) -> CommandLineError {
    let reason = unsafe String(cString: strerror(errno))
    return .stream(name: "temporary file", reason: "cannot \(operation): \(reason)")
  }
}

/// What a file of vectors says of them: where they come from, and what must be the same for queries.
struct VectorHeader {
  /// The members that precede the vectors in one JSON object.
  let head: JSONObject
  private let details: [(name: String, value: JSONValue)]

  /// Vectors of a server's model, which says nothing of itself.
  init(model: String, url: String) {
    var head = JSONObject()
    head.append("schema_version", 1)
    head.append("command", "embed")
    head.append("model", .string(model))
    head.append("url", .string(url))
    self.head = head
    details = []
  }

  /// Vectors of the model at `path`, before whose texts the prompt `promptName` is put.
  init(
    path: String, _ vectors: VectorRun, precision: VectorPrecision, bitOrder: BitOrder,
    promptName: String?
  ) {
    var head = JSONObject()
    head.append("schema_version", 1)
    head.append("command", "embed")
    head.append("model", .string(path))
    head.append(
      "fingerprint", vectors.model.fingerprint.map { .string($0.description) } ?? .null)
    head.append("dimensions", .integer(vectors.dimensions))
    head.append("precision", .string(precision.rawValue))
    if precision.isBinary { head.append("bit_order", .string(bitOrder.rawValue)) }
    self.head = head
    var details: [(String, JSONValue)] = []
    details.append(("prompt", promptName.map { .string($0) } ?? .null))
    details.append(("prompt_text", .string(vectors.prompt)))
    self.details = details
  }

  /// All members, of vectors in a format.
  func whole(_ format: VectorFormat) -> JSONObject {
    var object = head
    object.append("format", .string(format.rawValue))
    for (name, value) in details { object.append(name, value) }
    return object
  }
}
