#if Server
  import Base
  import Logging

  /// What is logged, in which form, and where to.
  package struct LogOptions: Sendable {
    package enum Level: String, CaseIterable, Sendable {
      case debug
      /// With a line for each request.
      case info
      case warning
      case error
    }

    package enum Format: String, CaseIterable, Sendable {
      case json
      case text
    }

    let level: Level
    let format: Format
    let write: @Sendable ([UInt8]) -> Void

    /// `write` takes a line with its end.
    package init(
      level: Level, format: Format, write: @escaping @Sendable ([UInt8]) -> Void
    ) {
      self.level = level
      self.format = format
      self.write = write
    }

    var logger: Logger { Logger(label: "goldcrest") { _ in LineLogHandler(self) } }
  }

  /// Writes each message as one line: an object of JSON, or `TIME LEVEL MESSAGE NAME=VALUE ...`.
  private struct LineLogHandler: LogHandler {
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    private let format: LogOptions.Format
    private let write: @Sendable ([UInt8]) -> Void

    init(_ options: LogOptions) {
      format = options.format
      write = options.write
      logLevel =
        switch options.level {
        case .debug: .debug
        case .info: .info
        case .warning: .warning
        case .error: .error
        }
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
      let members = metadata.merging(event.metadata ?? [:]) { $1 }
      let names =
        RequestLog.order.filter { members[$0] != nil }
        + members.keys.filter { !RequestLog.order.contains($0) }.sorted()
      let time = UTCTime.now.logText
      switch format {
      case .json:
        var line = JSONObject()
        line.append("time", .string(time))
        line.append("level", .string(event.level.rawValue))
        line.append("message", .string("\(event.message)"))
        for name in names where line[name] == nil {
          if let value = members[name] { line.append(name, LineLogHandler.json(value)) }
        }
        write(Array(JSONValue.object(line).text.utf8) + [0x0a])
      case .text:
        let fields = names.map { name in
          "\(name)=\(members[name].map { "\($0)" } ?? "")".errorLine
        }
        let words = [time, event.level.rawValue, "\(event.message)"] + fields
        write(Array((words.joined(separator: " ").escapingControlCharacters + "\n").utf8))
      }
    }

    private static func json(_ value: Logger.MetadataValue) -> JSONValue {
      if case .stringConvertible(let value) = value, let number = Int(value.description) {
        return .integer(number)
      }
      return .string("\(value)")
    }
  }
#endif
