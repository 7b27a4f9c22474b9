extension BuiltInCalibration {
  /// The same in other languages of Europe, not translations of each other.
  static let writtenEuropean = #"""
    de kündigungsfrist mietvertrag drei monate
    de warum blinkt die motorkontrollleuchte gelb
    de Welche Impfungen brauche ich für eine Reise nach Tansania?
    de Unterschied zwischen Dativ und Akkusativ einfach erklärt
    de Rezept Kürbissuppe mit Ingwer ohne Sahne
    de Der Stadtrat hat gestern Abend den Bau einer zweiten Straßenbahnlinie beschlossen; die Arbeiten sollen im übernächsten Frühjahr beginnen.
    de Nach dem Sturm waren in Schleswig-Holstein rund achttausend Haushalte ohne Strom. Die Feuerwehr rückte bis zum Morgen mehr als dreihundert Mal aus, meist wegen umgestürzter Bäume.
    de Der Käufer kann vom Vertrag zurücktreten, wenn der Verkäufer den Mangel nicht innerhalb einer angemessenen Frist beseitigt. Weitergehende Ansprüche bleiben unberührt.
    de Die Elbe entspringt im Riesengebirge und mündet nach knapp elfhundert Kilometern bei Cuxhaven in die Nordsee. Bis Geesthacht reicht der Einfluss der Gezeiten.
    de Photovoltaikanlagen liefern mittags am meisten, der Verbrauch aber ist morgens und abends am höchsten. Speicher gleichen das über einige Stunden aus; für dunkle, windstille Wochen braucht es andere Mittel, etwa Gaskraftwerke, Wasserkraft oder den Austausch mit den Nachbarländern.
    de »Hast du die Fahrkarten?« – »Ich dachte, die wären bei dir.« – »Dann steigen wir wohl besser wieder aus.«
    de Der Akku hält bei mir knapp zwei Tage, das Display ist hell genug für die Sonne, nur der Lautsprecher klingt blechern.
    fr comment enlever une tache de café sur un canapé
    fr horaires déchetterie samedi après-midi
    fr Quelle est la différence entre un avocat et un notaire ?
    fr erreur 403 forbidden apache htaccess
    fr Combien de temps faut-il pour aller de Lyon à Marseille en train ?
    fr Le tribunal a condamné l'ancien maire à deux ans de prison avec sursis pour détournement de fonds publics. Son avocate a annoncé qu'elle ferait appel.
    fr Les vendanges ont commencé avec quinze jours d'avance dans le Languedoc, où la sécheresse a réduit la taille des grappes mais concentré les sucres.
    fr Le locataire est tenu de souscrire une assurance contre les risques locatifs et d'en justifier chaque année à la demande du bailleur.
    fr Le cœur humain bat environ cent mille fois par jour. À chaque contraction, le ventricule gauche envoie le sang riche en oxygène dans l'aorte, puis vers tous les organes.
    fr Construite entre 1887 et 1889 pour l'Exposition universelle, la tour devait être démontée au bout de vingt ans. Ce sont les antennes de télégraphie sans fil qui l'ont sauvée : l'armée les jugea trop utiles pour qu'on y renonce, et la concession fut renouvelée en 1910.
    fr – Tu as pensé au pain ? – Mince, j'ai oublié. La boulangerie ferme à quelle heure ? – Dans cinq minutes, cours !
    fr Très bon accueil et chambre propre, mais la rue est bruyante le week-end et le petit déjeuner un peu cher pour ce qu'il offre.
    es cómo solicitar una beca de posgrado en el extranjero
    es síntomas de intolerancia a la lactosa en niños
    es ¿Por qué se celebra el Día de Muertos en México?
    es mejores libros de historia de América Latina
    es cambiar aceite coche cada cuántos kilómetros
    es El Gobierno aprobó este martes un paquete de ayudas para los agricultores afectados por el granizo, que destruyó más de doce mil hectáreas de frutales.
    es La selección ganó por la mínima gracias a un gol de cabeza en el último minuto y se clasificó para los cuartos de final.
    es El arrendatario deberá comunicar por escrito su intención de no renovar el contrato con una antelación mínima de treinta días.
    es Los Andes son la cordillera continental más larga del mundo: se extienden a lo largo de unos siete mil kilómetros, desde Venezuela hasta Tierra del Fuego, y condicionan el clima de todo el oeste de Sudamérica.
    es Para preparar el gazpacho, triture los tomates maduros con medio pepino, un pimiento verde, un diente de ajo y un trozo de pan remojado; añada aceite, vinagre y sal, cuele la mezcla y déjela enfriar al menos dos horas.
    es —¿Me pones un café con leche? —Claro. ¿Algo más? —No, gracias. Bueno, sí: la contraseña del wifi.
    es Las células madre pueden dividirse y dar lugar a distintos tipos de tejido; por eso se investigan para reparar órganos dañados.
    it come si calcola il codice fiscale
    it dove vedere la partita stasera in streaming
    it Qual è la differenza tra prosciutto crudo e cotto?
    it orari traghetti Civitavecchia Olbia agosto
    it Il consiglio comunale ha approvato il bilancio con ventidue voti favorevoli e nove contrari, dopo una seduta durata fino a notte fonda.
    it L'Etna è tornato a eruttare nella notte: una colonna di cenere alta sei chilometri ha costretto l'aeroporto di Catania a sospendere i voli per alcune ore.
    it Il conduttore non può sublocare l'immobile né cedere il contratto senza il consenso scritto del locatore.
    it La cupola di Santa Maria del Fiore, progettata da Brunelleschi e terminata nel 1436, fu costruita senza armatura di sostegno, con due calotte collegate e mattoni disposti a spina di pesce.
    it «Scusi, per la stazione?» «Sempre dritto, poi la seconda a sinistra; ma oggi c'è sciopero.»
    it Sbucciate le patate, lessatele e schiacciatele ancora calde; unite la farina, un uovo e un pizzico di sale, e lavorate l'impasto il meno possibile.
    pt como declarar imposto de renda pela primeira vez
    pt sintomas de dengue em crianças pequenas
    pt Quais são os estados da região Norte do Brasil?
    pt erro ao instalar driver da impressora no windows 11
    pt A greve dos motoristas deixou milhares de passageiros sem autocarro na manhã de segunda-feira; o sindicato promete novas paralisações se não houver acordo.
    pt O desmatamento na Amazônia caiu pelo segundo ano seguido, segundo dados de satélite divulgados pelo instituto de pesquisas espaciais.
    pt O consumidor pode desistir da compra no prazo de catorze dias, sem indicar o motivo, desde que devolva o produto em bom estado.
    pt O fado nasceu nos bairros populares de Lisboa no século XIX. Canta-se quase sempre com acompanhamento de guitarra portuguesa e viola, e as letras falam de saudade, do mar e da vida dos pobres.
    pt — Você já almoçou? — Ainda não, estou esperando a reunião acabar. — Então vamos juntos, abriu um restaurante novo na esquina.
    pt As abelhas comunicam a distância e a direção das flores por meio de uma dança: o ângulo em relação à vertical indica o ângulo em relação ao sol.
    ru как восстановить удалённые фотографии на телефоне
    ru расписание электричек москва тверь
    ru Чем отличается холестерин от сахара в анализе крови?
    ru почему у кошки слезятся глаза
    ru Губернатор области подписал указ о введении режима чрезвычайной ситуации из-за паводка: в двух районах подтоплено более трёхсот домов.
    ru Учёные нашли в вечной мерзлоте останки детёныша мамонта, сохранившиеся почти полностью. Возраст находки оценивают примерно в сорок тысяч лет.
    ru Заказчик вправе отказаться от исполнения договора в любое время, уплатив подрядчику часть цены пропорционально выполненной работе.
    ru Байкал — самое глубокое озеро в мире: его наибольшая глубина достигает 1642 метров. В озеро впадает более трёхсот рек и ручьёв, а вытекает только одна река, Ангара. В его воде содержится около пятой части мировых запасов пресной воды.
    ru — Вы последний в очереди? — Нет, за мной ещё женщина занимала. — Тогда я за ней.
    ru Замочите горох на ночь, утром промойте, залейте холодной водой и варите на слабом огне около часа, снимая пену.
    ru Теорема утверждает, что всякая непрерывная на отрезке функция достигает на нём своего наибольшего и наименьшего значений.
    pl jak założyć profil zaufany przez internet
    pl ile kosztuje przegląd instalacji gazowej
    pl Dlaczego liście jesienią zmieniają kolor?
    pl Sejm przyjął w piątek ustawę o ochronie sygnalistów; teraz zajmie się nią Senat.
    pl Reprezentacja siatkarek pokonała Włoszki 3:1 i awansowała do finału turnieju.
    pl Najemca zobowiązany jest płacić czynsz z góry, do dziesiątego dnia każdego miesiąca, na rachunek wskazany przez wynajmującego.
    pl Puszcza Białowieska to ostatni na nizinach Europy las o tak pierwotnym charakterze. Żyją w niej żubry, wilki i rysie, a wiele dębów ma ponad czterysta lat.
    pl – Dzień dobry, poproszę pół kilo twarogu i dziesięć jajek. – Coś jeszcze? – To wszystko, dziękuję.
    nl hoe lang moet ik rijst koken
    nl verschil tussen bruto en netto salaris
    nl Wanneer moet ik mijn winterbanden laten monteren?
    nl De gemeente wil het aantal parkeerplaatsen in de binnenstad met een derde verminderen om ruimte te maken voor bomen en fietsers.
    nl Bij een botsing tussen twee vrachtwagens op de A2 is dinsdagochtend één chauffeur lichtgewond geraakt; de weg was urenlang dicht.
    nl De huurder mag zonder schriftelijke toestemming van de verhuurder geen veranderingen aan het gehuurde aanbrengen.
    nl De Deltawerken werden gebouwd na de watersnoodramp van 1953. Ze bestaan uit dammen, sluizen en stormvloedkeringen die Zeeland en Zuid-Holland tegen de zee beschermen.
    nl "Zullen we met de fiets gaan?" "Prima, maar dan moet ik eerst mijn band plakken."
    sv hur lång tid tar det att få körkort
    sv billigaste elavtalet just nu
    sv Varför är midnattssolen synlig norr om polcirkeln?
    sv Regeringen föreslår att momsen på reparationer av cyklar och skor sänks från och med nästa år.
    sv Polisen misstänker att branden i det gamla sågverket var anlagd och söker vittnen som rörde sig i området under natten.
    sv Köparen har rätt att kräva avhjälpande eller omleverans om varan avviker från vad som har avtalats.
    sv Blåbär växer på nästan en femtedel av Sveriges yta. De mognar i juli, och allemansrätten låter vem som helst plocka dem.
    da hvordan skifter man adresse på borger dk
    da opskrift på rugbrød med kerner
    da Hvor mange øer har Danmark?
    da Vindmøllerne leverede sidste år mere end halvdelen af landets strøm, viser en opgørelse fra energistyrelsen.
    da Lejeren kan opsige aftalen med tre måneders varsel til den første i en måned.
    da Vikingernes skibe var smalle og lavtgående, så de kunne sejle langt op ad floderne og trækkes over land.
    nb hvor ofte bør man skifte filter i ventilasjonsanlegget
    nb Fylkestinget vedtok onsdag å legge ned to ferjeruter, til tross for protester fra øyene.
    nb Torsken gyter om våren ved Lofoten, og fisket der har vært drevet i mer enn tusen år.
    fi miten haen opintotukea ensimmäistä kertaa
    fi junaliput Helsinki Rovaniemi yöjuna
    fi Miksi saunassa heitetään löylyä?
    fi Eduskunta hyväksyi lain, joka velvoittaa kunnat korjaamaan koulujen sisäilmaongelmat viiden vuoden kuluessa.
    fi Ostajan on ilmoitettava virheestä myyjälle kohtuullisessa ajassa siitä, kun hän havaitsi sen.
    fi Suomessa on lähes kaksisataatuhatta järveä. Suurin osa niistä syntyi jääkauden jälkeen, kun sulavan jään vesi täytti kallioperän painanteet.
    cs jak vyměnit těsnění u kapající baterie
    cs otevírací doba pošty v sobotu
    cs Proč se při zatmění Slunce ochladí?
    cs Vláda schválila zvýšení minimální mzdy; odbory požadovaly víc, zaměstnavatelé varují před propouštěním.
    cs Nájemce je povinen umožnit pronajímateli prohlídku bytu po předchozím oznámení.
    cs Karlův most nechal postavit Karel IV. po povodni roku 1342, která strhla starší most Juditin. Po stranách stojí třicet barokních soch.
    sk koľko dní dovolenky mám pri polovičnom úväzku
    sk V Tatrách napadlo cez noc štyridsať centimetrov snehu, horská služba vyhlásila tretí stupeň lavínového nebezpečenstva.
    hu hogyan kell bejelenteni a lakcímváltozást
    hu gyógyszertár ügyelet ma este
    hu Mennyi ideig él egy méhkirálynő?
    hu A parlament elfogadta a jövő évi költségvetést, amely az oktatásra öt százalékkal többet szán.
    hu A megrendelő köteles a hibát annak felfedezése után késedelem nélkül közölni a vállalkozóval.
    hu A Balaton Közép-Európa legnagyobb tava; sekély vize nyáron gyorsan felmelegszik, télen pedig gyakran befagy.
    ro cum se face cererea pentru alocația copilului
    ro preț bilet tren București Brașov
    ro De ce este sărată Marea Neagră mai puțin decât Mediterana?
    ro Parlamentul a votat legea care obligă magazinele să primească înapoi sticlele și dozele goale.
    ro Chiriașul răspunde pentru stricăciunile produse din vina sa și suportă micile reparații.
    ro Delta Dunării adăpostește peste trei sute de specii de păsări, printre care cea mai mare colonie de pelicani din Europa.
    el πώς βγάζω νέα ταυτότητα δικαιολογητικά
    el δρομολόγια πλοίων Πειραιάς Νάξος
    el Γιατί το μέλι δεν χαλάει ποτέ;
    el Η πυροσβεστική έθεσε υπό έλεγχο τη φωτιά κοντά στην Κόρινθο, αλλά οι άνεμοι παραμένουν ισχυροί.
    el Ο εργαζόμενος δικαιούται ετήσια άδεια με αποδοχές μετά τη συμπλήρωση του πρώτου έτους απασχόλησης.
    el Ο Παρθενώνας χτίστηκε τον πέμπτο αιώνα προ Χριστού από πεντελικό μάρμαρο· οι κίονές του γέρνουν ελαφρά προς τα μέσα.
    uk як подати заяву на субсидію онлайн
    uk чому не запускається двигун на холодну
    uk Скільки областей в Україні?
    uk Міська рада виділила кошти на ремонт трьох шкіл, які відкриють двері до першого вересня.
    uk Сторони звільняються від відповідальності, якщо порушення сталося внаслідок обставин непереборної сили.
    uk Дніпро перетинає країну з півночі на південь. На його порогах козаки колись будували укріплення, а нині там стоять гідроелектростанції.
    bg как да сменя личния лекар
    bg Земеделците протестираха пред министерството срещу вноса на евтино зърно.
    hr kako produžiti vozačku dozvolu
    hr Nakon obilnih kiša rijeka se izlila i poplavila stotinjak kuća u donjem dijelu grada.
    sr како се пријавити за упис у средњу школу
    sr Археолози су код Сирмијума открили остатке римске палате са подним мозаицима.
    ca quant triga a arribar un certificat digital
    ca El Parlament ha aprovat una llei que limita els pisos turístics als municipis amb falta d'habitatge.
    lt kaip deklaruoti gyvenamąją vietą internetu
    lt Baltijos jūroje sparčiai mažėja menkių, todėl žvejybos kvotos vėl sumažintos.
    it Il riscaldamento del Mediterraneo favorisce l'arrivo di specie tropicali, entrate in gran parte dal canale di Suez. Alcune, come il granchio blu, hanno pochi predatori e danneggiano gli allevamenti di vongole del delta del Po; i pescatori hanno cominciato a venderle ai ristoranti, ma la domanda cresce più lentamente della popolazione.
    it Chi acquista un immobile in costruzione ha diritto a una fideiussione che garantisca la restituzione delle somme versate prima del rogito, nel caso in cui il costruttore fallisca.
    it Il sensore misura la temperatura ogni dieci secondi e invia la media al server una volta al minuto; se la rete non risponde, i dati restano in memoria per una settimana.
    nl Zuurdesembrood begint met een mengsel van meel en water dat een paar dagen op een warme plek staat. Wilde gisten en melkzuurbacteriën laten het borrelen en geven het brood later zijn smaak. Voed de starter dagelijks met evenveel meel als water, en bewaar hem in de koelkast als u een tijd niet bakt.
    nl Uit het onderzoek blijkt dat leerlingen die na negen uur beginnen beter slapen, minder vaak te laat komen en iets hogere cijfers halen dan hun leeftijdgenoten.
    sv Järnvägen mellan Kiruna och Narvik byggdes för att frakta malm till en isfri hamn. Banan, som invigdes 1903, går över fjället och var länge den nordligaste elektrifierade linjen i världen. I dag rullar tåg på över åttatusen ton där, och bromsenergin på väg ned mot havet matas tillbaka till nätet.
    sv Lägg lasagneplattor, köttfärssås och bechamelsås i lager, avsluta med riven ost och grädda mitt i ugnen i fyrtio minuter.
    da Et fjernvarmeværk sender varmt vand gennem isolerede rør til husene i byen. Varmen kommer ofte fra affaldsforbrænding eller fra industri, der ellers ville lade den gå til spilde, og i de senere år også fra store varmepumper, som kører, når der er meget vindstrøm i nettet.
    nb Stortinget ble enige om et forlik som gir kommunene en større andel av inntektene fra havbruk, mot at de stiller nye arealer til rådighet for næringen.
    fi Tuomioistuin katsoi, että kunta oli laiminlyönyt valvontavelvollisuutensa, ja määräsi sen korvaamaan asukkaille vesivahingoista aiheutuneet kulut. Kunta aikoo hakea valituslupaa, koska sen mukaan putkien kuntoa ei olisi voitu tarkastaa purkamatta katua.
    cs Šumava byla po desetiletí uzavřeným pohraničním pásmem, a proto se tu zachovala rozsáhlá rašeliniště a lesy, do nichž se znovu vrátil rys. Po kůrovcové kalamitě se odborníci přeli, zda napadené stromy kácet, nebo les ponechat přirozenému vývoji; dnes tam, kde se nezasahovalo, roste hustý mladý porost.
    cs „Máte to i ve větší velikosti?“ – „Podívám se do skladu, ale myslím, že zbyla už jen čtyřicet dvojka.“
    hu A szoftver frissítése előtt készítsen biztonsági mentést, majd ellenőrizze, hogy a készülék legalább ötven százalékig fel van töltve. A telepítés közben ne kapcsolja ki, és ne húzza ki a kábelt, mert a megszakított frissítés használhatatlanná teheti.
    ro Cercetătorii au descoperit într-o peșteră din Apuseni oase de urs vechi de patruzeci de mii de ani, alături de urme de talpă ale unor oameni preistorici. Accesul publicului este interzis deocamdată, pentru ca aerul și temperatura să nu se schimbe.
    el Για να φυτέψετε ντομάτες σε γλάστρα, διαλέξτε δοχείο τουλάχιστον είκοσι λίτρων με τρύπες στον πάτο. Βάλτε τα φυτά βαθιά, ώστε να βγάλουν ρίζες και από τον βλαστό, ποτίζετε κάθε πρωί στη ρίζα και όχι στα φύλλα, και στηρίξτε τα με καλάμια μόλις φτάσουν τους τριάντα πόντους.
    el Η κυβέρνηση κατέθεσε νομοσχέδιο που μειώνει τον φόρο στα τρόφιμα, ενώ η αντιπολίτευση ζητεί και αύξηση των συντάξεων.
    pl Sąd uznał, że przewoźnik nie może powoływać się na zwykłą usterkę techniczną jako nadzwyczajną okoliczność, i zasądził pasażerom po czterysta euro odszkodowania wraz z odsetkami od dnia wezwania do zapłaty.
    bg Розовото масло се добива от цветовете на маслодайната роза, които се берат рано сутрин, преди слънцето да изпари аромата им. За един килограм масло са нужни между три и четири тона цвят.
    uk Дослідниці з університету створили тканину, що перетворює тепло тіла на електрику. Енергії поки що вистачає лише на датчик пульсу, проте наступний зразок, за їхніми словами, зможе заряджати навушники.
    """#
}
