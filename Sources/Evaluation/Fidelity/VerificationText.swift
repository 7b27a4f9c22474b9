import Base
package import Inference
package import Quantization

/// A text to compare two models on.
package struct VerificationText: Sendable, Equatable {
  /// The text, without a prompt.
  package let text: String
  /// Its language, if known.
  package let language: String?

  package init(_ text: String, language: String? = nil) {
    self.text = text
    self.language = language
  }

  /// The language of each text, empty for none; `nil` if none is known.
  static func languages(of texts: [VerificationText]) -> [String]? {
    texts.contains { $0.language != nil } ? texts.map { $0.language ?? "" } : nil
  }

  /// Reads texts from a file, one a line.
  ///
  /// If the name ends in `.jsonl`, a line is a JSON object with `text` and an optional `language`, and
  /// blank lines are skipped; otherwise the line is the text.
  ///
  /// - Throws: `EvaluationError.lines` for a file that cannot be read or a line that is not UTF-8 or
  ///   not such an object, `.noTexts` if nothing is left.
  package static func read(path: String) throws(EvaluationError) -> [VerificationText] {
    var texts: [VerificationText] = []
    do throws(LineReadingError) {
      let lines = try TextLines(path: path)
      while let line = try lines.next() {
        switch line {
        case .text(let text): texts.append(VerificationText(text))
        case .object(let fields):
          texts.append(
            VerificationText(
              try fields.string("text"), language: try fields.optionalString("language")))
        }
      }
    } catch {
      throw .lines(error)
    }
    guard !texts.isEmpty else { throw .noTexts(path: path) }
    return texts
  }
}

extension VerificationText {
  /// The built-in texts in languages that all of `models` know, and the codes of the other languages,
  /// ascending; all texts if there is none.
  ///
  /// - Throws: `QuantizationError.tokenization` if a text has no tokens.
  package static func builtIn(
    for models: [EmbeddingModel]
  ) throws(QuantizationError) -> (texts: [VerificationText], leftOut: [String]) {
    let all = Set(builtIn.compactMap(\.language))
    var known = all
    for model in models {
      guard let tokenizer = model.tokenizer else { continue }
      known.formIntersection(
        try CalibrationTextSet.languages(knownTo: tokenizer, model.sentence))
    }
    guard !known.isEmpty else { return (builtIn, []) }
    return (
      builtIn.filter { $0.language.map(known.contains) ?? true },
      all.subtracting(known).sorted()
    )
  }

  /// Some 300 sentences in twenty languages, a third of them English, for comparing two models without
  /// a file of texts.
  ///
  /// Written for this project; none calibrates a model. The first sixty are six sentences, each in ten
  /// languages; then come eight more in nineteen languages, and others in English, which is the only
  /// language that some models have words for.
  package static let builtIn: [VerificationText] = [six, eight, english].flatMap { part in
    part.split(separator: "\n").map { line in
      VerificationText(String(line.dropFirst(3)), language: String(line.prefix(2)))
    }
  }

