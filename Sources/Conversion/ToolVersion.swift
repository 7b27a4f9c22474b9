/// What this tool calls itself, on the command line and in the files it writes.
public enum ToolVersion {
  /// The tool's name.
  public static let name = "goldcrest"
  /// The tool's version; see CHANGELOG.md.
  public static let current = "0.1.0"
}
