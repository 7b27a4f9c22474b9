import ArgumentParser
import Base

/// How a command reports.
struct ReportArguments: ParsableArguments {
  @Flag(help: "Write one JSON object to standard output.")
  var json = false

  @Flag(name: .shortAndLong, help: "Write no progress and no warnings to standard error.")
  var quiet = false

  /// Writes a report in the form that was asked for.
  func write(json: @autoclosure () -> JSONValue, text: @autoclosure () -> String) throws {
    try StandardOutput.writeLine(self.json ? json().text : text())
  }

  /// Writes a line for a person, unless there shall be none.
  func say(_ line: @autoclosure () -> String) {
    if !quiet { StandardError.write(line() + "\n") }
  }
}
