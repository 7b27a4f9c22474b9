#if Server
  import ArgumentParser
  import Base
  import Dispatch
  import Kernels
  import EmbeddingClient
  import Synchronization

  /// A server that gives the vectors instead of a model on this machine.
  struct ServerArguments: ParsableArguments {
    @Option(
      help: ArgumentHelp(
        """
        Ask a server with OpenAI's interface, such as http://127.0.0.1:8080, instead of running a model; \
        the model is then its name there.
        """, valueName: "address"))
    var url: String?

    @Option(
      help: ArgumentHelp(
        "A file whose first line is the key that is sent to the server.", valueName: "file"),
      completion: .file())
    var apiKeyFile: String?

    /// The file that is read, if it is one.
    var inputs: [String] { [apiKeyFile].compactMap { $0 } }

    func validate() throws {
      try refuse(if: apiKeyFile != nil && url == nil, "--api-key-file requires --url")
    }

    /// The client of the server, if one is asked for.
    ///
    /// - Throws: `EmbeddingClientError.address`, `CommandLineError.lines` for the key's file.
    func client(model: String, dimensions: Int?) throws -> EmbeddingClient? {
      guard let url else { return nil }
      var key: String?
      if let apiKeyFile {
        var lines = try InputRecords(path: apiKeyFile, format: .text)
        key = try lines.nextText()
      }
      return try EmbeddingClient(address: url, model: model, apiKey: key, dimensions: dimensions)
    }
  }

  /// Waits for asynchronous work in a program whose commands are not.
  enum Blocking {
    /// What `body` gives.
    ///
    /// - Throws: what `body` throws; `KernelError.thread` if the system has too few threads, for which Swift
    ///   would wait for ever.
    static func run<Value: Sendable>(
      _ body: @escaping @Sendable () async throws -> Value
    ) throws -> Value {
      try CoreThreads.run(WorkerPool.usableCoreCount + 4, on: []) { _ in }
      let outcome = Mutex<Result<Value, any Error>?>(nil)
      let done = DispatchSemaphore(value: 0)
      Task.detached {
        let result: Result<Value, any Error>
        do {
          result = .success(try await body())
        } catch {
          result = .failure(error)
        }
        outcome.withLock { $0 = result }
        done.signal()
      }
      while true {
        done.wait()
        if let result = outcome.withLock({ $0 }) { return try result.get() }
      }
    }
  }
#endif
