// Written by Scripts/make-calibration-texts from spaCy 3.8.18; do not edit.

extension BuiltInCalibration {
  /// News-like sentences and questions, in Latin letters.
  static let exampleSentencesInLatin = #"""
    az Videoda beyninə xüsusi çip yerləşdirilmiş meymun əks olunub.
    az Marsda ilk sınaq uçuşu həyata keçirilib.
    az SSRİ dağılandan bəri 5 sahil dövləti Xəzərin statusunu müəyyən edə bilməyiblər.
    az Qarabağ ordeni vətən müharibəsində qələbə münasibəti ilə təsis edilmişdir.
    ca San Francisco analitza prohibir els robots de repartiment
    ca Apple està buscant comprar una startup del Regne Unit per mil milions de dòlars
    ca Londres és una gran ciutat del Regne Unit
    ca El pingüí incuba en el seu niu
    cs ArcGIS je geografický informační systém určený pro práci s prostorovými daty.
    cs Bydlíme ve čtvrtém patře.
    cs Dnes je krásné počasí.
    cs Nestihl autobus, protože pozdě vstal z postele.
    cs Vysílají 30. sezonu seriálu Simpsonovi.
    cs Jaké PSČ má Praha 1?
    cs Může data vytvářet a spravovat, ale především je dokáže analyzovat, najít v nich nové vztahy a vše přehledně vizualizovat.
    cs Poslední autobus jede v jedenáct hodin večer.
    cs Když bude přes noc více než 20°, tak nás čeká tropická noc.
    cs Kam pojedete na dovolenou?
    da San Francisco overvejer at forbyde udbringningsrobotter på fortovet.
    da Hvad er hovedstaden i USA?
    da Hvornår blev Barack Obama født?
    da Hvem er Frankrings president?
    da London er en storby i Storbritannien.
    da Apple overvejer at købe et britisk startup for 1 milliard dollar.
    da Selvkørende biler flytter forsikringsansvaret over på producenterne.
    de Bundesanwaltschaft erhebt Anklage gegen mutmaßlichen Schweizer Spion
    de Die ganze Stadt ist ein Startup: Shenzhen ist das Silicon Valley für Hardware-Firmen
    de Was ist die Hauptstadt von Deutschland?
    de Autonome Fahrzeuge verlagern Haftpflicht auf Hersteller
    de Wie deutsche Startups die Technologie vorantreiben wollen: Künstliche Intelligenz
    de San Francisco erwägt Verbot von Lieferrobotern
    de Trend zum Urlaub in Deutschland beschert Gastwirten mehr Umsatz
    en Apple is looking at buying U.K. startup for $1 billion
    en Where are you?
    en San Francisco considers banning sidewalk delivery robots
    en Who is the president of France?
    en When was Barack Obama born?
    es Londres es una gran ciudad del Reino Unido.
    es ¿Dónde se encuentra la capital de Argentina?
    es ¿Quién es el presidente francés?
    es La araña come moscas.
    es El pingüino incuba en su nido sobre el hielo.
    es El gato come pescado.
    es Los coches autónomos delegan la responsabilidad del seguro en sus fabricantes.
    es Veo al hombre con el telescopio.
    es Apple está buscando comprar una startup del Reino Unido por mil millones de dólares.
    es ¿Dónde estáis?
    eu bilbon ko castinga egin da eta nik jakin ez zuetako inork egin al du edota parte hartu duen ezagunik ba al du
    eu gaur telebistan entzunda denok martetik gatoz hortaz martzianoak gara beno nire ustez batzuk beste batzuk baino martzianoagoak dira
    fi Kuka on Suomen presidentti?
    fi Milloin Sauli Niinistö on syntynyt?
    fi Missä sinä olet?
    fi San Francisco harkitsee toimitusrobottien liikkumisen kieltämistä jalkakäytävillä
    fi Itseajavat autot siirtävät vakuutusvastuun autojen valmistajille
    fi Mikä on Yhdysvaltojen pääkaupunki?
    fi Lontoo on suuri kaupunki Yhdistyneessä Kuningaskunnassa.
    fr Les voitures autonomes déplacent la responsabilité de l'assurance vers les constructeurs
    fr Qui est le président de la France ?
    fr Quand est né Barack Obama ?
    fr Londres est une grande ville du Royaume-Uni
    fr L’Italie choisit ArcelorMittal pour reprendre la plus grande aciérie d’Europe
    fr La France ne devrait pas manquer d'électricité cet été, même en cas de canicule
    fr San Francisco envisage d'interdire les robots coursiers sur les trottoirs
    fr Où est la capitale des États-Unis ?
    fr Apple lance HomePod parce qu'il se sent menacé par l'Echo d'Amazon
    fr Apple cherche à acheter une start-up anglaise pour 1 milliard de dollars
    hr Kako se popravlja auto?
    hr Zagreb je udaljen od Ljubljane svega 150 km.
    hr Budućnost Apple je upitna nakon dugotrajnog pada vrijednosti dionica firme.
    hr Nećete vjerovati što se dogodilo na ovogodišnjem festivalu!
    ht Apple ap panse achte yon demaraj nan Wayòm Ini pou $1 milya dola
    ht San Francisco ap konsidere entèdi robo ki livre sou twotwa yo
    ht Lond se yon gwo vil nan Wayòm Ini
    ht Kilès ki prezidan Lafrans?
    hu Az Apple egy brit startup vásárlását tervezi 1 milliárd dollár értékben.
    hu London az Egyesült Királyság egy nagy városa.
    hu San Francisco vezetése mérlegeli a járdát használó szállító robotok betiltását.
    id Siapa yang membeli makanan ringan tersebut?
    id PT Pupuk Kaltim telah menyalurkan 274.707 ton pupuk bersubsidi ke wilayah penyaluran di 14 provinsi.
    id Berapa banyak warga yang dibutuhkan saat kerja bakti?
    id Jakarta adalah kota besar yang nyaris tidak pernah tidur.Kamu ada di mana semalam?
    id Siapa presiden pertama Republik Indonesia?
    id Indonesia merupakan negara kepulauan yang kaya akan budaya.
    id Penyaluran pupuk berasal dari lima lokasi yakni Bontang, Kalimantan Timur, Surabaya, Banyuwangi, Semarang, dan Makassar.
    it San Francisco prevede di bandire i robot di consegna porta a porta
    it Apple vuole comprare una startup del Regno Unito per un miliardo di dollari
    it Le automobili a guida autonoma spostano la responsabilità assicurativa verso i produttori
    it Londra è una grande città del Regno Unito.
    lb An der Zäit hunn sech den Nordwand an d’Sonn gestridden, wie vun hinnen zwee wuel méi staark wier, wéi e Wanderer, deen an ee waarme Mantel agepak war, iwwert de Wee koum.
    lb Si goufen sech eens, dass deejéinege fir de Stäerkste gëlle sollt, deen de Wanderer forcéiere géif, säi Mantel auszedoen.
    lb Den Nordwand huet mat aller Force geblosen, awer wat e méi geblosen huet, wat de Wanderer sech méi a säi Mantel agewéckelt huet.
    lb Dunn huet d’Sonn d’Loft mat hire frëndleche Strale gewiermt, a schonn no kuerzer Zäit huet de Wanderer säi Mantel ausgedoen.
    lg Mpa ebyafaayo ku byalo Nakatu ne Nkajja
    lg Ekisaawe ky'ebyenjigiriza kya mugaso nnyo
    lg Ekkovu we liyise wayitibwa mukululo
    lg Ekifumu kino kyali kya mulimu ki?
    lt Kas yra Prancūzijos prezidentas?
    lt Vilniuje galvojama uždrausti naudoti skėčius
    lt Jaunikis pirmąją vestuvinę naktį iškeitė į areštinės gultą
    lt Kokia yra Jungtinių Amerikos Valstijų sostinė?
    ms Syarikat XYZ telah menghasilkan 20,000 unit produk baharu dalam setahun terakhir
    ms Siapa perdana menteri Malaysia sekarang?
    ms Pengeluaran makanan berasal dari beberapa lokasi termasuk Cameron Highlands, Johor Bahru, dan Kuching.
    ms Berapa banyak pelajar yang akan menghadiri majlis perpisahan sekolah?
    nb Apple vurderer å kjøpe britisk oppstartfirma for en milliard dollar.
    nb Selvkjørende biler flytter forsikringsansvaret over på produsentene.
    nb San Francisco vurderer å forby robotbud på fortauene.
    nb London er en stor by i Storbritannia.
    nl Apple overweegt om voor 1 miljard een U.K. startup te kopen
    nl San Francisco overweegt robots op voetpaden te verbieden
    nl Autonome auto's verschuiven de verzekeringverantwoordelijkheid naar producenten
    nl Londen is een grote stad in het Verenigd Koninkrijk
    nn Det er ein meir enn i same periode i fjor.
    nn Det har lava ned enorme snømengder i store delar av Europa den siste tida.
    nn Konseptet går ut på at alle tre omgangar tel, alle hopparar må stille i kvalifiseringa og poengsummen skal telje.
    nn Akhtar Chaudhry er ikkje innstilt på Oslo-lista til SV, men utfordrar Heikki Holmås om førsteplassen.
    pl Poczuł przyjemną woń mocnej kawy.
    pl Nowy abonament pod lupą Komisji Europejskiej
    pl Kto ma ochotę zapoznać się z innymi niż w książkach przygodami Muminków i ich przyjaciół, temu polecam komiks Tove Jansson „Muminki i morze”.
    pl Powitał mnie biało-czarny kot, płosząc siedzące na płocie trzy dorodne dudki.
    pl Istnieje wiele dróg oddziaływania substancji psychoaktywnej na układ nerwowy.
    pl Czy w ciągu ostatnich 48 godzin spożyłeś leki zawierające paracetamol?
    pt Londres é a maior cidade do Reino Unido
    pt Carros autônomos empurram a responsabilidade do seguro para os fabricantes.São Francisco considera banir os robôs de entrega que andam pelas calçadas
    pt Apple está querendo comprar uma startup do Reino Unido por 100 milhões de dólares
    ro Când s-a născut Barack Obama?
    ro Londra este un oraș mare în Regatul Unit
    ro Cine este președintele Franței?
    ro Municipalitatea din San Francisco ia în calcul interzicerea roboților curieri pe trotuar
    ro Care este capitala Statelor Unite?
    ro Apple plănuiește să cumpere o companie britanică pentru un miliard de dolari
    sk Ardevop, s.r.o. je malá startup firma na území SR.
    sk Bratislava je hlavné mesto Slovenskej republiky.
    sk Dnes je nedeľa 26.1.2020.
    sk Aké je hlavné mesto Slovenska?
    sk Samojazdiace autá presúvajú poistnú zodpovednosť na výrobcov automobilov.
    sk Košice sú na východe.
    sk Kedy sa narodil Andrej Kiska?
    sk Podaj mi ruku!
    sk Niekto mi povedal, že 500 eur je veľa peňazí.
    sk Kto je prezidentom Francúzska?
    sl Katero je glavno mesto Združenih držav Amerike?
    sl Staro ljubljansko letališče Moste bo obnovila družba BTC
    sl Apple načrtuje nakup britanskega startupa za 1 bilijon dolarjev
    sl London je največje mesto v Združenem kraljestvu.
    sq San Francisko konsideron ndalimin e robotëve të shpërndarjes
    sq Makinat autonome ndryshojnë përgjegjësinë e sigurimit ndaj prodhuesve
    sq Apple po shqyrton blerjen e nje shoqërie të U.K. për 1 miliard dollarë
    sq Londra është një qytet i madh në Mbretërinë e Bashkuar.
    sv Självkörande bilar förskjuter försäkringsansvar mot tillverkare.
    sv San Fransisco överväger förbud mot leveransrobotar på trottoarer.
    sv Apple överväger att köpa brittisk startup för 1 miljard dollar.
    sv London är en storstad i Storbritannien.
    tr Merkez Bankası, beklentiler doğrultusunda faizlerde değişikliğe gitmedi.
    tr Türkiye'nin başkenti neresi?
    tr Sürücüsüz araçlar sigorta yükümlülüğünü üreticilere kaydırıyor.
    tr Cemal Sureya kimdir?
    tr Bu bir cümledir.
    tr Altinoluk Turkiye haritasinin neresinde yer alir?
    tr Bakanlar Kurulu 180 günlük eylem planını açıkladı.
    tr Neredesiniz?
    tr Bunlari Biliyor muydunuz?
    tr San Francisco kaldırımda kurye robotları yasaklayabilir.Londra İngiltere'nin başkentidir.
    vi Làm việc nhiều chán quá, đi chơi đâu đi?
    vi Đại dịch COVID vừa qua đã gây ảnh hưởng rất lớn tới nhiều doanh nghiệp lớn nhỏ.
    vi Căn phòng có nhiều cửa sổ nên nó khá sáng
    vi Ông bạn đang ở đâu thế?
    vi Vị tướng nào là người đã làm nên chiến thắng lịch sử Điện Biên Phủ?
    vi Đây là đâu, tôi là ai?
    vi Ai là người giải phóng đất nước Việt Nam khỏi ách đô hộ?
    vi Thành phố Hồ Chí Minh đã bị ảnh hưởng nặng nề trong thời gian vừa qua.
    yo Ta ló leè dúró s'ẹ́gbẹ̀ẹ́ Okunnu láì rẹ́rìín?
    yo Akin Alabi rán ẹnu mọ́ agbárá Adárí Òsìsẹ̀, àwọn ọmọ Nàìjíríà dẹnu bò ó
    yo Oríṣìíríṣìí nǹkan ló le yọrí sí orúkọ tí a sọ ọmọ
    yo Olúṣẹ́gun Ọbásanjọ́, tí ó jẹ́ Ààrẹ ìjọba ológun àná (láti ọdún 1976 sí 1979), tí ó sì tún ṣe Ààrẹ ìjọba alágbádá tí ìbò gbé wọlé (ní ọdún 1999 sí 2007), kúndùn láti máa bu ẹnu àtẹ́ lu àwọn ètò ìjọba Ààrẹ orílẹ̀-èdè Nàìjíríà tí ó jẹ tẹ̀lé e.
    """#
}
