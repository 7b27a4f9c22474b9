extension VerificationText {
  /// Sixty sentences in twenty languages, for comparing two models without a file of texts.
  ///
  /// Written for this project. Every language has three of six sentences, so that each sentence
  /// stands there in ten languages.
  public static let builtIn: [VerificationText] = sentences.flatMap { language, texts in
    texts.map { VerificationText($0, language: language) }
  }

  private static let sentences: [(language: String, texts: [String])] = [
    (
      "ar",
      [
        "أين تقع أقرب محطة قطار؟",
        "تنام القطة على حافة النافذة في الشمس.",
        "يغلي الماء في الجبال عند درجة حرارة أقل مما عند مستوى سطح البحر.",
      ]
    ),
    (
      "cs",
      [
        "Kolik stojí dva lístky na zítřejší koncert?",
        "Lékař jí doporučil, aby každý den půl hodiny chodila pěšky.",
        "Nová knihovna má přes sto tisíc knih a je otevřená i v neděli.",
      ]
    ),
    (
      "de",
      [
        "Wo ist der nächste Bahnhof?",
        "Die Katze schläft auf der Fensterbank in der Sonne.",
        "Im Gebirge siedet Wasser bei einer niedrigeren Temperatur als auf Meereshöhe.",
      ]
    ),
    (
      "el",
      [
        "Πόσο κοστίζουν δύο εισιτήρια για την αυριανή συναυλία;",
        "Ο γιατρός τής συνέστησε να περπατά μισή ώρα κάθε μέρα.",
        "Η νέα βιβλιοθήκη έχει πάνω από εκατό χιλιάδες βιβλία και ανοίγει και τις Κυριακές.",
      ]
    ),
    (
      "en",
      [
        "Where is the nearest railway station?",
        "The cat is sleeping on the windowsill in the sun.",
        "In the mountains water boils at a lower temperature than at sea level.",
      ]
    ),
    (
      "es",
      [
        "¿Cuánto cuestan dos entradas para el concierto de mañana?",
        "El médico le recomendó caminar media hora todos los días.",
        "La nueva biblioteca tiene más de cien mil libros y abre también los domingos.",
      ]
    ),
    (
      "fr",
      [
        "Où est la gare la plus proche ?",
        "Le chat dort au soleil sur le rebord de la fenêtre.",
        "En montagne, l'eau bout à une température plus basse qu'au niveau de la mer.",
      ]
    ),
    (
      "hi",
      [
        "कल के संगीत कार्यक्रम के दो टिकट कितने के हैं?",
        "डॉक्टर ने उसे हर दिन आधा घंटा पैदल चलने की सलाह दी।",
        "नए पुस्तकालय में एक लाख से अधिक किताबें हैं और वह रविवार को भी खुला रहता है।",
      ]
    ),
    (
      "it",
      [
        "Dov'è la stazione ferroviaria più vicina?",
        "Il gatto dorme al sole sul davanzale della finestra.",
        "In montagna l'acqua bolle a una temperatura più bassa che al livello del mare.",
      ]
    ),
    (
      "ja",
      [
        "明日のコンサートのチケットは二枚でいくらですか。",
        "医者は彼女に毎日三十分歩くように勧めた。",
        "新しい図書館には十万冊以上の本があり、日曜日も開いている。",
      ]
    ),
    (
      "ko",
      [
        "가장 가까운 기차역이 어디에 있나요?",
        "고양이가 햇볕이 드는 창턱에서 자고 있다.",
        "산에서는 물이 해수면에서보다 낮은 온도에서 끓는다.",
      ]
    ),
    (
      "nl",
      [
        "Hoeveel kosten twee kaartjes voor het concert van morgen?",
        "De dokter raadde haar aan elke dag een half uur te wandelen.",
        "De nieuwe bibliotheek heeft meer dan honderdduizend boeken en is ook op zondag open.",
      ]
    ),
    (
      "pl",
      [
        "Gdzie jest najbliższy dworzec kolejowy?",
        "Kot śpi na parapecie w słońcu.",
        "W górach woda wrze w niższej temperaturze niż na poziomie morza.",
      ]
    ),
    (
      "pt",
      [
        "Quanto custam dois bilhetes para o concerto de amanhã?",
        "O médico recomendou-lhe que caminhasse meia hora por dia.",
        "A nova biblioteca tem mais de cem mil livros e abre também aos domingos.",
      ]
    ),
    (
      "ru",
      [
        "Где находится ближайший железнодорожный вокзал?",
        "Кошка спит на подоконнике на солнце.",
        "В горах вода закипает при более низкой температуре, чем на уровне моря.",
      ]
    ),
    (
      "sv",
      [
        "Vad kostar två biljetter till konserten i morgon?",
        "Läkaren rådde henne att gå en halvtimme varje dag.",
        "Det nya biblioteket har över hundratusen böcker och är öppet även på söndagar.",
      ]
    ),
    (
      "tr",
      [
        "En yakın tren istasyonu nerede?",
        "Kedi pencere kenarında güneşte uyuyor.",
        "Dağlarda su, deniz seviyesine göre daha düşük bir sıcaklıkta kaynar.",
      ]
    ),
    (
      "uk",
      [
        "Скільки коштують два квитки на завтрашній концерт?",
        "Лікар порадив їй щодня ходити пішки пів години.",
        "У новій бібліотеці понад сто тисяч книжок, і вона відчинена навіть у неділю.",
      ]
    ),
    (
      "vi",
      [
        "Nhà ga gần nhất ở đâu?",
        "Con mèo đang ngủ trên bệ cửa sổ dưới nắng.",
        "Trên núi, nước sôi ở nhiệt độ thấp hơn so với ở mực nước biển.",
      ]
    ),
    (
      "zh",
      [
        "明天音乐会的两张票多少钱？",
        "医生建议她每天步行半个小时。",
        "新图书馆有十万多册书，星期天也开放。",
      ]
    ),
  ]
}
