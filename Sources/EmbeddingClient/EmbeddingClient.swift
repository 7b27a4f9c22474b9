#if Server
  import AsyncHTTPClient
  import Base
  import NIOCore
  import NIOHTTP1

  /// Asks a server that speaks OpenAI's dialect for vectors.
  package struct EmbeddingClient: Sendable {
    /// The whole address that is asked, ending in `/embeddings`.
    package let url: String
    private let model: String
    private let apiKey: String?
    private let dimensions: Int?
    private let timeout: Duration

    /// The longest answer that is read, in bytes.
    private static let maximumAnswerSize = 1 << 28
    /// How often a request is sent again that the server had no room for.
    private static let retryCount = 5

    /// A client of the server at `address`, which may end in `/v1` or in `/v1/embeddings`.
    ///
    /// `dimensions` is sent if given; `timeout` is for each request.
    ///
    /// - Throws: `EmbeddingClientError.address`.
    package init(
      address: String, model: String, apiKey: String? = nil, dimensions: Int? = nil,
      timeout: Duration = .seconds(120)
    ) throws(EmbeddingClientError) {
      guard
        ["http://", "https://"].contains(where: {
          address.hasPrefix($0) && address.utf8.count > $0.utf8.count
        }), address.utf8.allSatisfy({ (0x21...0x7e).contains($0) })
      else { throw .address(found: address) }
      var url = Substring(address)
      while url.hasSuffix("/") { url.removeLast() }
      if !url.hasSuffix("/embeddings") {
        url += url.hasSuffix("/v1") ? "/embeddings" : "/v1/embeddings"
      }
      self.url = String(url)
      self.model = model
      self.apiKey = apiKey
      self.dimensions = dimensions
      self.timeout = timeout
    }

    /// The vectors `[N][D]` of texts, in their order.
    ///
    /// A server without room is asked again as it says, a few times.
    ///
    /// - Throws: `EmbeddingClientError.connection`, `.status`, or `.answer` if there are not as many vectors of one
    ///   size as texts, or one has a value that is no binary32 number.
    package func vectors(of texts: [String]) async throws(EmbeddingClientError) -> [[Float]] {
      var members: JSONValue = [
        "model": .string(model), "input": .array(texts.map { .string($0) }),
      ]
      if var object = members.object {
        // Said even though it is the default: some servers have another.
        object.append("encoding_format", "float")
        if let dimensions { object.append("dimensions", .integer(dimensions)) }
        members = .object(object)
      }
      let answer = try await post(Array(members.text.utf8))
      return try EmbeddingReply(url: url).vectors(
        in: answer, count: texts.count, dimensions: dimensions)
    }

    private func post(_ body: [UInt8]) async throws(EmbeddingClientError) -> [UInt8] {
      var request = HTTPClientRequest(url: url)
      request.method = .POST
      request.headers.add(name: "content-type", value: "application/json")
      if let apiKey { request.headers.add(name: "authorization", value: "Bearer \(apiKey)") }
      request.body = .bytes(ByteBuffer(bytes: body))
      var attempt = 0
      while true {
        let (status, wait, bytes) = try await send(request)
        if status == 200 { return bytes }
        guard status == 429, attempt < Self.retryCount else {
          throw .status(url: url, code: status, message: EmbeddingReply.message(in: bytes))
        }
        do {
          try await Task.sleep(for: .seconds(min(wait ?? 1, 30)))
        } catch {
          throw .connection(url: url, reason: "the request was cancelled")
        }
        attempt += 1
      }
    }

    private func send(
      _ request: HTTPClientRequest
    ) async throws(EmbeddingClientError) -> (status: Int, wait: Int?, body: [UInt8]) {
      do {
        let deadline = NIODeadline.now() + TimeAmount(timeout)
        let response = try await HTTPClient.shared.execute(request, deadline: deadline)
        let body = try await response.body.collect(upTo: Self.maximumAnswerSize)
        return (
          Int(response.status.code),
          response.headers.first(name: "retry-after").flatMap { Int($0) },
          Array(body.readableBytesView)
        )
      } catch {
        throw .connection(url: url, reason: EmbeddingClient.reason(of: error))
      }
    }

    /// What happened, in words: the libraries' errors print their cases.
    private static func reason(of error: any Error) -> String {
      switch error {
      case let error as HTTPClientError where error == .deadlineExceeded:
        "expected an answer in time, found none"
      case let error as HTTPClientError: error.shortDescription
      case let error as IOError: error.description
      default: "\(error)"
      }
    }
  }
#endif
