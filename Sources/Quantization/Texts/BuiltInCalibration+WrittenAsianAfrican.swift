extension BuiltInCalibration {
  /// The same in languages of Asia and Africa, not translations of each other.
  static let writtenAsianAfrican = #"""
    zh 如何办理护照换发
    zh 北京到西安高铁多长时间
    zh 为什么冬天静电特别多？
    zh python 列表去重 保持顺序
    zh 感冒和流感有什么区别
    zh 市交通委员会表示，新地铁线将于明年六月试运营，届时从机场到市中心只需三十五分钟。
    zh 受台风影响，沿海多个城市停课停工，约二十万居民被转移到安全地带。气象部门预计，台风将在周四凌晨登陆。
    zh 出租人应当按照约定将租赁物交付承租人，并在租赁期限内保持租赁物符合约定的用途。
    zh 长城并不是一次建成的。从春秋战国到明代，各个朝代都曾修筑或重修，现存的城墙大多建于明朝，总长度超过八千公里。
    zh 先把豆腐切成小块，用盐水焯一下，再和肉末、豆瓣酱一起烧，出锅前撒上花椒粉和葱花。
    zh “你怎么又迟到了？”“路上堵车，我走了半个小时才找到地铁站。”
    zh 光合作用是植物利用光能把二氧化碳和水转化为有机物并释放氧气的过程，它主要发生在叶绿体中。
    zh 這家民宿離車站很近，房間乾淨，老闆娘親切，只是隔音不太好。
    ja 確定申告 医療費控除 必要書類
    ja 赤ちゃん 夜泣き いつまで
    ja 電気代を安くするにはどうすればいいですか？
    ja JavaScript 配列 重複 削除 方法
    ja 富士山に登るのに一番いい季節はいつですか？
    ja 政府は来年度から高校の授業料を無償にする方針を固めた。財源をどう確保するかが今後の課題となる。
    ja 台風の接近に伴い、鉄道各社は午後から順次運転を取りやめると発表した。利用者には早めの帰宅を呼びかけている。
    ja 賃借人は、賃貸人の承諾を得なければ、その賃借権を譲り渡し、又は賃借物を転貸することができない。
    ja 味噌は大豆に麹と塩を加えて発酵させた調味料である。地域によって米味噌、麦味噌、豆味噌があり、色も味も大きく異なる。
    ja 「傘、持ってきた？」「え、降るの？」「夕方から雨だって、さっきニュースで言ってたよ。」
    ja 鍋に水と昆布を入れて三十分おき、中火にかける。沸騰する直前に昆布を取り出し、かつお節を加えて火を止め、二分たったら静かにこす。
    ja 地震の規模を表すマグニチュードが一大きくなると、放出されるエネルギーは約三十二倍になる。
    ko 여권 재발급 준비물
    ko 서울에서 부산까지 KTX 요금 얼마예요?
    ko 김치찌개 맛있게 끓이는 법
    ko 전세 보증금 반환 소송 기간
    ko 왜 하늘은 파란색일까?
    ko 정부는 내년부터 공공기관의 채용 규모를 늘리고 지역 인재 비율도 높이기로 했다고 밝혔다.
    ko 밤사이 내린 폭설로 강원 산간 도로 여러 곳이 통제됐으며, 오전 열 시가 지나서야 통행이 재개됐다.
    ko 임차인은 계약 기간이 끝나기 두 달 전까지 갱신을 거절하거나 조건을 변경하겠다는 뜻을 통지하여야 한다.
    ko 한글은 1443년 세종이 만든 문자로, 자음은 발음 기관의 모양을, 모음은 하늘과 땅과 사람을 본떠 만들었다.
    ko "어제 보낸 파일 받았어?" "응, 그런데 마지막 장이 안 열려." "다시 보낼게, 잠깐만."
    ko 백신은 병원체의 일부나 설계도를 몸에 미리 알려 주어, 실제로 감염되었을 때 면역계가 빠르게 반응하도록 돕는다.
    ar كيفية تجديد جواز السفر من الخارج
    ar أعراض نقص فيتامين د عند النساء
    ar ما هي عاصمة أستراليا؟
    ar سعر الذهب اليوم عيار ٢١
    ar أعلنت وزارة الصحة أن حملة التطعيم ضد شلل الأطفال ستشمل جميع المحافظات ابتداءً من الأسبوع المقبل.
    ar تراجعت أسعار النفط في تعاملات الخميس بعد بيانات أظهرت ارتفاعا غير متوقع في المخزونات.
    ar يلتزم المستأجر بدفع الإيجار في الموعد المتفق عليه، ولا يجوز له التنازل عن العقد للغير إلا بموافقة المالك كتابةً.
    ar يبلغ طول نهر النيل نحو ستة آلاف وستمئة كيلومتر، ويمر بإحدى عشرة دولة قبل أن يصب في البحر المتوسط، وعلى ضفتيه قامت واحدة من أقدم الحضارات.
    ar – هل وصلت الطلبية؟ – نعم، لكن ينقصها كتابان. – سأتصل بالمكتبة حالا.
    fa چگونه گذرنامه خود را تمدید کنم
    fa بهترین زمان سفر به شیراز
    fa چرا آب دریا شور است؟
    fa شهرداری اعلام کرد که خط تازهٔ مترو تا پایان سال به فرودگاه می‌رسد.
    fa مستأجر باید خانه را در پایان قرارداد به همان وضعی که تحویل گرفته است بازگرداند.
    fa شاهنامه را فردوسی در سی سال سرود؛ این کتاب بیش از پنجاه هزار بیت دارد و داستان پادشاهان و پهلوانان ایران را بازمی‌گوید.
    he איך מחדשים רישיון נהיגה באינטרנט
    he מתכון לחלה לשבת עם קמח מלא
    he כמה זמן לוקח לטוס מתל אביב ללונדון?
    he הכנסת אישרה בקריאה ראשונה את הצעת החוק להרחבת ימי החופשה לעובדים במשמרות.
    he השוכר לא יעביר את זכויותיו לפי חוזה זה לאחר אלא בהסכמת המשכיר בכתב ומראש.
    he ים המלח הוא המקום היבשתי הנמוך ביותר בעולם, ומימיו מלוחים כל כך עד שאפשר לצוף בהם בלי מאמץ.
    tr ehliyet yenileme için gerekli belgeler
    tr evde yoğurt nasıl mayalanır
    tr Ankara'dan Kapadokya'ya otobüsle kaç saat sürer?
    tr Merkez Bankası faiz oranını değiştirmedi; karar metninde enflasyonun yavaşladığı belirtildi.
    tr Kiracı, kiralananı sözleşmeye uygun olarak özenle kullanmak ve komşulara saygı göstermekle yükümlüdür.
    tr Göbeklitepe'deki dikili taşlar yaklaşık on bir bin yıl önce yontuldu; bu, onları bilinen en eski anıtsal yapılardan biri yapar.
    tr - Alo, kargom bugün gelecekti ama gelmedi. - Takip numaranızı alabilir miyim?
    hi आधार कार्ड में पता कैसे बदलें
    hi दिल्ली से जयपुर की दूरी कितनी है
    hi बच्चों में खांसी के घरेलू उपाय
    hi राज्य सरकार ने बाढ़ से प्रभावित किसानों के लिए मुआवज़े की घोषणा की है, जिसका भुगतान अगले महीने से शुरू होगा।
    hi किरायेदार मकान मालिक की लिखित अनुमति के बिना मकान में कोई परिवर्तन नहीं करेगा।
    hi गंगा हिमालय में गंगोत्री हिमनद से निकलती है और लगभग ढाई हज़ार किलोमीटर बहकर बंगाल की खाड़ी में मिलती है। इसके मैदान की मिट्टी बहुत उपजाऊ है।
    hi "चाय में चीनी कितनी?" "आधा चम्मच, और अदरक ज़्यादा।"
    bn পাসপোর্ট নবায়ন করতে কী কী লাগে
    bn ডেঙ্গু জ্বরের লক্ষণ কী
    bn পদ্মা সেতুর দৈর্ঘ্য কত?
    bn ঘূর্ণিঝড়ের কারণে উপকূলের জেলাগুলোতে সতর্কসংকেত জারি করা হয়েছে এবং মাছ ধরার নৌকাকে ঘাটে ফিরতে বলা হয়েছে।
    bn সুন্দরবন পৃথিবীর সবচেয়ে বড় ম্যানগ্রোভ বন; এখানে বাঘ, হরিণ ও কুমির বাস করে।
    ta குடும்ப அட்டையில் பெயர் சேர்ப்பது எப்படி
    ta சென்னையிலிருந்து மதுரை செல்லும் ரயில் நேரம்
    ta மழை எப்படி உருவாகிறது?
    ta தஞ்சைப் பெரிய கோயில் ஆயிரம் ஆண்டுகளுக்கு முன் முதலாம் இராசராச சோழனால் கட்டப்பட்டது.
    ta மாவட்ட நிர்வாகம் கனமழை காரணமாகப் பள்ளிகளுக்கு இன்று விடுமுறை அறிவித்துள்ளது.
    te హైదరాబాద్ నుండి విజయవాడకు బస్సు ఛార్జీ ఎంత
    te రాష్ట్రంలో వచ్చే మూడు రోజులు భారీ వర్షాలు కురిసే అవకాశం ఉందని వాతావరణ శాఖ తెలిపింది.
    mr पुणे ते नाशिक बस वेळापत्रक
    mr यंदा पाऊस उशिरा सुरू झाल्यामुळे शेतकऱ्यांनी पेरण्या पुढे ढकलल्या आहेत.
    ur شناختی کارڈ کی تجدید کا طریقہ
    ur محکمہ موسمیات نے شمالی علاقوں میں برف باری کی پیش گوئی کی ہے۔
    id cara mengurus paspor yang hilang
    id harga tiket kereta Jakarta Yogyakarta
    id Mengapa gunung Merapi sering meletus?
    id Pemerintah daerah menutup tiga pantai untuk sementara setelah gelombang tinggi menewaskan seorang nelayan.
    id Penyewa wajib menjaga kebersihan rumah dan tidak boleh menyewakannya kembali kepada pihak lain.
    id Candi Borobudur dibangun pada abad kesembilan dan terdiri atas sembilan teras bertingkat dengan lebih dari dua ribu panel relief.
    ms cara memperbaharui lesen memandu dalam talian
    ms Hujan lebat sejak malam tadi menyebabkan beberapa jalan utama di pantai timur dinaiki air.
    vi thủ tục làm lại căn cước công dân
    vi cách nấu phở bò tại nhà
    vi Tại sao lá cây có màu xanh?
    vi Sở Giao thông cho biết cầu mới bắc qua sông Hồng sẽ thông xe vào cuối năm sau.
    vi Bên thuê phải trả tiền thuê đúng hạn và không được cho người khác thuê lại nếu không có sự đồng ý của bên cho thuê.
    vi Vịnh Hạ Long có gần hai nghìn hòn đảo đá vôi, được hình thành qua hàng trăm triệu năm.
    th วิธีต่ออายุใบขับขี่ออนไลน์
    th ร้านอาหารใกล้ฉันที่เปิดตอนดึก
    th ทำไมทะเลถึงมีน้ำขึ้นน้ำลง
    th กรมอุตุนิยมวิทยาเตือนประชาชนในภาคเหนือให้ระวังน้ำป่าไหลหลากในช่วงสองถึงสามวันนี้
    th ผู้เช่าต้องชำระค่าเช่าภายในวันที่ห้าของทุกเดือน หากล่าช้าผู้ให้เช่ามีสิทธิคิดดอกเบี้ย
    th ข้าวหอมมะลิปลูกมากในภาคตะวันออกเฉียงเหนือ เมื่อหุงสุกแล้วจะนุ่มและมีกลิ่นหอมคล้ายใบเตย
    sw jinsi ya kupata kitambulisho cha taifa
    sw dalili za malaria kwa watoto
    sw Mlima Kilimanjaro una urefu gani?
    sw Serikali imetangaza kwamba shule zote zitafunguliwa tena Jumatatu baada ya mafuriko kupungua.
    sw Mpangaji hataruhusiwa kubadilisha chochote ndani ya nyumba bila idhini ya mwenye nyumba.
    sw Ziwa Viktoria ndilo ziwa kubwa kuliko yote barani Afrika; linapakana na Kenya, Uganda na Tanzania, na mamilioni ya watu wanategemea samaki wake.
    ar يحذّر أطباء القلب من أن قلة النوم ترفع ضغط الدم على المدى الطويل. وفي دراسة شملت أربعة آلاف شخص، تبيّن أن الذين ينامون أقل من ست ساعات في الليلة كانوا أكثر عرضة للإصابة بتصلب الشرايين من غيرهم، حتى بعد احتساب العمر والوزن والتدخين.
    ar لتثبيت البرنامج، افتح الطرفية واكتب الأمر كما هو مبيّن في الصفحة الأولى من الدليل، ثم أعد تشغيل الجهاز.
    fa برای پختن قرمه‌سبزی، سبزی را با کمی روغن سرخ کنید تا تیره شود، سپس با گوشت، لوبیا و لیموعمانی دست‌کم سه ساعت روی حرارت ملایم بگذارید تا جا بیفتد.
    he חוקרים מהטכניון פיתחו חיישן שמזהה דליפות מים בצינורות לפי רעידות הקרקע. המכשיר קטן מקופסת גפרורים, פועל שנתיים על סוללה אחת ושולח התראה לטלפון של איש התחזוקה עוד לפני שהנזק נראה לעין.
    tr Depremden sonra kurulan gözlem istasyonları, fayın her yıl yaklaşık iki santimetre kaydığını gösteriyor. Uzmanlar, biriken gerilimin ne zaman boşalacağının önceden bilinemeyeceğini, ancak sağlam yapılar sayesinde can kaybının büyük ölçüde azaltılabileceğini vurguluyor.
    hi सूर्य से आने वाली ऊर्जा का केवल एक छोटा भाग पौधों में रासायनिक ऊर्जा बनता है। पत्तियों में मौजूद हरित पदार्थ प्रकाश को सोखता है, और पौधा हवा की कार्बन डाइऑक्साइड तथा जड़ों से आए पानी को मिलाकर शर्करा बनाता है; इस क्रिया में ऑक्सीजन बाहर निकलती है।
    hi न्यायालय ने कहा कि सूचना देने से मना करने का कारण लिखित रूप में बताना विभाग का कर्तव्य है।
    bn নদীভাঙনে প্রতি বছর হাজার হাজার পরিবার ঘরবাড়ি হারায়। গবেষকেরা উপগ্রহের ছবি দেখে কোথায় পাড় ভাঙতে পারে তা কয়েক মাস আগেই জানাতে পারেন, ফলে মানুষ সময় থাকতে সরে যেতে পারে।
    bn কিস্তি পরিশোধে দেরি হলে ব্যাংক অতিরিক্ত সুদ নিতে পারবে।
    ta செயற்கைக்கோள் இன்று காலை வெற்றிகரமாக ஏவப்பட்டது. இது கடலின் வெப்பநிலையையும் மேகங்களின் உயரத்தையும் அளந்து, புயல் உருவாகும் இடத்தை முன்கூட்டியே கணிக்க உதவும்.
    ta கடன் தொகையைத் திருப்பிச் செலுத்தும் காலம் ஐந்து ஆண்டுகள்.
    te వరి పంటకు నీరు ఎక్కువగా అవసరం; అయితే కొత్త పద్ధతిలో పొలాన్ని మధ్యమధ్యలో ఆరనిస్తే నీటి వినియోగం మూడో వంతు తగ్గుతుంది.
    ur عدالت نے فیصلہ دیا کہ کرایہ دار کو نوٹس کے بغیر مکان سے نہیں نکالا جا سکتا، اور مالک کو مقدمے کے اخراجات ادا کرنے کا حکم دیا۔
    th นักวิจัยพบว่าปะการังบางชนิดในอ่าวไทยทนน้ำอุ่นได้ดีกว่าที่คาด พวกเขากำลังเพาะเลี้ยงกิ่งอ่อนในบ่อทดลอง แล้วนำกลับไปปลูกตามแนวปะการังที่เสียหายจากการฟอกขาวเมื่อหลายปีก่อน
    th "เสื้อตัวนี้ลดราคาไหมคะ" "ลดสิบเปอร์เซ็นต์ค่ะ ถ้าซื้อสองตัวลดยี่สิบ"
    sw Watafiti wamegundua kwamba mbu wanaoeneza malaria wanaanza kuuma mapema jioni, kabla watu hawajaingia ndani ya vyandarua. Wanashauri wizara ya afya itumie pia dawa za kupulizia na kufukia madimbwi yaliyo karibu na makazi.
    sw "Nauli ya kwenda mjini ni kiasi gani?" "Mia tano, lakini ukisubiri basi kubwa ni mia tatu."
    sw Fungua ukurasa wa mipangilio, chagua lugha unayotaka, kisha bonyeza hifadhi.
    id Para peneliti menanam kembali hutan bakau di pesisir utara Jawa untuk menahan abrasi. Setelah lima tahun, garis pantai di beberapa desa bertambah puluhan meter, dan nelayan melaporkan bahwa kepiting serta udang kembali banyak.
    vi Các kỹ sư cho biết tấm pin mới vẫn hoạt động tốt khi trời nhiều mây, nhưng giá thành còn cao gấp rưỡi loại thông thường. Nếu sản xuất hàng loạt, họ hy vọng giá sẽ giảm trong vòng ba năm.
    zh 法院认为，平台未能证明已就自动续费条款向消费者作出显著提示，因此该条款对消费者不发生效力，平台应当在判决生效后十日内退还已扣款项。
    ja 研究チームは、深海の堆積物から見つかった微生物が、ほとんど栄養のない環境で一億年以上生き延びていた可能性があると報告した。酸素と餌を与えると、多くの細胞が数週間のうちに分裂を始めたという。
    ko 연구진은 버려진 굴 껍데기를 시멘트 원료로 쓰는 기술을 개발했다고 발표했다. 석회석을 덜 캐도 되고, 해안에 쌓이는 폐기물도 줄일 수 있다.
    """#
}
