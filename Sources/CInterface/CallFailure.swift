import Base
package import CGoldcrest
package import Goldcrest

/// Why a call from C failed.
package struct CallFailure: Error {
  /// What the call returns.
  package let status: goldcrest_status
  /// One line: where, what was expected, what was found.
  package let message: String
  /// The index of the text that it is about, from 0.
  package let textIndex: Int?

  /// A failure with one of the statuses of `goldcrest.h`.
  package init(_ status: Int, _ message: String, textIndex: Int? = nil) {
    self.status = goldcrest_status(truncatingIfNeeded: status)
    self.message = message
    self.textIndex = textIndex
  }

  /// The failure that an error of the Swift interface is in C.
  package init(_ error: GoldcrestError) {
    let status =
      switch error.code {
      case .file: GOLDCREST_FILE
      case .model: GOLDCREST_MODEL
      case .prompt: GOLDCREST_PROMPT
      case .dimensions: GOLDCREST_DIMENSIONS
      case .output: GOLDCREST_OUTPUT
      case .language: GOLDCREST_LANGUAGE
      case .text: GOLDCREST_TEXT
      }
    self.init(status, error.description, textIndex: error.textIndex)
  }

  /// An argument that no model takes.
  package static func argument(_ name: String, expected: String, found: String) -> CallFailure {
    CallFailure(GOLDCREST_INVALID_ARGUMENT, "\(name): expected \(expected), found \(found)")
  }

  /// There is no memory left for what a call gives.
  package static func memory(byteCount: Int) -> CallFailure {
    CallFailure(
      GOLDCREST_MEMORY, "memory: expected \(byteCount) bytes for the result, found fewer")
  }

  /// Lets the process outlive files that are shortened while they are mapped.
  package static func guardFiles() throws(CallFailure) {
    do throws(GoldcrestError) {
      try FileGuard.install()
    } catch {
      throw CallFailure(error)
    }
  }

  /// The status of a call that does `body`; a failure is kept for the thread.
  package static func status(of body: () throws(CallFailure) -> Void) -> goldcrest_status {
    do throws(CallFailure) {
      try body()
      return goldcrest_status(GOLDCREST_OK)
    } catch {
      LastFailure.keep(error)
      return error.status
    }
  }
}

/// The last failure on each thread: a block of C's memory with the text's index and then the message.
package enum LastFailure {
  // Safety: a block is made by `keep` alone, with its index and a text that ends, and only its own thread sees it.
  // C's `free` is all that runs when the thread ends.

  /// `nil` if the process has no key left; failures have no message then.
  private static let key: pthread_key_t? = {
    var key = pthread_key_t()
    return unsafe pthread_key_create(&key, free) == 0 ? key : nil
  }()
  private static let headByteCount = MemoryLayout<Int64>.stride

  /// The message, empty if there was no failure; valid until the next one of this thread.
  package static var message: UnsafePointer<CChar> {
    guard let block = unsafe block else { return unsafe StaticText.pointer("") }
    return unsafe UnsafePointer(
      (block + headByteCount).assumingMemoryBound(to: CChar.self))
  }

  /// The index of the text, -1 without one.
  package static var textIndex: Int64 { unsafe block?.load(as: Int64.self) ?? -1 }

  static func keep(_ failure: CallFailure) {
    guard let key else { return }
    unsafe free(block)
    let message = failure.message.errorLine
    let block = unsafe malloc(headByteCount + message.utf8.count + 1)
    unsafe pthread_setspecific(key, block)
    guard let block = unsafe block else { return }
    unsafe block.storeBytes(of: Int64(failure.textIndex ?? -1), as: Int64.self)
    unsafe message.withCString { text in
      unsafe (block + headByteCount).copyMemory(from: text, byteCount: message.utf8.count + 1)
    }
  }

  private static var block: UnsafeMutableRawPointer? {
    guard let key else { return nil }
    return unsafe pthread_getspecific(key)
  }
}

/// Texts that are part of the library.
package enum StaticText {
  /// The text as C reads it.
  package static func pointer(_ text: StaticString) -> UnsafePointer<CChar> {
    unsafe UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self)
  }

  /// The version that the headers state.
  package static var version: UnsafePointer<CChar> { unsafe pointer("0.1.0") }
}
