import Base

/// What becomes of a process when somebody shortens the file of an open model.
///
/// Models are mapped. Reading a part of the mapping that the file has lost raises SIGBUS, which ends the process. This
/// library leaves signals alone unless it is asked to take that one.
public enum FileGuard {
  /// From now on a model whose file is shortened gives errors with code ``GoldcrestError/Code/file``, and the
  /// process goes on; so does a conversion or verification.
  ///
  /// A handler of SIGBUS is installed, at the first call only. It takes the faults inside files that this library has
  /// mapped, and passes on every other one, once, to the handler that was there before, or to the default. A handler
  /// that is installed later replaces it unless that one passes on what is not its own.
  ///
  /// - Throws: `GoldcrestError` with code `.file` if the system does not let the signal be handled.
  public static func install() throws(GoldcrestError) {
    do throws(FileError) {
      try MappedFile.guardAgainstShortening()
    } catch {
      throw GoldcrestError(code: .file, description: error.description)
    }
  }
}
