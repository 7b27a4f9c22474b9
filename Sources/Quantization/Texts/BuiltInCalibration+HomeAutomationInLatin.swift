// Written by Scripts/make-calibration-texts from Home Assistant 2026.11.0; do not edit.

extension BuiltInCalibration {
  /// How settings and errors are explained to a user, in Latin letters.
  static let homeAutomationInLatin = #"""
    af Prefiks om die paneel te identifiseer as daar meer as een in gebruik is.
    af Add meg a felhasználónevet és a jelszót
    bs Neplatný název hostitele nebo IP adresa
    ca Comprova la integració o la configuració que proporciona:
    ca Freqüència LTE de l'enllaç descendent
    cs Routes API není pro tento klíč API povoleno. Podrobné informace naleznete v pokynech k nastavení.
    cs Zařízení má příliš vysokou teplotu
    cs Přidá produkt do košíku pomocí ID produktu, názvu produktu nebo GTIN. Uveďte jen jeden z těchto identifikátorů.
    cs Přehraje média na přehrávači Music Assistant s jemnějšími volbami ovládání.
    cs Odhadovaná výroba energie - aktuální hodina
    cs Získá předpovědi z jedné nebo více meteorologických služeb.
    cy Mae holl bontydd Philips Hue eisoes wedi eu ffurfweddu
    cy Ni ellir ddod o hyd i ddyfeisiau heb eu paru
    da Sender en kommando til tv’et om at skifte lydudgang.
    da Tjek den integration eller din konfiguration, der leverer:
    da OAuth-sessionen er ikke gyldig. Der kræves genautentificering.
    da Konfigurationen af tekst-til-tale-platformen i skyen udfases
    da Brug et krypteret token til autentificering.
    da Liste over apps, der skal inkluderes i sikkerhedskopien. Brug navn-slug på add-on.
    de Prüft, ob ein oder mehrere Lichtsensoren kein Licht erkennen.
    de Verbindung zum Drucker fehlgeschlagen. Bitte versuche es erneut mit aktivierter SSL/TLS-Option.
    de Der Hostname oder die IP-Adresse des Airgradient-Geräts.
    de Legt die Option zur Übersteuerung der Zentralheizung am Gateway fest. Wenn der Reglersollwert übersteuert wird (über eine Aktion 'Reglersollwert einstellen' mit einem anderen Wert als 0), aktiviert das Gateway automatisch die Übersteuerung der Zentralheizung, um mit dem Heizen zu beginnen. Diese Aktion kann dann verwendet werden, um den Übersteuerungsstatus der Zentralheizung zu steuern. Um die Steuerung der Zentralheizung wieder an den Thermostat zurückzugeben, verwende die Aktion 'Reglersollwert einstellen' mit dem Temperaturwert 0. Du benötigst dies nur, wenn du deinen eigenen Software-Thermostat schreibst.
    de Aktualisiere den seriellen Anschluss deines Tonewinner-AV-Receivers.
    de Möchtest du die Rhasspy Unterstützung aktivieren?
    de Leer lassen, um automatische Erkennung zu verwenden
    de Geschätzte Erzeugungsleistung – jetzt
    en Hostname or IP address of the UniFi Access controller.
    en A verification code has been sent to you via your selected channel.
    en The startdate of the data to get (default: today).
    en A connection error occurred while updating the data from the FRITZ!Box. The integration is going to be reloaded to ensure a proper re-login.
    en Only include results that are in the library.
    en Removes a preconditioning schedule for a vehicle.
    en The export ceiling in watts. The inverter only accepts multiples of 100 W.
    en Authentication with Uptime Kuma failed. Please check that your API key is correct and still valid
    en The Roborock integration needs to re-authenticate your account
    en Select the Xiaomi Aqara Gateway that you wish to connect
    en Allow La Marzocco to analyze your usage to personalize its offers
    en Quality of Service to use. 0: At most once. 1: At least once. 2: Exactly once.
    en No eligible Pub/Sub topics found, please ensure Device Access Console has a Pub/Sub topic.
    en No sensor data available from Libre Hardware Monitor, will retry.
    en The entity ID of the outdoor temperature sensor.
    en The access token used to authenticate with your TV. Leave empty to start a pairing process that will provide one.
    en Select the OKOK Scale you want to set up
    en Override the Home Assistant language for the textual weather forecast.
    en Whether any or every targeted node must match.
    en API token generated in the UniFi Access settings.
    en The port of the JSON API web server on the device.
    en Defines actions to run when the media player is paused.
    en Your Hypontech Cloud credentials have expired. Please re-enter your credentials to continue using this integration.
    en Describes the amount of coffee beans used in a coffee machine program.
    es Se dispara cuando es necesario reiniciar el host para aplicar las actualizaciones instaladas o los cambios en la configuración.
    es Sinch rechazó la clave API o el ID del plan de servicio.
    es Se dispara cuando una o más cortinas se abren.
    es Se dispara cuando la consigna de temperatura de uno o más calentadores de agua cambia.
    es No se pudo determinar la URL de Home Assistant que se debe enviar al dispositivo. Configura la URL interna y externa en los ajustes generales.
    es Nombre utilizado para identificar esta zona meteorológica.
    es El dispositivo BSB-LAN para sincronizar la hora.
    es Añadir la llave de Home Assistant al vehículo
    et Seda kirjet saab uuesti autentida ainult sama Overkiz'i konto ja keskuse abil.
    et Käivitub, kui ühe või mitme lenduva orgaanilise ühendi suhe ületab läve.
    eu Apple TB-ra agindua bidaltzeak huts egin du.
    eu Kode baliogabea, saiatu berriro. Errore hau behin eta berriz jasotzen baduzu, Home Assistant-en sistemako ordua zehatza dela ziurtatu ezazu.
    fi Invertteri on liitettävä RS485-sovittimella, valitse sarjaportti ja invertterin osoite LCD-paneelista
    fi Venttiiliohjain, johon sensori lisätään.
    fi Valinnainen (oletusarvo = nykyinen päivämäärä ja kellonaika).
    fi Aurinkosähköjärjestelmässä havaittu virhe.
    fi Maakuntaa, jota käytetään keskeytysnumeroiden hakuun
    fi Kompressorin käyttötunnit kuormitusluokka 1
    fr Le serveur Speedtest.net à utiliser pour les tests. Sélectionnez la détection automatique pour choisir un serveur automatiquement.
    fr Sélectionnez un réseau Wi-Fi et saisissez le mot de passe pour configurer l'appareil.
    fr Le numéro de série à 10 chiffres imprimé sur l'appareil Harbor.
    fr Modèle d'état de température supérieure
    fr Capteurs de soufflage et d'extraction endommagés
    fr Lecteur multimédia vers lequel diffuser.
    fr La source de la commande. Peut être un nombre décimal ou une chaîne en notation hexadécimale : « 0x10 ».
    fr Votre modèle de téléviseur n'est pas pris en charge.
    ga Earráid ag cumarsáid leis an ngléas Modern Forms
    ga Mód fean an teirmeastait le linn na laethanta saoire.
    gl Escolle o método de inicio de sesión que admite a túa conta de Fressnapf Tracker.
    gl O dispositivo anunciou propiedades non válidas.
    hr Unesite podatke o povezivanju svog MQTT brokera.
    hr Jedinstveni naziv koji identificira kontroler Lutron Homeworks
    hu 3. string 1. biztosítékának szakadása
    hu Az ismeretlen nevű alkalmazások kizárása a forráslistából
    hu A fény színe hue/sat formátumban. A Hue 0-359, a Sat pedig 0-100.
    hu Ellenőrzi, hogy egy vagy több időzítő szünetel-e.
    hu Az ébresztés lejátszása a csoportosított lejátszókon is.
    hu A Roth Touchline SL mobilalkalmazás/webszolgáltatás hitelesítő adatai.
    id Data sensor yang disiarkan oleh sensor telah dienkripsi. Untuk mendekripsinya, diperlukan 32 karakter bindkey heksadesimal .
    id Tidak ada hasil dalam penelusuran kota: periksa bidang isian kota
    id Nama/ringkasan dari item yang harus dilakukan. Jika Anda memiliki item dengan nama ganda, Anda dapat merujuk ke item tertentu dengan menggunakan UID-nya.
    id Semua server tertaut sudah dikonfigurasi
    id Petakan status Home Assistant ke status Risco
    id Cadangan otomatis dibuat tetapi ada kesalahan
    is Ef þú skilur host eftir autt verður leit notuð til að finna tæki
    is Ógild auðkenning, notaðu annaðhvort API lykil eða lykilorð.
    it Salvaguardia della temperatura dell'unità
    it I dati trasmessi dal sensore sono criptati. Per decifrarli è necessaria una chiave di collegamento esadecimale di 32 caratteri.
    it Si attiva quando uno o più scaldabagno si attivano, a priori dalla modalità
    it Una volta configurato, Home Assistant pubblicherà un messaggio online sul tuo broker MQTT quando MQTT sarà pronto.
    it Il dispositivo non propone l'aggiornamento del firmware. Verificare la connettività Internet (gateway, DNS, ora) e riavviare il dispositivo.
    it Si attiva quando uno o più timer vengono riavviati.
    it Imposta un colore/luminosità ed eventualmente accende/spegne la luce.
    it Definisce un modello per ottenere la percentuale di velocità della ventola.
    lb Accessoire ass schon mat dësem Kontroller konfiguréiert.
    lb Konfiguratioun's Oflas ass schon am gaang
    lt Pasirinkite iš galimų balsų sąrašo arba rankiniu būdu įveskite konkretų balso ID.
    lt Ištaria žodį. Žodžių sąrašą žr. Elk-M1 ASCII protokolo dokumentacijoje.
    lv Ātrās akumulatoru pārbaudes sākšana
    lv Ievadiet Android TV IP adresi, kuru vēlaties pievienot Home Assistant. Tas ieslēgsies, un tajā tiks parādīts pārī savienošanas kods, kas būs jāievada nākamajā ekrānā.
    nb IP-adressen eller vertsnavnet til Homevolt-batteriet ditt på det lokale nettverket.
    nb Kan ikke koble til. Vennligst sjekk vert og port.
    nl Het systeem kon niet herstart worden. Controleer de Supervisor-logboeken voor meer details.
    nl Hiermee wordt een ZHA-apparaat opnieuw geconfigureerd (apparaat herstellen). Gebruik deze optie als je problemen ondervindt met het apparaat. Als het om een apparaat op batterijen gaat, zorg er dan voor dat het is ingeschakeld en opdrachten accepteert wanneer je deze actie uitvoert.
    nl Schakel het identificatie-effect in wanneer apparaten in het netwerk komen
    nl Selecteer de bron waarvan u versies wilt bijhouden
    nl Ontdekt apparaat is geen Insteon apparaat
    nl Spreekt iets uit met behulp van tekst-naar-spraak op een mediaspeler.
    nn Ver vennleg og trykk på den blå knappen.
    nn TIda gjekk ut for å trykke på den blå knappen. Ver vennleg og prøv igjen.
    pl Nie można znaleźć żadnej stacji w zasięgu.
    pl Odbieraj połączenia Voice over IP, aby wchodzić w interakcje z Assist.
    pl Konto niezweryfikowane. Aktywuj swoje konto za pomocą e-maila aktywacyjnego od Crownstone.
    pl Definiuje szablon do pobierania aktualnej wilgotności
    pl Definiuje szablon określający stan "available" (dostępny) encji. Jeśli szablon nie zadziała lub zwróci jedną z wartości: "True", "1", "true", "yes", "on", "enable" lub dowolną liczbę różną od zera – encja będzie dostępna. Jeśli szablon zwróci inną wartość, encja będzie niedostępna. Jeśli nie zostanie skonfigurowany, encja będzie zawsze dostępna. Uwaga: porównanie ciągu znaków nie rozróżnia wielkości liter, więc np. "TrUe" i "yEs" są akceptowane.
    pl Nie można nawiązać połączenia. Sprawdź adres hosta i port.
    pt Inicia as fontes de registo do Profiler de novos objetos na memória.
    pt Não foi possível encontrar nenhum Grupo AirTouch 4.
    pt Define limite de velocidade de download.
    pt Falha ao verificar o seu código de verificação, tente novamente
    pt Define o perfil de temperatura da caldeira
    pt O dispositivo não aceita solicitações de emparelhamento neste momento (você pode ter digitado um código PIN inválido muitas vezes), tente novamente mais tarde.
    pt Não foi possível encontrar um dispositivo compatível neste endereço IP
    pt Selecione a estação de medição de água que pretende adicionar ao Home Assistant.
    ro Dorești să configurezi acest dispozitiv UPnP/IGD?
    ro Nu există stații de măsurare Airly în această zonă.
    ro Componenta Soma nu este configurată. Te rugăm să urmezi documentația.
    ro S-a ajuns la o aplicație incorectă. Te rugăm să încerci din nou
    ro Integrarea Spotify nu este configurată. Te rugăm să urmezi instrucțiunile din documentație.
    ro Niciun client disponibil pe acea adresă MAC
    sk E-mailová adresa vášho účtu Mijn Farmad Apotheek.
    sk Vlastný efekt: Typ prechodu medzi farbami.
    sk E-mailová adresa použitá na prihlásenie do aplikácie Roborock.
    sk Hľadá dopredu o nastavený počet sekúnd.
    sk Prechod medzi červenou a zelenou farbou
    sk Úspešne prekonfigurovaná integrácia Elk-M1
    sl Seznam imenikov za obnovitev iz varnostne kopije.
    sl Prednostna izbira zunanjega temperaturnega senzorja
    sq Data dhe ora që duhen caktuar. Supozohet zona kohore e instancës së Ndihmësit në Shtëpi. Nëse lihet jashtë, përdoret data dhe ora aktuale.
    sq Kohëzgjatja e funksionimit që nga mirëmbajtja e fundit
    sv Aktuell gasräkning prognostiserad förbrukning
    sv URL, magnetlänk eller Base64-kodad fil.
    sv Förväntade ett hexadecimalt bindningsnyckel med 32 tecken.
    sv Lidarr-integrationen måste återautentiseras manuellt med Lidarr API
    sv Testar om en eller flera närvarosensorer inte detekterar närvaro.
    sv Varmvattnet återgår till sitt normala schema efter denna tidpunkt. Om värdet är 0 gäller ändringen fram till nästa schemalagda inställningspunkt.
    tr Cihaz bilgileri okunamadı. Cihazın ağ bağlantısını kontrol edin.
    tr Verilen kimlik bilgileriyle hiçbir kova bulunamadı. Öncelikle IDrive e2'de bir kova oluşturun, ardından tekrar deneyin.
    tr Color Sweep efekti, hızı 0 olduğunda bir süreye ihtiyaç duyar; çünkü bu durumda bu süre boyunca bir kez tarama yapar.
    tr Parametre için ayarlanacak değer. Bir tamsayı veya bayt dizisi olabilir (örn. "0xFFFF").
    tr Antifurto365 iAlarm sisteminin ana bilgisayar adı veya IP adresi.
    tr Home Assistant konuya abone olduğunda alınan mesajları daraltmak için filtreler uygulayın. Filtreler yalnızca etkinlik varlığına uygulanır.
    vi Tải lại các bản mẫu Jinja2 tùy chỉnh
    vi Danh sách các thư mục cần đưa vào bản sao lưu.
    vi Các mục nhập không hợp lệ, vui lòng kiểm tra giá trị của bạn.
    vi Thiết lập mức chênh nhiệt độ của máy điều hòa
    vi Kiểm tra độ sáng của một hoặc nhiều đèn.
    vi Kích hoạt khi chế độ hoạt động của một hoặc nhiều máy tạo ẩm thay đổi.
    """#
}
