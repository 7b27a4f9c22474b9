import Base

extension SafetensorsError {
  /// Runs `body` and passes its file error on as this module's.
  static func file<Result>(
    _ body: () throws(FileError) -> Result
  ) throws(SafetensorsError) -> Result {
    do {
      return try body()
    } catch {
      throw .file(error)
    }
  }
}
