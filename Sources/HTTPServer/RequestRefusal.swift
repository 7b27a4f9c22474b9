#if Server
  import NIOCore
  import NIOHTTP1
  import NIOHTTPCompression
  import Serving

  /// The answers to requests that are not read to their end.
  extension ServerResponse {
    static func bodyTooLarge(_ limits: ConnectionLimits) -> ServerResponse {
      refusal("body: expected at most \(limits.bodyByteCount) bytes, found more", status: 413)
    }

    /// The answer to a request whose head forbids that its body be read.
    static func refusal(
      of head: HTTPRequestHead, _ request: IncomingRequest, _ limits: ConnectionLimits
    ) -> ServerResponse? {
      let lineByteCount = head.uri.utf8.count
      if lineByteCount > limits.headByteCount {
        return refusal(
          "path: expected at most \(limits.headByteCount) bytes, found \(lineByteCount)",
          status: 414)
      }
      if let count = request.announcedByteCount, count > limits.bodyByteCount {
        return bodyTooLarge(limits)
      }
      if let coding = request.unknownCoding {
        return refusal(
          "content-encoding: expected gzip, deflate or identity, found \(coding)", status: 415)
      }
      return nil
    }

    /// The answer to bytes that are no request; `nil` if there is nobody to answer.
    static func refusal(of error: any Error, _ limits: ConnectionLimits) -> ServerResponse? {
      switch error {
      case HTTPParserError.invalidEOFState: nil
      case HTTPParserError.headerOverflow, is ByteToMessageDecoderError.PayloadTooLargeError:
        refusal(
          """
          head: expected at most \(limits.headByteCount) bytes in \(limits.headerFieldCount) fields, \
          found more
          """, status: 431)
      case is HTTPParserError: refusal("expected a request of HTTP/1.1", status: 400)
      case NIOHTTPDecompression.DecompressionError.limit: bodyTooLarge(limits)
      case is NIOHTTPDecompression.DecompressionError,
        is NIOHTTPDecompression.ExtraDecompressionError:
        refusal("body: expected what content-encoding says, found other bytes", status: 400)
      default: nil
      }
    }
  }
#endif