  private static let six = #"""
    ar أين تقع أقرب محطة قطار؟
    ar تنام القطة على حافة النافذة في الشمس.
    ar يغلي الماء في الجبال عند درجة حرارة أقل مما عند مستوى سطح البحر.
    cs Kolik stojí dva lístky na zítřejší koncert?
    cs Lékař jí doporučil, aby každý den půl hodiny chodila pěšky.
    cs Nová knihovna má přes sto tisíc knih a je otevřená i v neděli.
    de Wo ist der nächste Bahnhof?
    de Die Katze schläft auf der Fensterbank in der Sonne.
    de Im Gebirge siedet Wasser bei einer niedrigeren Temperatur als auf Meereshöhe.
    el Πόσο κοστίζουν δύο εισιτήρια για την αυριανή συναυλία;
    el Ο γιατρός τής συνέστησε να περπατά μισή ώρα κάθε μέρα.
    el Η νέα βιβλιοθήκη έχει πάνω από εκατό χιλιάδες βιβλία και ανοίγει και τις Κυριακές.
    en Where is the nearest railway station?
    en The cat is sleeping on the windowsill in the sun.
    en In the mountains water boils at a lower temperature than at sea level.
    es ¿Cuánto cuestan dos entradas para el concierto de mañana?
    es El médico le recomendó caminar media hora todos los días.
    es La nueva biblioteca tiene más de cien mil libros y abre también los domingos.
    fr Où est la gare la plus proche ?
    fr Le chat dort au soleil sur le rebord de la fenêtre.
    fr En montagne, l'eau bout à une température plus basse qu'au niveau de la mer.
    hi कल के संगीत कार्यक्रम के दो टिकट कितने के हैं?
    hi डॉक्टर ने उसे हर दिन आधा घंटा पैदल चलने की सलाह दी।
    hi नए पुस्तकालय में एक लाख से अधिक किताबें हैं और वह रविवार को भी खुला रहता है।
    it Dov'è la stazione ferroviaria più vicina?
    it Il gatto dorme al sole sul davanzale della finestra.
    it In montagna l'acqua bolle a una temperatura più bassa che al livello del mare.
    ja 明日のコンサートのチケットは二枚でいくらですか。
    ja 医者は彼女に毎日三十分歩くように勧めた。
    ja 新しい図書館には十万冊以上の本があり、日曜日も開いている。
    ko 가장 가까운 기차역이 어디에 있나요?
    ko 고양이가 햇볕이 드는 창턱에서 자고 있다.
    ko 산에서는 물이 해수면에서보다 낮은 온도에서 끓는다.
    nl Hoeveel kosten twee kaartjes voor het concert van morgen?
    nl De dokter raadde haar aan elke dag een half uur te wandelen.
    nl De nieuwe bibliotheek heeft meer dan honderdduizend boeken en is ook op zondag open.
    pl Gdzie jest najbliższy dworzec kolejowy?
    pl Kot śpi na parapecie w słońcu.
    pl W górach woda wrze w niższej temperaturze niż na poziomie morza.
    pt Quanto custam dois bilhetes para o concerto de amanhã?
    pt O médico recomendou-lhe que caminhasse meia hora por dia.
    pt A nova biblioteca tem mais de cem mil livros e abre também aos domingos.
    ru Где находится ближайший железнодорожный вокзал?
    ru Кошка спит на подоконнике на солнце.
    ru В горах вода закипает при более низкой температуре, чем на уровне моря.
    sv Vad kostar två biljetter till konserten i morgon?
    sv Läkaren rådde henne att gå en halvtimme varje dag.
    sv Det nya biblioteket har över hundratusen böcker och är öppet även på söndagar.
    tr En yakın tren istasyonu nerede?
    tr Kedi pencere kenarında güneşte uyuyor.
    tr Dağlarda su, deniz seviyesine göre daha düşük bir sıcaklıkta kaynar.
    uk Скільки коштують два квитки на завтрашній концерт?
    uk Лікар порадив їй щодня ходити пішки пів години.
    uk У новій бібліотеці понад сто тисяч книжок, і вона відчинена навіть у неділю.
    vi Nhà ga gần nhất ở đâu?
    vi Con mèo đang ngủ trên bệ cửa sổ dưới nắng.
    vi Trên núi, nước sôi ở nhiệt độ thấp hơn so với ở mực nước biển.
    zh 明天音乐会的两张票多少钱？
    zh 医生建议她每天步行半个小时。
    zh 新图书馆有十万多册书，星期天也开放。
    """#

  private static let eight = #"""
    ar كيف أعيد تعيين كلمة المرور إذا لم أعد أستطيع الوصول إلى بريدي الإلكتروني؟
    ar تأجل الاجتماع إلى يوم الخميس لأن اثنين من الزملاء مريضان.
    ar من فضلك أطفئ الأنوار وأغلق النوافذ قبل أن تغادر.
    ar ما إن فتحت الباب حتى ركض الكلب إلى الحديقة.
    ar طريقة عمل كعكة التفاح بدون بيض
    ar وصل الطرد تالفًا، وأود إعادته واسترداد نقودي.
    ar إذا استمر المطر غدًا فسنركب الحافلة بدلًا من ركوب الدراجة على طول النهر.
    ar عندما كنت طفلًا كانت جدتي تسكن في بيت صغير على طرف الغابة. كنا نقطف التوت هناك كل صيف، وفي المساء كانت تحكي لنا القصص حتى ننام.
    cs Jak si obnovím heslo, když už nemám přístup ke svému e-mailu?
    cs Schůzka se přesouvá na čtvrtek, protože jsou dva kolegové nemocní.
    cs Než odejdeš, zhasni prosím světla a zavři okna.
    cs Sotva otevřela dveře, pes vyběhl na zahradu.
    cs recept na jablečný koláč bez vajec
    cs Balík dorazil poškozený, chtěl bych ho vrátit a dostat zpět peníze.
    cs Jestli bude zítra dál pršet, pojedeme autobusem místo na kole podél řeky.
    cs Když jsem byl malý, bydlela babička v malém domku na kraji lesa. Každé léto jsme tam sbírali borůvky a večer nám vyprávěla příběhy, dokud jsme neusnuli.
    de Wie setze ich mein Passwort zurück, wenn ich nicht mehr an meine E-Mails komme?
    de Die Besprechung ist auf Donnerstag verschoben, weil zwei Kollegen krank sind.
    de Mach bitte das Licht aus und die Fenster zu, bevor du gehst.
    de Kaum hatte sie die Tür geöffnet, lief der Hund in den Garten hinaus.
    de Rezept für Apfelkuchen ohne Eier
    de Das Paket kam beschädigt an; ich möchte es zurückgeben und mein Geld wiederhaben.
    de Wenn es morgen weiter regnet, nehmen wir den Bus, statt am Fluss entlang zu radeln.
    de Als ich ein Kind war, wohnte meine Großmutter in einem kleinen Haus am Waldrand. Jeden Sommer pflückten wir dort Heidelbeeren, und abends erzählte sie uns Geschichten, bis wir einschliefen.
    el Πώς αλλάζω τον κωδικό μου αν δεν έχω πια πρόσβαση στο ηλεκτρονικό μου ταχυδρομείο;
    el Η σύσκεψη μεταφέρθηκε για την Πέμπτη, επειδή δύο συνάδελφοι είναι άρρωστοι.
    el Σβήσε σε παρακαλώ τα φώτα και κλείσε τα παράθυρα πριν φύγεις.
    el Μόλις άνοιξε την πόρτα, ο σκύλος έτρεξε έξω στον κήπο.
    el συνταγή για μηλόπιτα χωρίς αυγά
    el Το δέμα έφτασε χαλασμένο· θα ήθελα να το επιστρέψω και να πάρω πίσω τα χρήματά μου.
    el Αν συνεχίσει να βρέχει αύριο, θα πάρουμε το λεωφορείο αντί να πάμε με τα ποδήλατα δίπλα στο ποτάμι.
    el Όταν ήμουν παιδί, η γιαγιά μου έμενε σε ένα μικρό σπίτι στην άκρη του δάσους. Κάθε καλοκαίρι μαζεύαμε εκεί μύρτιλλα και το βράδυ μας έλεγε ιστορίες ώσπου να κοιμηθούμε.
    es ¿Cómo restablezco la contraseña si ya no tengo acceso a mi correo?
    es La reunión se ha pasado al jueves porque dos compañeros están enfermos.
    es Por favor, apaga las luces y cierra las ventanas antes de salir.
    es Apenas abrió la puerta, el perro salió corriendo al jardín.
    es receta de tarta de manzana sin huevo
    es El paquete llegó dañado; quisiera devolverlo y recuperar mi dinero.
    es Si mañana sigue lloviendo, tomaremos el autobús en lugar de ir en bicicleta por la orilla del río.
    es Cuando yo era niño, mi abuela vivía en una casita al borde del bosque. Cada verano recogíamos allí arándanos, y por la noche nos contaba cuentos hasta que nos dormíamos.
    fr Comment réinitialiser mon mot de passe si je n'ai plus accès à ma messagerie ?
    fr La réunion est reportée à jeudi parce que deux collègues sont malades.
    fr Éteins la lumière et ferme les fenêtres avant de partir, s'il te plaît.
    fr À peine avait-elle ouvert la porte que le chien se précipita dans le jardin.
    fr recette de gâteau aux pommes sans œufs
    fr Le colis est arrivé abîmé ; je voudrais le renvoyer et être remboursé.
    fr S'il pleut encore demain, nous prendrons le bus au lieu de longer la rivière à vélo.
    fr Quand j'étais enfant, ma grand-mère habitait une petite maison à la lisière de la forêt. Chaque été nous y cueillions des myrtilles, et le soir elle nous racontait des histoires jusqu'à ce que nous dormions.
    hi अगर मैं अपना ईमेल नहीं खोल पा रहा हूँ तो पासवर्ड कैसे बदलूँ?
    hi दो सहकर्मी बीमार हैं, इसलिए बैठक गुरुवार को होगी।
    hi जाने से पहले कृपया बत्तियाँ बुझा दो और खिड़कियाँ बंद कर दो।
    hi उसने दरवाज़ा खोला ही था कि कुत्ता दौड़कर बगीचे में चला गया।
    hi बिना अंडे के सेब का केक बनाने की विधि
    hi पार्सल टूटा हुआ मिला; मैं उसे लौटाकर अपने पैसे वापस चाहता हूँ।
    hi अगर कल भी बारिश होती रही तो हम नदी के किनारे साइकिल चलाने के बजाय बस से जाएँगे।
    hi जब मैं छोटा था, मेरी दादी जंगल के किनारे एक छोटे घर में रहती थीं। हर गर्मी में हम वहाँ बेर तोड़ते थे और शाम को वे हमें सोने तक कहानियाँ सुनाती थीं।
    it Come reimposto la password se non ho più accesso alla mia posta?
    it La riunione è stata spostata a giovedì perché due colleghi sono malati.
    it Per favore, spegni le luci e chiudi le finestre prima di uscire.
    it Aveva appena aperto la porta quando il cane corse fuori in giardino.
    it ricetta della torta di mele senza uova
    it Il pacco è arrivato danneggiato; vorrei restituirlo e riavere i miei soldi.
    it Se domani continua a piovere, prenderemo l'autobus invece di pedalare lungo il fiume.
    it Da bambino, mia nonna abitava in una casetta ai margini del bosco. Ogni estate vi raccoglievamo mirtilli, e la sera ci raccontava storie finché non ci addormentavamo.
    ja メールが見られなくなった場合、パスワードはどうやって再設定しますか。
    ja 同僚が二人病気なので、会議は木曜日に変わりました。
    ja 出かける前に電気を消して窓を閉めてください。
    ja 彼女がドアを開けたとたん、犬が庭へ走り出した。
    ja 卵を使わないりんごケーキの作り方
    ja 荷物が壊れて届いたので、返品して返金してほしいです。
    ja 明日も雨が続くなら、川沿いを自転車で走る代わりにバスで行きましょう。
    ja 子どものころ、祖母は森のはずれの小さな家に住んでいました。夏になると毎年そこでブルーベリーを摘み、夜は眠るまで祖母がお話をしてくれました。
    ko 이메일에 더 이상 들어갈 수 없으면 비밀번호를 어떻게 다시 설정하나요?
    ko 동료 두 명이 아파서 회의가 목요일로 미뤄졌습니다.
    ko 나가기 전에 불을 끄고 창문을 닫아 주세요.
    ko 그녀가 문을 열자마자 개가 정원으로 뛰어나갔다.
    ko 달걀 없이 만드는 사과 케이크 요리법
    ko 소포가 망가진 채로 왔으니 반품하고 돈을 돌려받고 싶습니다.
    ko 내일도 비가 계속 오면 강을 따라 자전거를 타는 대신 버스를 타겠습니다.
    ko 내가 어렸을 때 할머니는 숲 가장자리의 작은 집에 사셨다. 우리는 해마다 여름이면 그곳에서 블루베리를 땄고, 저녁이면 할머니가 우리가 잠들 때까지 이야기를 들려주셨다.
    nl Hoe stel ik mijn wachtwoord opnieuw in als ik niet meer bij mijn mail kan?
    nl De vergadering is verplaatst naar donderdag omdat twee collega's ziek zijn.
    nl Doe alsjeblieft de lichten uit en de ramen dicht voordat je weggaat.
    nl Nauwelijks had ze de deur opengedaan of de hond rende de tuin in.
    nl recept voor appeltaart zonder eieren
    nl Het pakket is beschadigd aangekomen; ik wil het terugsturen en mijn geld terug.
    nl Als het morgen blijft regenen, nemen we de bus in plaats van langs de rivier te fietsen.
    nl Toen ik klein was, woonde mijn oma in een huisje aan de rand van het bos. Elke zomer plukten we daar bosbessen, en 's avonds vertelde ze ons verhalen tot we in slaap vielen.
    pl Jak zresetować hasło, jeśli nie mam już dostępu do swojej poczty?
    pl Spotkanie przeniesiono na czwartek, ponieważ dwoje współpracowników jest chorych.
    pl Zanim wyjdziesz, zgaś proszę światła i zamknij okna.
    pl Ledwie otworzyła drzwi, pies wybiegł do ogrodu.
    pl przepis na szarlotkę bez jajek
    pl Paczka dotarła uszkodzona; chciałbym ją zwrócić i odzyskać pieniądze.
    pl Jeśli jutro nadal będzie padać, pojedziemy autobusem zamiast na rowerach wzdłuż rzeki.
    pl Kiedy byłem dzieckiem, babcia mieszkała w małym domku na skraju lasu. Każdego lata zbieraliśmy tam jagody, a wieczorem opowiadała nam historie, aż zasnęliśmy.
    pt Como redefino a senha se já não tenho acesso ao meu correio eletrónico?
    pt A reunião passou para quinta-feira porque dois colegas estão doentes.
    pt Por favor, apaga as luzes e fecha as janelas antes de saíres.
    pt Mal ela abriu a porta, o cão correu para o jardim.
    pt receita de bolo de maçã sem ovos
    pt A encomenda chegou danificada; gostaria de a devolver e reaver o meu dinheiro.
    pt Se amanhã continuar a chover, vamos de autocarro em vez de pedalar ao longo do rio.
    pt Quando eu era criança, a minha avó morava numa casinha à beira da floresta. Todos os verões apanhávamos ali mirtilos, e à noite ela contava-nos histórias até adormecermos.
    ru Как сбросить пароль, если у меня больше нет доступа к почте?
    ru Совещание перенесли на четверг, потому что двое коллег заболели.
    ru Пожалуйста, выключи свет и закрой окна перед уходом.
    ru Едва она открыла дверь, как собака выбежала в сад.
    ru рецепт яблочного пирога без яиц
    ru Посылка пришла повреждённой; я хотел бы вернуть её и получить деньги назад.
    ru Если завтра дождь не кончится, мы поедем на автобусе, а не на велосипедах вдоль реки.
    ru Когда я был маленьким, бабушка жила в домике на опушке леса. Каждое лето мы собирали там чернику, а вечером она рассказывала нам истории, пока мы не засыпали.
    sv Hur återställer jag lösenordet om jag inte längre kommer åt min e-post?
    sv Mötet har flyttats till torsdag eftersom två kollegor är sjuka.
    sv Släck lamporna och stäng fönstren innan du går, tack.
    sv Hon hade knappt öppnat dörren förrän hunden sprang ut i trädgården.
    sv recept på äppelkaka utan ägg
    sv Paketet kom fram skadat; jag vill lämna tillbaka det och få pengarna åter.
    sv Om det fortsätter att regna i morgon tar vi bussen i stället för att cykla längs ån.
    sv När jag var barn bodde mormor i ett litet hus vid skogsbrynet. Varje sommar plockade vi blåbär där, och på kvällen berättade hon sagor tills vi somnade.
    tr E-postama artık giremiyorsam parolamı nasıl sıfırlarım?
    tr İki iş arkadaşımız hasta olduğu için toplantı perşembeye alındı.
    tr Çıkmadan önce lütfen ışıkları söndür ve pencereleri kapat.
    tr Kapıyı açar açmaz köpek bahçeye koştu.
    tr yumurtasız elmalı kek tarifi
    tr Paket hasarlı geldi; geri gönderip paramı almak istiyorum.
    tr Yarın yağmur sürerse nehir boyunca bisiklete binmek yerine otobüse bineceğiz.
    tr Ben çocukken anneannem ormanın kenarındaki küçük bir evde otururdu. Her yaz orada yaban mersini toplardık, akşamları da biz uyuyana kadar masal anlatırdı.
    uk Як скинути пароль, якщо я більше не маю доступу до пошти?
    uk Нараду перенесли на четвер, бо двоє колег захворіли.
    uk Будь ласка, вимкни світло й зачини вікна, перш ніж піти.
    uk Щойно вона відчинила двері, собака вибіг у садок.
    uk рецепт яблучного пирога без яєць
    uk Посилка прийшла пошкодженою; я хотів би повернути її та отримати гроші назад.
    uk Якщо завтра дощ не вщухне, ми поїдемо автобусом, а не велосипедами вздовж річки.
    uk Коли я був малим, бабуся жила в хатинці край лісу. Щоліта ми збирали там чорниці, а ввечері вона розповідала нам казки, доки ми не засинали.
    vi Làm sao đặt lại mật khẩu nếu tôi không còn vào được thư điện tử?
    vi Cuộc họp dời sang thứ năm vì hai đồng nghiệp bị ốm.
    vi Xin hãy tắt đèn và đóng cửa sổ trước khi ra về.
    vi Cô ấy vừa mở cửa thì con chó chạy ra vườn.
    vi cách làm bánh táo không dùng trứng
    vi Gói hàng đến nơi bị hỏng; tôi muốn trả lại và nhận lại tiền.
    vi Nếu ngày mai vẫn mưa, chúng tôi sẽ đi xe buýt thay vì đạp xe dọc bờ sông.
    vi Hồi tôi còn nhỏ, bà tôi sống trong một ngôi nhà bé bên bìa rừng. Mùa hè nào chúng tôi cũng hái quả ở đó, và buổi tối bà kể chuyện cho đến khi chúng tôi ngủ.
    zh 如果我再也打不开邮箱，怎么重置密码？
    zh 因为两位同事生病，会议改到星期四。
    zh 走之前请关灯，并把窗户关好。
    zh 她刚打开门，狗就跑进了花园。
    zh 不用鸡蛋的苹果蛋糕做法
    zh 包裹送到时已经损坏，我想退货并拿回钱。
    zh 如果明天继续下雨，我们就坐公交车，不沿着河边骑自行车了。
    zh 我小时候，外婆住在森林边上的一间小屋里。每年夏天我们都在那里摘蓝莓，晚上她给我们讲故事，直到我们睡着。
    """#
}
