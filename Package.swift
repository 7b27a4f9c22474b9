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

/// What libFuzzer runs: only for Scripts/fuzz, as nothing else links its main function.
let fuzzing: [Target] =
  Context.environment["GOLDCREST_FUZZ"] == nil
  ? []
  : [
    .executableTarget(name: "FuzzMain", dependencies: ["FuzzTargets"], path: "Tests/Fuzz/Main")
  ]

/// A product that only the trait Server needs.
func server(_ name: String, _ package: String) -> Target.Dependency {
  .product(name: name, package: package, condition: .when(traits: ["Server"]))
}

let package = Package(
  name: "goldcrest",
  platforms: [.macOS(.v15), .iOS(.v18)],
  products: [
    .executable(name: "convert", targets: ["convert"]),
    .executable(name: "goldcrest", targets: ["goldcrest"]),
    .library(name: "Goldcrest", targets: ["Goldcrest"]),
    .library(name: "GoldcrestConversion", targets: ["GoldcrestConversion"]),
    // What Scripts/build-library links.
    .library(name: "GoldcrestABI", type: .static, targets: ["GoldcrestABI"]),
    .library(name: "GoldcrestConversionABI", type: .static, targets: ["GoldcrestConversionABI"]),
  ],
  traits: [
    .trait(name: "Server", description: "goldcrest serve, and embed and verify over HTTP.")
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    // With the trait Server alone; without it they are not even resolved.
    .package(
      url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
  ],
  targets: [
    // C
    .target(name: "CKernels", cSettings: cSettings),
    .target(
      name: "CQuantization", dependencies: ["CKernels"],
      cSettings: cSettings + [.headerSearchPath("../CKernels")]),
    .target(
      name: "CCeilings", dependencies: ["CKernels"],
      cSettings: cSettings + [.headerSearchPath("../CKernels")]),
    .systemLibrary(name: "CGoldcrest"),
    .target(name: "CForkGate", cSettings: cSettings),
    .target(name: "CMapGuard", cSettings: cSettings),
    .target(name: "CProcess", cSettings: cSettings),
    .systemLibrary(
      name: "CProtobufC", pkgConfig: "libprotobuf-c", providers: [.apt(["libprotobuf-c-dev"])]),
    .target(name: "CProtobuf", dependencies: ["CProtobufC"], cSettings: cSettings),

    // Values and files
    module("Base", imports: ["CMapGuard"]),
    module("Model", imports: []),
    module("Hashing", imports: ["Base", .product(name: "Crypto", package: "swift-crypto")]),

    // One concern each
    module("CrestFormat", imports: ["Base", "Model"]),
    module("Kernels", imports: ["Base", "Model", "CKernels"]),
    module("Tokenization", imports: ["Base", "Model"]),

    // The runtime
    module("Inference", imports: ["Base", "Model", "Kernels", "CrestFormat", "Tokenization"]),

    module("Goldcrest", imports: ["Base", "Model", "Tokenization", "Kernels", "Inference"]),

    // The server: answers, and what carries them
    module(
      "Serving", imports: ["Base", "Model", "CrestFormat", "Tokenization", "Kernels", "Inference"]),
    module(
      "HTTPServer",
      imports: [
        "Base", "Serving", server("HummingbirdCore", "hummingbird"),
        server("HummingbirdTLS", "hummingbird"),
        server("NIOCore", "swift-nio"), server("NIOPosix", "swift-nio"),
        server("NIOHTTP1", "swift-nio"), server("NIOSSL", "swift-nio-ssl"),
        server("NIOHTTPCompression", "swift-nio-extras"),
        server("Logging", "swift-log"),
        server("ServiceLifecycle", "swift-service-lifecycle"),
      ]),
    module(
      "EmbeddingClient",
      imports: [
        "Base", server("AsyncHTTPClient", "async-http-client"), server("NIOCore", "swift-nio"),
        server("NIOHTTP1", "swift-nio"),
      ]),

    // What is built on it
    module("Reference", imports: ["Base", "Kernels"]),
    module(
      "TokenizerCompilation", imports: ["Base", "Model", "Tokenization", "CProtobuf"]),
    module(
      "CrestWriting", imports: ["Base", "Model", "Hashing", "CrestFormat", "CProtobuf"]),
    module(
      "HuggingFace",
      imports: [
        "Base", "Model", "Hashing", "CrestFormat", "Kernels", "Tokenization",
        "TokenizerCompilation", "Inference", "Reference",
      ]),
    module(
      "Quantization",
      imports: [
        "Base", "Model", "Hashing", "CrestFormat", "Kernels", "Tokenization", "Inference",
        "HuggingFace", "TokenizerCompilation", "CKernels", "CQuantization",
      ]),
    module(
      "Conversion",
      imports: [
        "Base", "Model", "Hashing", "HuggingFace", "Quantization", "CrestFormat", "CrestWriting",
        "Tokenization", "TokenizerCompilation", "Kernels", "Inference", "Reference",
      ]),
    module(
      "Evaluation",
      imports: [
        "Base", "Model", "Hashing", "HuggingFace", "Kernels", "Tokenization",
        "TokenizerCompilation", "Inference", "Reference", "Quantization",
      ]),

    module(
      "GoldcrestConversion",
      imports: [
        "Base", "Model", "CrestFormat", "Tokenization", "Kernels", "Inference", "Goldcrest",
        "Reference", "HuggingFace", "Quantization", "Conversion", "Evaluation",
      ]),

    // For C
    module("CInterface", imports: ["Base", "Goldcrest", "CGoldcrest"]),
    module(
      "GoldcrestABI",
      imports: [
        "Base", "Model", "Tokenization", "Kernels", "Inference", "Goldcrest", "CInterface",
        "CGoldcrest", "CForkGate",
      ]),
    module(
      "GoldcrestConversionABI",
      imports: ["Base", "Goldcrest", "GoldcrestConversion", "CInterface", "CGoldcrest"]),

    // Command line
    .target(
      name: "GoldcrestCLI",
      dependencies: [
        "Base", "Model", "Hashing", "CrestFormat", "CrestWriting", "Tokenization", "Kernels",
        "Inference", "Reference", "HuggingFace", "Quantization", "Conversion", "Evaluation",
        "CCeilings", "CProcess", "Serving", "HTTPServer", "EmbeddingClient", argumentParser,
      ], swiftSettings: swiftSettings),
    .executableTarget(
      name: "convert", dependencies: ["GoldcrestCLI"], swiftSettings: swiftSettings),
    .executableTarget(
      name: "goldcrest", dependencies: ["GoldcrestCLI"], swiftSettings: swiftSettings),

    // Tests
    .target(
      name: "CInstructionEmulator", path: "Tests/CInstructionEmulator", cSettings: cSettings),
    .target(
      name: "TestSupport",
      dependencies: [
        "Base", "Model", "Hashing", "Kernels", "CrestFormat", "CrestWriting", "HuggingFace",
        "Tokenization", "TokenizerCompilation", "CInstructionEmulator",
      ],
      path: "Tests/TestSupport", swiftSettings: swiftSettings),
    .target(
      name: "FuzzTargets",
      dependencies: [
        "Base", "Model", "Hashing", "CrestFormat", "CrestWriting", "CProtobuf", "Kernels",
        "Tokenization", "TokenizerCompilation", "Inference", "HuggingFace", "Conversion",
        "Evaluation", "Serving", "HTTPServer", "GoldcrestABI", "CGoldcrest", "TestSupport",
        server("NIOCore", "swift-nio"), server("NIOEmbedded", "swift-nio"),
      ],
      path: "Tests/Fuzz/Targets", swiftSettings: swiftSettings),
    .target(
      name: "CSentencePiece", path: "Tests/CSentencePiece",
      cxxSettings: [.treatAllWarnings(as: .error)],
      linkerSettings: [.linkedLibrary("sentencepiece")]),
    tests("FuzzTests", imports: ["FuzzTargets", "TestSupport"]),
    tests("BaseTests", imports: ["Base", "Model", "TestSupport"]),
    tests(
      "GoldcrestTests",
      imports: ["Goldcrest", "GoldcrestConversion", "Evaluation", "Model", "TestSupport"]),
    tests("HashingTests", imports: ["Hashing", "Base", "TestSupport"]),
    tests(
      "HuggingFaceTests",
      imports: ["HuggingFace", "Hashing", "Kernels", "Base", "Model", "TestSupport"]),
    tests(
      "CrestFormatTests",
      imports: [
        "CrestFormat", "CrestWriting", "CProtobuf", "Hashing", "Base", "Model", "TestSupport",
      ]),
    tests(
      "QuantizationTests", imports: ["Quantization", "Kernels", "Base", "Model", "TestSupport"]),
    tests(
      "KernelsTests",
      imports: [
        "Kernels", "Quantization", "CKernels", "CQuantization", "CCeilings", "Reference",
        "CInstructionEmulator", "Base", "Model", "TestSupport",
      ]),
    tests(
      "TokenizationTests",
      imports: [
        "Tokenization", "TokenizerCompilation", "Hashing", "Base", "Model", "CSentencePiece",
        "TestSupport",
      ]),
    tests(
      "InferenceTests",
      imports: [
        "Inference", "Reference", "Conversion", "HuggingFace", "Kernels", "CrestFormat",
        "CrestWriting", "Tokenization", "Base", "Model", "TestSupport",
      ]),
    tests(
      "ServingTests",
      imports: [
        "Serving", "Inference", "Conversion", "Quantization", "HuggingFace", "CrestFormat",
        "Tokenization", "Kernels", "Base", "Model", "TestSupport",
      ]),
    tests("EmbeddingClientTests", imports: ["EmbeddingClient", "Base", "TestSupport"]),
    tests(
      "ConversionTests",
      imports: [
        "Conversion", "HuggingFace", "CrestFormat", "CrestWriting", "Quantization", "Inference",
        "Tokenization", "TokenizerCompilation", "Kernels", "Reference", "Evaluation", "Hashing",
        "Base", "Model", "TestSupport",
      ]),
    tests(
      "EvaluationTests",
      imports: [
        "Evaluation", "Conversion", "Inference", "Kernels", "Reference", "HuggingFace", "Hashing",
        "Base", "Model", "TestSupport",
      ]),
    tests(
      "EndToEndTests",
      imports: [
        "GoldcrestCLI", "Evaluation", "CrestFormat", "CrestWriting", "Kernels", "Hashing", "Base",
        "HuggingFace", "TestSupport",
      ]),
  ] + fuzzing,
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c11,
  cxxLanguageStandard: .cxx17
)
