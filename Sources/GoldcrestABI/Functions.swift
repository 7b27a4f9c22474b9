import Base
import CForkGate
package import CGoldcrest
import CInterface
import Inference
import Kernels
import Tokenization

// The functions of goldcrest.h, which says what they promise.
//
// Safety: what is written through a pointer was checked not to be null; goldcrest.h says what it points to.

@_cdecl("goldcrest_version")
package func version() -> UnsafePointer<CChar> { unsafe StaticText.version }

@_cdecl("goldcrest_error_message")
package func errorMessage() -> UnsafePointer<CChar> {
  gc_gate_enter()
  defer { gc_gate_leave() }
  return unsafe LastFailure.message
}

@_cdecl("goldcrest_error_text_index")
package func errorTextIndex() -> Int64 {
  gc_gate_enter()
  defer { gc_gate_leave() }
  return LastFailure.textIndex
}

@_cdecl("goldcrest_guard_files")
package func guardFiles() -> goldcrest_status { brief(CallFailure.guardFiles) }

@_cdecl("goldcrest_open")
package func open(
  _ path: UnsafePointer<CChar>?, _ threadCount: Int32,
  _ model: UnsafeMutablePointer<goldcrest_model>?
) -> goldcrest_status {
  brief { () throws(CallFailure) in
    let place = try unsafe Arguments.pointer(model, "model")
    let path = try unsafe Arguments.someText(path, "path")
    let threadCount = try Arguments.threadCount(threadCount) ?? WorkerPool.usableCoreCount
    let opened = try CallFailure.mapping(path) { () throws(InferenceError) in
      try EmbeddingModel.open(crest: path, options: RuntimeOptions(threadCount: threadCount))
    }
    unsafe place.pointee = ModelTable.shared.add(opened)
  }
}

@_cdecl("goldcrest_close")
package func close(_ model: goldcrest_model) -> goldcrest_status {
  brief { () throws(CallFailure) in try ModelTable.shared.remove(model) }
}

@_cdecl("goldcrest_get_info")
package func getInfo(
  _ model: goldcrest_model, _ info: UnsafeMutablePointer<UnsafeMutablePointer<goldcrest_info>?>?
) -> goldcrest_status {
  brief { () throws(CallFailure) in
    let place = try unsafe Arguments.pointer(info, "info")
    unsafe place.pointee = try unsafe InfoBlock.allocated(for: ModelTable.shared[model].model)
  }
}

@_cdecl("goldcrest_info_free")
package func freeInfo(_ info: UnsafeMutablePointer<goldcrest_info>?) { unsafe free(info) }

@_cdecl("goldcrest_outputs_free")
package func freeOutputs(_ outputs: UnsafeMutablePointer<goldcrest_outputs>?) {
  unsafe free(outputs)
}

@_cdecl("goldcrest_embed")
package func embed(
  _ model: goldcrest_model, _ texts: UnsafePointer<goldcrest_texts>?,
  _ options: UnsafePointer<goldcrest_options>?, _ results: UnsafePointer<goldcrest_results>?
) -> goldcrest_status {
  long { () throws(CallFailure) in
    let (call, column) = try ForkGate.pass { () throws(CallFailure) in
      let call = try unsafe EmbedCall(ModelTable.shared[model], options, results)
      let texts = try unsafe Arguments.pointer(texts, "texts").pointee
      let column = try unsafe Column(
        texts.bytes, texts.offsets, count: texts.count, limit: call.textLimit, "texts",
        of: "bytes")
      return (call, column)
    }
    unsafe try call.embed(column, kind: 0) { (characters, index) throws(CallFailure) in
      .text(try unsafe text(characters, index))
    }
  }
}

@_cdecl("goldcrest_embed_tokens")
package func embedTokens(
  _ model: goldcrest_model, _ tokens: UnsafePointer<goldcrest_tokens>?,
  _ options: UnsafePointer<goldcrest_options>?, _ results: UnsafePointer<goldcrest_results>?
) -> goldcrest_status {
  long { () throws(CallFailure) in
    let (call, column) = try ForkGate.pass { () throws(CallFailure) in
      let call = try unsafe EmbedCall(ModelTable.shared[model], options, results)
      let tokens = try unsafe Arguments.pointer(tokens, "tokens").pointee
      let column = try unsafe Column(
        tokens.ids, tokens.offsets, count: tokens.count, limit: call.textLimit, "tokens",
        of: "ids")
      return (call, column)
    }
    unsafe try call.embed(column, kind: 1) { (ids, _) throws(CallFailure) in
      .tokens(unsafe Array(ids))
    }
  }
}

@_cdecl("goldcrest_tokenize")
package func tokenize(
  _ model: goldcrest_model, _ text: UnsafePointer<CChar>?, _ textByteCount: Int64,
  _ options: UnsafePointer<goldcrest_options>?, _ ids: UnsafeMutablePointer<Int32>?,
  _ capacity: Int64, _ count: UnsafeMutablePointer<Int64>?,
  _ droppedCount: UnsafeMutablePointer<Int64>?
) -> goldcrest_status {
  brief { () throws(CallFailure) in
    let model = try ModelTable.shared[model].model
    let options = try unsafe CallOptions(options)
    let place = try unsafe Arguments.pointer(count, "count")
    for (name, value) in [("text_byte_count", textByteCount), ("capacity", capacity)]
    where value < 0 {
      throw .argument(name, expected: "0 or more", found: "\(value)")
    }
    if textByteCount > 0 { _ = try unsafe Arguments.pointer(text, "text") }
    if capacity > 0 { _ = try unsafe Arguments.pointer(ids, "ids") }
    let text = try unsafe GoldcrestABI.text(
      UnsafeBufferPointer(start: text, count: Int(textByteCount)), 0)
    _ = try CallFailure.mapping { () throws(InferenceError) in
      try model.promptText(options.prompt)
    }
    let encoding: Encoding
    do throws(InferenceError) {
      encoding = try model.tokenize(text, prompt: options.prompt, overflow: options.overflow)
    } catch {
      throw CallFailure(error, ofText: 0)
    }
    for (index, id) in encoding.ids.prefix(Int(capacity)).enumerated() { unsafe ids?[index] = id }
    unsafe place.pointee = Int64(encoding.ids.count)
    unsafe droppedCount?.pointee = Int64(encoding.droppedTokenCount)
  }
}

/// The status of a call that is over soon: forks wait for it.
private func brief(_ body: () throws(CallFailure) -> Void) -> goldcrest_status {
  gc_gate_enter()
  defer { gc_gate_leave() }
  return CallFailure.status(of: body)
}

/// The status of a call that may take long: forks wait for parts of it.
private func long(_ body: () throws(CallFailure) -> Void) -> goldcrest_status {
  do throws(CallFailure) {
    try body()
    return goldcrest_status(GOLDCREST_OK)
  } catch {
    return brief { () throws(CallFailure) in throw error }
  }
}

/// The text that bytes are, at `index` of several.
private func text(
  _ characters: UnsafeBufferPointer<CChar>, _ index: Int
) throws(CallFailure) -> String {
  switch unsafe String.checked(utf8: UnsafeRawBufferPointer(characters)) {
  case .success(let text): return text
  case .failure(let error):
    throw CallFailure(
      GOLDCREST_TEXT,
      "text \(index): expected UTF-8, found an invalid sequence at byte \(error.byteOffset)",
      textIndex: index)
  }
}
