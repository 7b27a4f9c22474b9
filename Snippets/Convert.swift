// Converts a model's folder and says how near the small file is to it.
import GoldcrestConversion

let arguments = Array(CommandLine.arguments.dropFirst())
let (model, output) = (arguments.first ?? "my-model", arguments.last ?? "my-model.crest")
let result = try ModelConversion.convert(model, to: output)
let fidelity = try ModelConversion.verify(
  output, against: .original(path: model, texts: ["Where is the station?", "Tea is at five."]))
print(result.byteCount, fidelity.meanCosine)
