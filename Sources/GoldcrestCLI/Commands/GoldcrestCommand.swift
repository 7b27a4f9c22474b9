import ArgumentParser
import Conversion

/// The root of `goldcrest`.
struct GoldcrestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "goldcrest",
    abstract: "Turn an embedding model into one small file, run it and prove it.",
    discussion: """
      Standard output is data, standard error is talk. Every command takes --json, which writes \
      one object with a schema_version.

      \(ExitStatus.explanation)
      """,
    version: ToolVersion.current,
    subcommands: [
      ConvertCommand.self, PruneCommand.self, InspectCommand.self, VerifyCommand.self,
      EvalCommand.self,
      EmbedCommand.self, BenchCommand.self,
    ])
}
