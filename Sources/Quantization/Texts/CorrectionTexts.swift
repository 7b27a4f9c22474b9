import Inference
import Model
import Tokenization

/// The texts whose mean activations correct biases.
///
/// Ordinary sentences of many languages, written for this purpose. None of them is in a golden file
/// or among the sentences of `verify`.
package enum CorrectionTexts {
  package static let all = [
    "The ferry to the islands leaves twice a day, weather permitting.",
    "Quarterly revenue rose by four percent although exports declined.",
    "def mean(values): return sum(values) / len(values)",
    "Preheat the oven to 200 degrees and butter a shallow dish.",
    "Der Vertrag verlängert sich um ein Jahr, wenn er nicht gekündigt wird.",
    "Im Herbst ziehen die Kraniche in großen Keilen nach Süden.",
    "Le conseil municipal a voté la rénovation de la bibliothèque.",
    "Comment régler la luminosité de l'écran sous Linux ?",
    "El tren llegó con veinte minutos de retraso a causa de la tormenta.",
    "La fotosíntesis convierte la luz en energía química.",
    "Il museo resta chiuso il lunedì e nei giorni festivi.",
    "A receita leva duas chávenas de farinha e três ovos.",
    "De dijk werd na de overstroming met een meter verhoogd.",
    "Pociąg do Krakowa odjeżdża z peronu trzeciego.",
    "Новый телескоп позволит увидеть самые далёкие галактики.",
    "Як оформити повернення товару в інтернет-магазині?",
    "Kütüphane sınav haftasında gece yarısına kadar açık.",
    "يزرع المزارعون القمح في الخريف ويحصدونه في أوائل الصيف.",
    "מזג האוויר צפוי להתחמם לקראת סוף השבוע.",
    "बारिश के मौसम में पहाड़ी सड़कें अक्सर बंद हो जाती हैं।",
    "ঢাকায় আজ সকাল থেকে হালকা বৃষ্টি হচ্ছে।",
    "รถไฟฟ้าสายใหม่จะเปิดให้บริการในปีหน้า",
    "Chợ nổi họp từ sáng sớm trên sông.",
    "Harga beras naik menjelang akhir tahun.",
    "新しい図書館は駅から歩いて五分のところにあります。",
    "电池在低温下容量会明显下降。",
    "주말에는 한강 공원에서 자전거를 탈 수 있다.",
    "Mkutano wa wakulima utafanyika mjini Arusha mwezi ujao.",
    "Tåget mot Göteborg är inställt på grund av banarbete.",
    "Ο σεισμός έγινε αισθητός σε όλη τη νότια Ελλάδα.",
    "Vlak do Brna má zpoždění asi deset minut.",
    "A folyó áradása miatt lezárták a rakpartot.",
  ]

  /// The token ids of all texts, the model's first two prompts in turn.
  static func tokens(for model: EmbeddingModel) throws(InferenceError) -> [[Int32]] {
    let prompts = model.sentence.prompts.map(\.name)
    var tokens: [[Int32]] = []
    for (index, text) in all.enumerated() {
      let prompt: EmbeddingModel.PromptChoice =
        prompts.isEmpty ? .text("") : .named(prompts[index % min(2, prompts.count)])
      tokens.append(try model.tokenize(text, prompt: prompt).ids)
    }
    return tokens
  }
}

/// The texts that calibration runs through a model when its user names none.
///
/// About 1,750 texts and 75,000 tokens of XLM-R in more than 80 languages, two fifths of them
/// English: queries, reports, encyclopaedic and technical prose, dialogue, law, science and code.
/// No text has more than 512 tokens. None shares wording with a text that a model is judged by, which
/// `Golden/README.md` lists. Sources and licences stand in `NOTICE`.
package enum BuiltInCalibration {
  /// Every text with its language's tag, in an order that never changes.
  package static let texts: [(language: String, text: String)] = parts.flatMap { part in
    part.split(separator: "\n").map { line in
      let tag = line.prefix { $0 != " " }
      return (language: String(tag), text: String(line.dropFirst(tag.count + 1)))
    }
  }

  private static let parts = [
    writtenEnglish, writtenEuropean, writtenAsianAfrican, humanRights, exampleSentencesInLatin,
    exampleSentencesInOtherScripts, dialogue, userGuideInLatin, userGuideInOtherScripts,
    homeAutomationInLatin, homeAutomationInOtherScripts, factbook, novel, science, code,
  ]
}
