#if Server
  import ArgumentParser
  import HTTPServer
  import Inference
  import Serving

  struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "serve", abstract: "Answer requests for vectors over HTTP.")

    @Argument(help: ArgumentHelp("The .crest files to serve.", valueName: "model"))
    var models: [String]

    @Option(help: ArgumentHelp("The address to listen at.", valueName: "address"))
    var host = "127.0.0.1"

    @Option(help: ArgumentHelp("The port to listen at; 0 for any that is free.", valueName: "port"))
    var port = 8080

    @OptionGroup var runtime: RuntimeArguments

    func run() throws {
      let shelf = ModelShelf(models.map { ($0, $0) }, options: try runtime.options())
      let service = EmbeddingService(models: shelf, engine: BatchEngine())
      var options = HTTPServerOptions()
      options.host = host
      options.port = port
      let server = HTTPServer(service, options: options)
      Signals.release()
      try Blocking.run {
        try await server.run { port in StandardError.write("listening on port \(port)\n") }
      }
    }
  }
#endif
