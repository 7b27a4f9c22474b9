// Embeds two texts with a model and prints how similar they are.
import Goldcrest

let model = try Embedder(path: CommandLine.arguments.dropFirst().first ?? "model.crest")
let vectors = try model.embed(texts: ["Where is the station?", "The station is over there."])
print(model.dimension, Embedder.cosineSimilarity(vectors[0], vectors[1]))
