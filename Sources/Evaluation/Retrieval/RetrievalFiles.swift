import Base

/// The files of a retrieval set.
enum RetrievalFiles {
  static let corpus = "corpus.jsonl"
  static let queries = "queries.jsonl"
  static let judgements = "qrels"

  /// Whether a folder is meant to be a retrieval set: it has at least one of the files.
  static func isSet(_ path: String) -> Bool {
    Folder.isFile(Folder.join(path, corpus)) || Folder.isFile(Folder.join(path, queries))
      || Folder.isFolder(Folder.join(path, judgements))
  }

  /// The lines of a regular file; others could not be read a second time.
  static func lines(of path: String) throws(RetrievalError) -> LineReader {
    do throws(FileError) {
      _ = try ReadableFile(path: path)
    } catch {
      throw .file(error)
    }
    do throws(LineReadingError) { return try LineReader(path: path) } catch { throw .lines(error) }
  }

  static func next(of lines: LineReader) throws(RetrievalError) -> [UInt8]? {
    do throws(LineReadingError) { return try lines.next() } catch { throw .lines(error) }
  }
}
