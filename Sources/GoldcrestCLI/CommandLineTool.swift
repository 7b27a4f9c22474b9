import ArgumentParser
import Base
import Conversion
import CProcess
import Kernels
import Reference

/// The entry points of the executables.
package enum CommandLineTool {
  package static func goldcrest() -> Never { run(GoldcrestCommand.self) }

  /// `convert`: `goldcrest convert` as a program of its own.
  package static func convert() -> Never { run(ConvertCommand.self) }

  /// The least stack, in bytes, that the parser and a whole model fit on.
  private static let stackByteCount = 4 << 20

  private static func run(_ root: any ParsableCommand.Type) -> Never {
    StandardStreams.reserve()
    OpenBLAS.startThreadsLate()
    Signals.install()
    MemoryShortage.endProcess { endWithoutMemory(for: $0) }
    gc_end_without_memory { CommandLineTool.endWithoutMemory(for: Int(clamping: $0)) }
    guard isStackSmall else { runCommand(root) }
    do throws(KernelError) {
      try StartedThread { runCommand(root) }.join()
    } catch {
      finish(error, FailureReport(root, arguments: []))
    }
    end(.failure)
  }

  private static func endWithoutMemory(for byteCount: Int) -> Never {
    StandardError.write("error: memory: expected \(byteCount) bytes, found fewer\n")
    TemporaryFiles.endProcessAtOnce(ExitStatus.failure.rawValue)
  }

  /// Whether the thread that the process begins with has less than a command takes.
  private static var isStackSmall: Bool {
    var limit = rlimit()
    #if os(Linux)
      let code = unsafe getrlimit(__rlimit_resource_t(RLIMIT_STACK.rawValue), &limit)
    #else
      let code = unsafe getrlimit(RLIMIT_STACK, &limit)
    #endif
    return code == 0 && limit.rlim_cur < stackByteCount
  }

  private static func runCommand(_ root: any ParsableCommand.Type) -> Never {
    let arguments: [String]
    do {
      try MappedFile.guardAgainstShortening()
      arguments = try Arguments.checked()
    } catch {
      finish(error, FailureReport(root, arguments: []))
    }
    let failure = FailureReport(root, arguments: arguments)
    var command: any ParsableCommand
    do {
      command = try parsed(arguments, by: root)
    } catch {
      endAsParser(root, error, failure)
    }
    do {
      try command.run()
    } catch let status as ExitStatus {
      end(status)
    } catch {
      // A request for help, or wrong usage that only the run could find.
      if root.exitCode(for: error) != .failure { endAsParser(root, error, failure) }
      finish(error, failure)
    }
    end(.success)
  }

  /// What is said against `arguments` of `goldcrest` before anything is run; `nil` for nothing.
  package static func refusal(of arguments: [String]) -> String? {
    do {
      _ = try parsed(arguments, by: GoldcrestCommand.self)
      return nil
    } catch {
      return GoldcrestCommand.message(for: error)
    }
  }

  private static func parsed(
    _ arguments: [String], by root: any ParsableCommand.Type
  ) throws -> any ParsableCommand {
    try CommandName.check(arguments, of: root)
    // On its own a command is parsed in two thirds of the time, which every start takes. What gives no
    // command, as help and wrong usage, the root has to say: only it names the command in full.
    if let name = arguments.first, let type = CommandName.command(name, of: root),
      let command = try? type.parseAsRoot(Array(arguments.dropFirst())),
      Swift.type(of: command) == type
    {
      return command
    }
    // The parser has no short name for it.
    return try root.parseAsRoot(arguments == ["-V"] ? ["--version"] : arguments)
  }

  /// Ends the process with one line about the error.
  private static func finish(_ error: any Error, _ failure: FailureReport) -> Never {
    let message = Hint.message(for: error).errorLine
    failure.write(message, exitCode: ExitStatus.failure.rawValue)
    StandardError.write("error: \(message)\n")
    end(.failure)
  }

  /// Ends the process for wrong usage or a request for help: the parser has the text and the exit code for
  /// both.
  private static func endAsParser(
    _ root: any ParsableCommand.Type, _ error: any Error, _ failure: FailureReport
  ) -> Never {
    let code = root.exitCode(for: error)
    guard code != .success else { root.exit(withError: error) }
    let message = root.message(for: error)
    let hinted = failure.shown(failure.takesTexts ? DashHint.added(to: message) : message)
    failure.write(hinted, exitCode: code.rawValue)
    let whole = root.fullMessage(for: error)
    let prefix = "Error: "
    guard whole.utf8.starts(with: (prefix + message).utf8) else { root.exit(withError: error) }
    let usage = String(
      decoding: whole.utf8.dropFirst(prefix.utf8.count + message.utf8.count), as: UTF8.self)
    StandardError.write("\(prefix)\(hinted)\(failure.shown(usage))\n")
    _exit(code.rawValue)
  }

  private static func end(_ status: ExitStatus) -> Never {
    // Not `exit`, which lets OpenBLAS join its threads: short of address space one never ends.
    TemporaryFiles.endProcess(status.rawValue)
  }
}

