#if Server
  import NIOHTTP1
  import Serving

  extension HTTPResponseHead {
    /// The head of an answer, with what every answer has.
    init(
      _ response: ServerResponse, version: HTTPVersion, isKeptAlive: Bool,
      extraHeaders: [Header]
    ) {
      let status = HTTPResponseStatus(statusCode: response.status)
      var headers = HTTPHeaders()
      headers.reserveCapacity(response.headers.count + extraHeaders.count + 4)
      for header in response.headers + extraHeaders where HTTPResponseHead.isSendable(header) {
        headers.add(name: header.name, value: header.value)
      }
      if status.mayHaveResponseBody {
        headers.add(name: "content-length", value: String(response.body.count))
      }
      headers.add(name: "date", value: UTCTime.now.headerText)
      headers.add(name: "server", value: "goldcrest")
      if !isKeptAlive {
        headers.add(name: "connection", value: "close")
      } else if version == .http1_0 {
        headers.add(name: "connection", value: "keep-alive")
      }
      self.init(version: version, status: status, headers: headers)
    }

    /// Whether no byte of a field ends it early.
    private static func isSendable(_ header: Header) -> Bool {
      !header.name.isEmpty
        && [header.name, header.value].allSatisfy { text in
          text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f }
        }
    }
  }
#endif
