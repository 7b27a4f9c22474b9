// swift-tools-version: 6.2
import PackageDescription

let swiftSettings: [SwiftSetting] = [
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]
let cSettings: [CSetting] = [.treatAllWarnings(as: .error), .define("_GNU_SOURCE")]

/// A Swift module.
///
/// `imports` are the arrows `Scripts/check-arrows` holds the sources to.
func module(_ name: String, imports: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: imports, swiftSettings: swiftSettings)
}

func tests(_ name: String, imports: [Target.Dependency]) -> Target {
  .testTarget(name: name, dependencies: imports, swiftSettings: swiftSettings)
}

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "goldcrest",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "convert", targets: ["convert"]),
    .executable(name: "goldcrest", targets: ["goldcrest"]),
    .library(
      name: "Goldcrest",
      targets: ["Inference", "Conversion", "Evaluation"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
  ],
  targets: [
    // C
    .target(name: "CKernels", cSettings: cSettings),
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(
      name: "CProtobufC", pkgConfig: "libprotobuf-c", providers: [.apt(["libprotobuf-c-dev"])]),
    .target(name: "CProtobuf", dependencies: ["CProtobufC"], cSettings: cSettings),

    // Values and files
    module("Base", imports: [.product(name: "Crypto", package: "swift-crypto")]),
    module("Model", imports: []),

    // One concern each
    module("CrestFormat", imports: ["Base", "Model"]),
    module("Kernels", imports: ["Base", "Model", "CKernels", "COpenBLAS"]),
    module("Tokenization", imports: ["Base", "Model"]),

    // The runtime
    module("Inference", imports: ["Base", "Model", "Kernels", "CrestFormat", "Tokenization"]),

    // What is built on it
    module(
      "TokenizerCompilation", imports: ["Base", "Model", "Tokenization", "CProtobuf"]),
    module("CrestWriting", imports: ["Base", "Model", "CrestFormat", "CProtobuf"]),
    module(
      "HuggingFace",
      imports: [
        "Base", "Model", "CrestFormat", "Kernels", "Tokenization", "TokenizerCompilation",
        "Inference",
      ]),
    module("Quantization", imports: ["Base", "Model", "Kernels"]),
    module(
      "Conversion",
      imports: [
        "Base", "Model", "HuggingFace", "Quantization", "CrestFormat", "CrestWriting",
        "Tokenization", "TokenizerCompilation", "Kernels", "Inference",
      ]),
    module(
      "Evaluation",
      imports: [
        "Base", "Model", "HuggingFace", "Kernels", "Tokenization", "TokenizerCompilation",
        "Inference",
      ]),

    // Command line
    .target(
      name: "GoldcrestCLI",
      dependencies: [
        "Base", "Model", "CrestFormat", "CrestWriting", "Tokenization", "Kernels", "Inference",
        "HuggingFace",
        "Quantization", "Conversion", "Evaluation", argumentParser,
      ], swiftSettings: swiftSettings),
    .executableTarget(
      name: "convert", dependencies: ["GoldcrestCLI"], swiftSettings: swiftSettings),
    .executableTarget(
      name: "goldcrest", dependencies: ["GoldcrestCLI"], swiftSettings: swiftSettings),

    // Tests
    .target(
      name: "CInstructionEmulator", path: "Tests/CInstructionEmulator", cSettings: cSettings),
    .target(
      name: "TestSupport", dependencies: ["Base", "Model", "Kernels", "CInstructionEmulator"],
      path: "Tests/TestSupport", swiftSettings: swiftSettings),
    .target(
      name: "CSentencePiece", path: "Tests/CSentencePiece",
      cxxSettings: [.treatAllWarnings(as: .error)],
      linkerSettings: [.linkedLibrary("sentencepiece")]),
    tests("BaseTests", imports: ["Base", "Model", "TestSupport"]),
    tests(
      "HuggingFaceTests", imports: ["HuggingFace", "Kernels", "Base", "Model", "TestSupport"]),
    tests(
      "CrestFormatTests",
      imports: ["CrestFormat", "CrestWriting", "CProtobuf", "Base", "Model", "TestSupport"]),
    tests(
      "QuantizationTests", imports: ["Quantization", "Kernels", "Base", "Model", "TestSupport"]),
    tests(
      "KernelsTests",
      imports: [
        "Kernels", "CKernels", "CInstructionEmulator", "Base", "Model", "TestSupport",
      ]),
    tests(
      "TokenizationTests",
      imports: [
        "Tokenization", "TokenizerCompilation", "Base", "Model", "CSentencePiece", "TestSupport",
      ]),
    tests(
      "InferenceTests",
      imports: [
        "Inference", "Conversion", "HuggingFace", "Kernels", "CrestFormat", "CrestWriting",
        "Tokenization",
        "Base",
        "Model", "TestSupport",
      ]),
    tests(
      "ConversionTests",
      imports: [
        "Conversion", "HuggingFace", "CrestFormat", "CrestWriting", "Quantization", "Inference",
        "Tokenization", "TokenizerCompilation",
        "Kernels", "Evaluation", "Base", "Model", "TestSupport",
      ]),
    tests(
      "EvaluationTests",
      imports: [
        "Evaluation", "Conversion", "Inference", "Kernels", "HuggingFace", "Base", "Model",
        "TestSupport",
      ]),
    tests(
      "EndToEndTests",
      imports: [
        "GoldcrestCLI", "Evaluation", "CrestFormat", "Base", "HuggingFace", "TestSupport",
      ]),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c11,
  cxxLanguageStandard: .cxx17
)
