import ArgumentParser
import Base

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The entry points of the executables.
public enum CommandLineTool {
  /// `goldcrest`: all commands.
  public static func goldcrest() -> Never { run(GoldcrestCommand.self) }

  /// `convert`: `goldcrest convert` under a name of its own.
  public static func convert() -> Never { run(ConvertCommand.self) }

  private static func run(_ root: any ParsableCommand.Type) -> Never {
    StandardStreams.reserve()
    Signals.install()
    let arguments: [String]
    do throws(CommandLineError) {
      arguments = try Arguments.checked()
    } catch {
      finish(error)
    }
    var command: any ParsableCommand
    do {
      command = try root.parseAsRoot(arguments)
    } catch {
      // Wrong usage, or a request for help: the parser has the text and the exit code for both.
      root.exit(withError: error)
    }
    do {
      try command.run()
    } catch let status as ExitStatus {
      end(status)
    } catch {
      // A request for help, or usage that only the run could find wrong.
      if root.exitCode(for: error) != .failure { root.exit(withError: error) }
      finish(error)
    }
    end(.success)
  }

  /// Ends the process with the one line that an error is worth.
  private static func finish(_ error: any Error) -> Never {
    StandardError.write("error: \("\(error)".escapingControlCharacters)\n")
    end(.failure)
  }

  private static func end(_ status: ExitStatus) -> Never {
    TemporaryFiles.removeAll()
    // Not `exit`, which lets OpenBLAS join its threads: short of address space one never ends.
    _exit(status.rawValue)
  }
}
