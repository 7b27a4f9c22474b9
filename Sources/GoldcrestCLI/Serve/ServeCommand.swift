#if Server
  import ArgumentParser
  import Base
  import HTTPServer
  import Inference
  import Kernels
  import Serving

  struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "serve", _superCommandName: "goldcrest",
      abstract: "Answer requests for vectors over HTTP.",
      discussion: """
        Speaks the dialects of OpenAI, text-embeddings-inference, Ollama, Cohere and Jina; \
        GET /openapi.json lists the routes, and a browser finds a page to try them at /. Vectors of \
        quantised models have the bits that embed gives, whatever else the server does. Every model is opened once before \
        the server listens, and the first one serves requests that name none. SIGHUP, SIGINT and \
        SIGTERM end the server after the requests that it has begun to read; a second one ends it at once.

        \(Examples.serve)

        \(ExitStatus.explanation)
        """)

    @Argument(
      help: ArgumentHelp(
        """
        .crest files, or folders of which all are served. A file's name without .crest names the \
        model; NAME=FILE gives it another name.
        """, valueName: "model"), completion: .crest)
    var models: [String]

    @OptionGroup(title: "Address") var address: AddressArguments
    @OptionGroup(title: "Requests") var requests: RequestArguments
    @OptionGroup(title: "Log") var log: LogArguments
    @OptionGroup var runtime: RuntimeArguments
    @OptionGroup var report: ReportArguments

    func validate() throws {
      try refuse(if: models.isEmpty, "Missing expected argument '<model> ...'")
    }

    func run() throws {
      let runtimeOptions = requests.batching(try runtime.options())
      let files = try ServedFiles(models)
      try checkLimits(modelCount: files.all.count)
      let opened = try files.opened(runtimeOptions, defaultPrompt: requests.defaultPrompt)
      let lines = LogLines()
      var options = HTTPServerOptions(log: log.options(lines))
      options.address = address.listenAddress
      options.certificate = try address.certificate()
      options.eventLoopCount = address.eventLoops
      options.access = try requests.access()
      options.limits = requests.limits
      options.endingSignals = Signals.stream()
      options.end = { signal in
        lines.flush()
        _exit(128 + signal)
      }
      let service = EmbeddingService(
        models: ModelShelf(
          files.all.map { ($0.name, $0.path) }, options: runtimeOptions, idleTime: requests.idleTime
        ),
        engine: BatchEngine(options: requests.batches), options: requests.service)
      let server = HTTPServer(service, options: options)
      let (report, isSecure) = (report, options.certificate != nil)
      defer { lines.flush() }
      try Blocking.run {
        try await server.run { address in
          let start = ServerStart(
            address: address, isSecure: isSecure, models: opened, options: runtimeOptions)
          report.say(start.text)
          // A reader that has gone away does not end a server.
          if report.json { try? StandardOutput.writeLine(start.json.text) }
        }
      }
    }
  }

  extension ServeCommand {
    /// Refuses limits that leave no files for connections, or too few threads, for which libraries would wait for ever.
    ///
    /// - Throws: `CommandLineError.limit`, `KernelError.thread`.
    private func checkLimits(modelCount: Int) throws {
      let expected = 32 + 4 * address.eventLoops + modelCount
      let found = sysconf(Int32(_SC_OPEN_MAX))
      guard found < 0 || found >= expected else {
        throw CommandLineError.limit(name: "open files", expected: expected, found: found)
      }
      // Besides Swift's own: the loops, and who logs, waits for signals, embeds and opens models.
      try CoreThreads.run(WorkerPool.usableCoreCount + address.eventLoops + 8, on: []) { _ in }
    }
  }

  /// What is said once the server listens.
  struct ServerStart {
    let address: ListenAddress
    let isSecure: Bool
    let models: [ServedFiles.Opened]
    let options: RuntimeOptions

    var text: String {
      let names = models.map(\.file.name).joined(separator: ", ")
      let threads = options.threadCount == 1 ? "1 thread" : "\(options.threadCount) threads"
      return "serving \(names) at \(url) (\(options.kernels.name), \(threads))"
    }

    var json: JSONValue {
      [
        "schema_version": 1,
        "command": "serve",
        "address": .string(url),
        "port": port.map { .integer($0) } ?? .null,
        "models": .array(
          models.map { opened in
            [
              "name": .string(opened.file.name), "file": .string(opened.file.path),
              "fingerprint": opened.fingerprint.map { .string($0) } ?? .null,
              "dimensions": .integer(opened.dimensions),
            ]
          }),
        "kernel": .string(options.kernels.name),
        "threads": .integer(options.threadCount),
      ]
    }

    private var url: String {
      switch address {
      case .network: "http\(isSecure ? "s" : "")://\(address)"
      case .unixSocket(let path): path
      }
    }

    private var port: Int? {
      if case .network(_, let port) = address { port } else { nil }
    }
  }
#endif