struct GoldcrestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "goldcrest",
    abstract: "Convert an embedding model to one small file, run it, and verify it.",
    discussion: """
      Data goes to standard output, messages go to standard error. Every command takes --json, \
      which prints one object with a schema_version; an error is one, too.

      \(ExitStatus.explanation)
      """,
    version: ToolVersion.text,
    subcommands: [
      ConvertCommand.self, PruneCommand.self, InspectCommand.self, VerifyCommand.self,
      EvalCommand.self, EmbedCommand.self, BenchCommand.self,
    ] + serving)

  #if Server
    private static let serving: [any ParsableCommand.Type] = [ServeCommand.self]
  #else
    private static let serving: [any ParsableCommand.Type] = []
  #endif
}

/// The process's arguments, as text.
enum Arguments {
  /// All arguments after the program's name.
  ///
  /// - Throws: `CommandLineError.invalidUTF8`: `CommandLine.arguments` would silently
  ///   repair a broken text, and the vector would be that of another text.
  static func checked() throws(CommandLineError) -> [String] {
    var arguments: [String] = []
    for index in 1..<max(1, count) {
      let text = text(at: index)
      switch String.checked(utf8: text) {
      case .success(let argument): arguments.append(argument)
      case .failure(let error):
        throw .invalidUTF8(place: "argument \(index)", byteOffset: error.byteOffset)
      }
    }
    return arguments
  }

  // On Linux Swift reads its own from /proc, which may be missing; not every loader hands them over.
  private static let isTold = gc_argument_count() > 0
  private static let count = isTold ? Int(gc_argument_count()) : Int(CommandLine.argc)

  // Safety: an argument ends with a zero byte and lives as long as the process.
  private static func text(at index: Int) -> [UInt8] {
    let pointer =
      unsafe isTold
      ? gc_argument(Int32(index)) : UnsafePointer<CChar>(CommandLine.unsafeArgv[index])
    guard let pointer = unsafe pointer else { return [] }
    let bytes = unsafe UnsafeBufferPointer(start: pointer, count: strlen(pointer))
    return unsafe bytes.map { UInt8(bitPattern: $0) }
  }
}

/// The exit code of the process.
///
/// Wrong usage is 64, from the argument parser.
enum ExitStatus: Int32, Error {
  case success = 0
  /// Bad input, or an error of the system.
  case failure = 1
  /// The model runs, but its vectors are further from the reference than a threshold allows.
  case belowThreshold = 2
  case hungUp = 129
  case interrupted = 130
  case terminated = 143

  /// The last paragraph of `--help`.
  static let explanation = """
    Exit codes: 0 success; 1 bad input or an I/O error; 2 below a threshold; 64 wrong usage; \
    129 hung up; 130 interrupted; 143 terminated.
    """
}
