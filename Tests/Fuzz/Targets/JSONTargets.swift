import Base
import Evaluation
import TestSupport

extension FuzzTarget {
  private static let jsonWords = [
    "{", "}", "[", "]", ",", ":", "\"", "\\u0000", "\\ud83d", "\\ude00", "\\n", "true", "false",
    "null", "NaN", "-Infinity", "Infinity", "1e308", "1e-400", "-0", "0.1", "9223372036854775807",
    "18446744073709551616", "[[[[[[[[[[[[[[[[", "]]]]]]]]]]]]]]]]", "{\"a\":", "\u{feff}", "\r\n",
  ]

  /// A JSON text: what was read is written and read again as the same.
  static let json = FuzzTarget(
    "json", words: jsonWords, mutationCount: 40_000,
    seeds: {
      try FuzzSeeds.files("Golden", [".json"], limit: 20_000)
        + [
          #"{"a":[1,-2.5e3,true,null,"\u00e9\ud83d\ude00"]}"#, "[NaN,-Infinity,1e999]",
          "\"\u{e9}\"",
        ]
        .map { Array($0.utf8) }
    }
  ) {
    .plain { bytes in
      _ = try? JSONValue(parsing: bytes, acceptingNonFinite: true)
      guard let value = try? JSONValue(parsing: bytes) else { return }
      let text = value.text
      let again = try? JSONValue(parsing: Array(text.utf8))
      precondition(again == value, "JSON is read otherwise than it was written")
      precondition(again?.text == text, "JSON is written otherwise than before")
    }
  }

  /// Lines of JSON or of text: every line is read or refused, in order, until the end.
  static let jsonLines = FuzzTarget(
    "json-lines", words: jsonWords + ["\n", "{\"_id\":\"1\",\"text\":\"a\"}\n", " \t\n"],
    mutationCount: 15_000,
    seeds: {
      try FuzzSeeds.files("Golden/Bad/retrieval", [".jsonl", ".tsv"])
        + FuzzSeeds.files("Golden/Bad/vectors", [".jsonl"])
        + ["{\"text\":\"a\"}\r\n\n{\"text\":1}\n[", "\u{feff}{}\n\u{feff}{}"].map { Array($0.utf8) }
    }
  ) {
    let file = try FuzzFile(suffix: ".jsonl")
    return .plain { bytes in
      file.set(bytes)
      for format in TextLines.Format.allCases { checkLines(file.path, format, of: bytes) }
    }
  }

  private static func checkLines(_ path: String, _ format: TextLines.Format, of bytes: [UInt8]) {
    guard let lines = try? TextLines(path: path, format: format) else { return }
    var last = 0
    while true {
      do throws(LineReadingError) {
        guard let line = try lines.next() else { break }
        if case .text(let text) = line {
          precondition(!text.utf8.contains(0x0a), "a line within a line")
        }
      } catch {
        precondition(!error.description.isEmpty, "an error without words")
        guard error.isOfOneLine else { break }
      }
      precondition(lines.lineNumber > last, "a line was read twice")
      last = lines.lineNumber
    }
    let ends = bytes.count { $0 == 0x0a }
    precondition(last <= ends + 1, "more lines than line ends")
  }

  /// A file of vectors in JSON: numbers in, numbers out.
  static let vectors = FuzzTarget(
    "vectors",
    words: jsonWords + [
      "\"embedding\":", "\"embeddings\":", "\"data\":", "\"index\":", "[0.5,1]", "[[0.5,1]]",
    ], mutationCount: 15_000,
    seeds: {
      try FuzzSeeds.files("Golden/Bad/vectors", [".json", ".jsonl"])
        + [
          #"{"data":[{"index":1,"embedding":[0.5,1]},{"index":0,"embedding":[1,2]}]}"#,
          "[0.5,1]\n[1,2]\n", #"{"embeddings":[[1,2],[3,4]]}"#,
        ].map { Array($0.utf8) }
    }
  ) {
    let files = try (FuzzFile(suffix: ".json"), FuzzFile(suffix: ".jsonl"))
    return .plain { bytes in
      files.0.set(bytes)
      files.1.set(bytes)
      for path in [files.0.path, files.1.path] {
        guard let file = try? VectorFile(path: path) else { continue }
        precondition(file.byteCount == bytes.count, "a part of the file was not read")
        precondition(file.vectors.allSatisfy { !$0.isEmpty }, "a vector without numbers")
      }
    }
  }

  /// An array of NumPy: as many rows as it says, all of one size and finite.
  static let npy = FuzzTarget(
    "npy",
    words: [
      "\u{1}\u{0}", "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }", "'<f2'", "'<f8'",
      "'>f4'", "True", "False", "(", ")", ", ", "'shape': ", "'descr': ", "'fortran_order': ",
      "9223372036854775807", "0",
    ], mutationCount: 15_000,
    seeds: {
      try FuzzSeeds.files("Golden/Bad/npy", [".npy"]) + FuzzSeeds.files("Golden", [".npy"])
        + FuzzSeeds.files("Golden/Bad/vectors", [".npy"])
    }
  ) {
    let file = try FuzzFile(suffix: ".npy")
    return .plain { bytes in
      file.set(bytes)
      _ = try? NumPyArray(path: file.path, columnCount: 4, rowCount: 2...)
      guard let vectors = try? VectorFile(path: file.path).vectors else { return }
      precondition(!vectors.isEmpty && vectors.allSatisfy { $0.count == vectors[0].count })
      precondition(vectors.allSatisfy { $0.allSatisfy(\.isFinite) }, "a value that is not finite")
    }
  }
}
