package import Base

/// What is answered to a request.
package struct ServerResponse: Sendable {
  package var status: Int
  /// Content type and what else the handler says; the transport adds date and length.
  package var headers: [Header]
  package var body: [UInt8]

  package init(status: Int, headers: [Header], body: [UInt8]) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  /// A JSON answer that is small enough to be built as a value.
  package static func json(_ value: JSONValue, status: Int = 200) -> ServerResponse {
    json(Array(value.text.utf8), status: status)
  }

  /// A JSON answer that has been written already.
  package static func json(_ text: [UInt8], status: Int = 200) -> ServerResponse {
    ServerResponse(
      status: status, headers: [Header("content-type", "application/json")], body: text)
  }

  /// A text of a type such as `text/plain; charset=utf-8`.
  package static func text(
    _ text: String, type: String = "text/plain; charset=utf-8", status: Int = 200
  ) -> ServerResponse {
    ServerResponse(status: status, headers: [Header("content-type", type)], body: Array(text.utf8))
  }
}
