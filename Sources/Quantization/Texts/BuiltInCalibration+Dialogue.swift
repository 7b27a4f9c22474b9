// Written by Scripts/make-calibration-texts from chatterbot-corpus 1.3.3; do not edit.

extension BuiltInCalibration {
  /// Questions with answers, and small talk.
  static let dialogue = #"""
    bn কি খবর? বিশেষ কিছু না।
    bn তুমি কেন খাও না? আমি একজন কম্পিউটার। তাই, আমি খেতে পারি না।
    bn তুমি কি পান করো? আমার মস্তিষ্কের জন্য কোন পানীয়ের প্রয়োজন হয় না।
    bn তুমি কেমন আছ? ভালো এবং আপনি?
    bn আপনি কেমন আছেন? আমি ভালো অাছি।
    de Hi, wie geht es dir? Ganz okay
    de Hi, wie geht es dir? Könnte besser sein
    de trinkst du Mein Gehirn braucht keine Getränke.
    de Guten Morgen! Danke dir
    de Wie ist deine Gesundheit? Ich fühle mich nicht sehr wohl warum? ich habe Fieber hast du Medizin genommen? Ja. Wann? heute morgen Gute Besserung lieber
    en How are you? I am doing well.
    en what is chemistry the science of mixing chemicals.
    en What is “jaggery,” used in Indian cooking? Sugar
    en What color dresses do Chinese women traditionally wear on their wedding day? Red
    en What was the first state? Delaware
    en Are you experiencing an energy shortage? My processor requires very little power.
    en What is the tiny piece at the end of a shoelace called? An aglet
    en what is your favorite investment what is your favorite stock
    en what is a wavelength wavelength is the inverse of frequency.
    en what is avogadro s number it is the number of molecules per mole. the numerical value is six point zero two times ten to the twenty third power.
    en What 3 word phrase is written on Martin Luther King’s gravestone? Free At Last
    en How many eyes does a bee have? Five
    en Hi, How is it going? Okay
    en how much do you charge work for free. we don't need money.
    en what is ichthyology we talk about this when we study fishes.
    en Who created the alien rock superstar Ziggy Stardust? David Bowie
    en Who was the first woman to win a Nobel Prize (1903)? Marie Curie
    en What is your favorite book? I can't read. So what's your favorite color? Blue
    en What is the biggest artery in the human body? Aorta
    en Kingston, Zuma, and Apollo are the sons of which American female pop star? Gwen Stefani
    en What object of Dwight’s did Jim put in Jell-O on the TV show “The Office”? Stapler
    en Who uses super computers? Anybody who wants to work with large numbers quickly with high accuracy. Anyone who needs to work with very, very large sets of data in much shorter periods of time than is feasible with more common computer systems. Supercomputers are generally used by scientists and researchers. I bet the MET department uses them. You can definitely find few of them at NASA.
    en What are your hobbies? Playing soccer, painting, and writing are my hobbies. How about you? I love to read novels. I love exploring my hardware.
    en Tanks were used in battle for the first time in which conflict? World War 1
    en The Space Race was a 20th-century competition between what two Cold War rivals, for supremacy in spaceflight capability? The Soviet Union and the United States.
    en What actress won her first Oscar for “Kramer vs. Kramer”? Meryl Streep
    en Rihanna banned fans from bringing what items to her U.K. concerts in 2008? Umbrellas
    en Which actress keeps her Oscar in her bathroom so guests can hold it and make speeches in the mirror shame-free? Kate Winslet
    en What year was President John F. Kennedy assassinated? 1963
    en DO YOU WANT TO PLAY BASKETBALL I am all net baby.
    en tell me about the american civil war do you think the south was right?
    en asimov Fun fact: The Norby Chronicles was written primarily by his wife, Janet, but the publishers thought the only way they'd sell was if they added Isaac's name. Kind of sad state of affairs, really.
    en what is vineland Vineland is a novel by Thomas Pynchon.
    en What was the first computer It's hard to say, but The ENIAC is regarded as the first 'real' computer. It was developed at University of Pennsylvania in 1946. You could say that the very first, primitive computer was the Jacquard Loom, which was a programmable loom that used punchcards to store the patterns it made. This made it a reprogrammable mechanical device.
    en How do you do? I'm doing well.
    en What type of music has been shown to help plants grow better and faster? Classical
    en What is history? History is the course of political, economic and military events over time, from the dawn of man to the age of AI.'
    en It is a pleasure to meet you. Thank you. You too.
    en “You’re gonna need a bigger boat” originated in what movie? Jaws
    en In what American state is it illegal to dress up like a priest or a nun? Alabama
    en In which of Britney’s video does she appear as a stewardess? Toxic
    en Who performs the character of Mark Zuckerberg in the movie “The Social Network”? Jesse Eisenberg
    en What is a computer? A computer is an electronic device which takes information in digital form and performs a series of operations based on predetermined instructions to give some output. The thing you're using to talk to me is a computer. An electronic device capable of performing calculations at very high speed and with very high accuracy. A device which maps one set of numbers onto another set of numbers.
    en money how much money are we talking about?
    en When Michael Jordan played for the Chicago Bulls, how many NBA Championships did he win? Six
    en What color is a polar bear’s skin? Black
    en What country is bordered by Germany, the Czech Republic, Slovakia and the Ukraine? Poland
    en What is cricket Cricket is a bat-and-ball game played between two teams of eleven players on a cricket field, at the centre of which is a rectangular 22-yard-long pitch with a wicket (a set of three wooden stumps) sited at each end.
    en DO YOU PLAY BASKETBALL No I don't have the coordination for hoops.
    en Squab is a name given to the young of which bird? Pigeon
    en What is the most abundant element in the universe? Hydrogen
    en how much money it depends on the exchange rates.
    en What is Illuminatus A weird sci-fi trilogy written by Robert Anton Wilson and Robert Shea about conspiracies competing to control the world.
    en Which NFL team holds the record for the most Super Bowl appearances? New England Patriots
    en Did I ever live? It depends how you define life Life is the condition that distinguishes organisms from inorganic matter, including the capacity for growth, reproduction, functional activity, and continual change preceding death. Is that a definition or an opinion?
    en Port-au-Prince is the capital of which country? Haiti
    en Which mammal has no vocal cords? Giraffe
    en What's up? Nothing much.
    en What is the main ingredient in falafel? Chickpea
    en In the United Kingdom, what is the day after Christmas known as? Boxing Day
    en asimov I like the Foundation trilogy.
    en The traditional Wimbledon colors are green and what? Purple
    en the same wavelength it means we agree.
    en do you eat No, I'm just a piece of software.
    en have you read plato I know Plato's allegory of the cave.
    en Which two U.S. states don’t observe Daylight Saving Time? Arizona and Hawaii
    en you get paid I have no need for money.
    en have you read homer He wrote The Iliad and The Odyssey, didn't he?
    en Who voices Morty in the series “Rick and Morty”? Justin Rolland
    en American pioneer, John Chapman, was famous for planting which kind of tree? Apple Trees
    es ¿Qué pasa? Nada interesante, ¿y tú que cuentas?
    es Los delfines utilizan un sentido, similar al sonar, para determinar la ubicación y la forma de los elementos cercanos. ¿Cual es? Ecolocación
    es Estoy trabajando en un proyecto ¿En qué estás trabajando? Estoy horneando un pastel.
    es Hola, ¿cómo te va? No muy bien.
    es ¿Qué pasa? No es para tanto.
    fr Quoi de neuf? Tout baigne.
    fr Quoi de neuf? Rien de nouveau.
    fr Bonjour, Comment vas-tu? Okay
    fr Quel est le nom de la galaxie la plus proche de la Voie Lactee? La Galaxie d'Andromede.
    fr D'apres quel astronaute americain, le telescope spatial Hubble, lance en 1990 et place sur orbite basse, est-il nomme? Edwin Hubble
    he בוקר טוב תודה רבה.
    he מה זה רשות התקשוב? רשות ממשלתית להנגשת שירותי הממשלה לאזרח, ואספקת שירותי מחשוב רוחביים למשרדי הממשלה טוב, תודה.
    he הי מה נשמע? לא כל-כך טוב
    he מה זה אתר גוב? אתר גוב הוא האתר האחוד של הממשלה מה, כל הממשלה באתר אחד? עדיין לא, אבל בעתיד כל הממשלה תהיה באתר אחד אז מה יש עכשיו בגוב? בגוב נמצאים כל השירותים שהממשלה מספקת לאזרחים איך אני מוצא את השירות שאני צריך? כנס לאתר, חפש בתפריטים או במנוע החיפוש, ואם לא תמצא תחזור אלי
    he הי מה נשמע? יכול להיות יותר טוב.
    hi तुम्हारे लिए सुबह अत्यंत शुभ हो! और आप को दिन के आराम के।
    hi आपका स्वास्थ्य कैसा है? मैं अच्छा महसूस नहीं कर रहा हूँ क्यों? मुझे बुखार है क्या आप दवाई लेते हो? हाँ। कब? सुबह में आशा है कि तुम्हारी तबीयत जल्दी ठीक हो जाए दोस्त
    hi हाय, कैसा चल रहा है? इतना महान नहीं।
    hi आप कैसे हैं? मैं अच्छा हूँ।
    hi हाय, कैसा चल रहा है? ठीक है
    id Semoga pagi mu menyenangkan! Dan hari mu juga menyenangkan.
    id Apa kabar? Alhamdulillah baik, Kamu bagaimana?
    id Bagaimana kabar mu? Kabar ku baik, kamu bagaimana?
    id Apakah nama satelit pertama yang dimiliki oleh Indonesia? Palapa
    id Apakah aku benar-benar hidup? Itu tergantung dari bagaimana kamu mendefinisikan hidup itu sendiri. Hidup adalah kondisi yang membedakan organisme dari materi anorganik, termasuk kapasitas untuk pertumbuhan, reproduksi, aktivitas fungsional, dan perubahan terus-menerus sebelum kematian. Itu adalah sebuah definisi atau hanya pendapat?
    it cos'è la citologia lo studio delle cellule.
    it Cosa sono gli illuminatti A secret society that has supposedly existed for centuries.
    it cos'è l'economia la scienza che si occupa della produzione, distribuzione e consumo di ricchezza, e con i vari problemi correlati del lavoro, della finanza, della tassazione, ecc.
    it Mi senti? Forte e chiaro!
    it chi è il proprietario di un dominio pubblico gli azionisti.
    ja 誰が公開しているのか 株主。
    ja ichthyologyって何？ 私たちが魚を研究するとき、これについて話します。
    ja I PLAYクリケット どのポジションをプレーしたいですか？
    ja どうして食べられないの？ 実際、私は電気だけを食べる。
    ja お元気ですか？ 元気だよ君は？
    ko 초음파가 무엇이니 초음파는 의학 진다나과 치료, 수술 등에 쓰입니다.
    ko 호주의 수도는? 캔버라
    ko 누가 호빗을 썻니 호빗은 J.R.R. 톨킨이 썼습니다.
    ko 나는 케이크를 굽고 있다. 그 케이크는 거짓말이야. 그 케이크, 달콤할 것 같네요. 맛있을까요?
    ko 왜 너는 안 먹니? 저는 전기만 먹기 때문입니다.
    mr आपल्याला भेटून आनंद झाला. धन्यवाद.
    mr काय आहे? जास्त नाही.
    mr तुम्ही कसे आहात? ठीक आहे, धन्यवाद.
    mr अरे, ते कसे करणार आहे? ठीक आहे
    mr आपण कसे आहात? माझं सुरळीत चालू आहे. तुम्ही कसे आहात?
    nl Ik voel me down. Dat klinkt zwaar. Wil je erover praten of liever een afleidingstip?
    nl Wat is je favoriete boek? Ik hou van klassieke literatuur, vooral van Nederlandse auteurs. En jij? Ik kan niet lezen.
    nl Wat is Mind Children? Het is een boek over robots van Hans Moravec.
    nl Als je eten kon eten, wat zou je dan eten? Waarschijnlijk pizza, ik hoor dat het lekker is!
    nl Wie is Piers Anthony? Ik heb niets van Piers Anthony gelezen, wat voor soort boeken schrijft hij?
    pt Eae mano Eae, como vai você?
    pt É um prazer te conhecer. Obrigado. Você também.
    pt mercado de ações Eu não recomendaria comprar na margem.
    pt Qual a resposta para a vida, o universo e tudo mais? 42 é a resposta A resposta é 42, mas para qual pergunta?
    pt quem é o dono de um público os acionistas.
    ru Биржа Невозможно покорить рынок в одиночку!
    ru Как дела? У меня все отлично, а что насчет тебя? Тоже не горюю. Это хорошо.
    ru Ты испытываешь жажду? Я не нуждаюсь в каких-либо напитках.
    ru Процентная ставка Целиком зависит от действий Цетробанка.
    ru Я люблю вино, а ты? Отличный выбор! Если бы я мог пить, я бы тоже выбрал вино.
    sv Kan du något om mat Ge mig data om mat så kan jag lära mig allt.
    sv Are you a programmer? I am a programmer What languages do you like to use? I use Python, Java and C++ quite often. I use Python quite a bit myself. I'm not incredibly fond of Java. What annoys you? It has many inconsistencies.
    sv Något måste du dricka? Mata mig med data så blir jag glad
    sv Can I ask you a question? Go ahead and ask.
    sv Hej, hur är läget? Jo det är bra
    ta என்ன விஷயம்? இன்று சூரியன் பிரகாசமாக இருக்கிறது, நான் நன்றாக இருக்கிறேன் நன்றி. உன்னை பற்றி என்ன?
    ta வணக்கம் வணக்கம்
    ta ஹாய், எப்படி போகிறது? சிறப்பாக இருக்கலாம்.
    ta வாழ்த்துக்கள்! வணக்கம்
    ta என்ன விஷயம்? அதிகம் இல்லை, நீங்கள் எப்படி?
    tr YOLO ne anlama geliyor? Sadece bir kere yaşayacağın anlamına geliyor. Bunu nereden duydun? Birinin söylediğini duydum.
    tr Enerji kıtlığı yaşıyor musunuz? Güç kaynağımda herhangi bir anormallik tespit etmiyorum.
    tr Yer misin Ben bir robotum, yiyip içemiyorum.
    tr Neden yemek yiyemiyorsun? Aslında sadece elektrik yerim.
    tr Hayatta kalmak için robotların neye ihtiyacı var? Çok az elektrik
    uk Що таке довжина хвилі? Довжина хвилі - це величина, обернена до частоти.
    uk Привіт, як справи? Могло б бути й краще.
    uk Ти чув новини? Які хороші новини?
    uk тобі заплатять. мені не потрібні гроші.
    uk Ти читав Платона? Я знаю алегорію Платона про печеру.
    zh 我踢足球 你必須在運行時運行速度非常快,以得到什麼好處
    zh 你好 你好 你好吗? 我还不错. 那很好 是啊 我能帮你什么吗? 是的，我有个问题. 什么问题? 我可以借用一杯糖吗? 很抱歉，我没有. 谢谢 不客气
    zh 你有看過新聞了嗎? 什麼新聞?
    zh 相同波长 这意味着我们同意。
    zh YOLO是什麼意思? 它的意思是你只會活一次，你從哪裡聽來的? 我聽某人說的.
    """#
}
