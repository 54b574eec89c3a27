//! The words that decide what a number or a name is. Lower case, as [`super::text::Text`] has them; `*` stands for any ending.

use std::{collections::HashSet, sync::LazyLock};

/// A set of words and of beginnings of words.
pub(super) struct Words(LazyLock<(HashSet<&'static str>, Vec<&'static str>)>);

impl Words {
    const fn new(read: fn() -> (HashSet<&'static str>, Vec<&'static str>)) -> Self {
        Self(LazyLock::new(read))
    }

    pub(super) fn has(&self, word: &str) -> bool {
        let (whole, beginnings) = &*self.0;
        whole.contains(word) || beginnings.iter().any(|beginning| word.starts_with(beginning))
    }
}

fn read(text: &'static str) -> (HashSet<&'static str>, Vec<&'static str>) {
    let (beginnings, whole): (Vec<_>, Vec<_>) = text.split_whitespace().partition(|word| word.ends_with('*'));
    (whole.into_iter().collect(), beginnings.into_iter().map(|word| word.trim_end_matches('*')).collect())
}

/// A phone is near, or somebody is asked to call.
pub(super) static PHONES: Words = Words::new(|| {
    read(
        "телефон* звон* позвон* перезвон* созвон* дзвон* подзвон* набер* набир* мобил* мобіл* сотов* вотс* вацап* ватс*
        вайбер* контакт* связ* звяз* whatsapp* phone* telefon* teléf* téléph* mobil* móvil* anruf* llám* llam* appel* тел
        т моб сот раб факс смс макс тг телеграм телеграмм приемная приёмная ресепшн диктую записывайте запишите cell
        cellphone call calls calling tel mob ph fax dial text sms ring reach contact wa viber tg telegram signal handy
        rufen tél portable",
    )
});

/// A number of whatever kind.
pub(super) static NUMBERS: Words = Words::new(|| read("номер номера номеру номером number numbers numero numéro nummer numer"));

/// Before a word for a number, they say whose phone it is.
pub(super) static MINE: Words = Words::new(|| read("мой моему моём моем личный наш на по мій my our his her mi mon meine mój"));

/// Before a word for a number, they say that it is the owner's of the site.
pub(super) static YOURS: Words = Words::new(|| read("ваш ваши вашего вашему вашем вашим ваша вашей your yours"));

/// What somebody did who tried to reach the owner: "звонил вам по номеру 8 800 …".
pub(super) static TRIED: Words = Words::new(|| read("звонил* набирал* дозванивал* дозвонил* called dialed dialled"));

/// Things that have numbers of their own, and sums.
pub(super) static OTHER_NUMBERS: Words = Words::new(|| {
    read(
        "заказ заказа заказу заказом заказе заказы заказов заявка заявки заявке заявку заявкой обращение обращения тикет
        тикета договор договора договору контракт контракта счёт счет счёта счета счёту счету карта карты карту карте чек
        чека трек трека трекинг накладная накладной накладную посылка посылки посылку отправление отправления артикул
        артикула артикулом арт код кода коду кодом промокод промокоду штрихкод штрихкода лот лота лоту инн иин бин унп
        огрн огрнип кпп окпо октмо оквэд кбк бик снилс паспорт паспорта паспорту серия серии полис полиса полису осаго омс
        виза визы бронь брони бронирование бронирования билет билета рейс рейса поезд поезда кадастровый участок участка
        серийный заводской imei vin вин птс стс id айди ид uid логин пароль платёж платеж платежа платежу платёжка
        платежка транзакция транзакции перевод перевода сумма сумму сумме бюджет бюджета бюджетом цена цену ценой
        стоимость оборот выручка пробег версия версии ip индекс госномер модель модели товар товара делу лицевой лицевого
        лицевому лицензия лицензии сертификат сертификата isbn ean gtin sku upc order orders invoice receipt tracking
        track shipment parcel package waybill account acct routing card confirmation booking reservation ticket case claim
        policy ssn ein tin itin vat iban swift bic passport license licence permit barcode zip serial part model item
        product article batch ref reference quote po mls listing loan member membership customer client student
        employee badge docket version build release budget price total amount revenue uuid guid code pin otp password
        flight train coupon promo voucher transaction payment rechnung bestellung kundennummer rechnungsnummer
        steuernummer commande facture pedido factura рахунок акт акта упд сдэк cdek dhl ups usps fedex inv boxberry
        боксберри квитанция квитанции абонемент абонемента замовлення",
    )
});

/// May stand between such a thing and its number: "заказ у меня номер 5".
pub(super) static BETWEEN: Words = Words::new(|| {
    read(
        "номер номера номеру номером ном у меня мой моя моей мою моего наш ваш это вот был была за на по под is was number
        no num nr n my our your the a an for with it id код as осаго из",
    )
});

/// Before "заказ" or "цену", they say that it is asked for or still to be made, so that what follows is no number of it.
pub(super) static ASKED: Words = Words::new(|| {
    read(
        "сделать сделайте сделаю сделаем оформить оформите оформлю разместить хочу хотим принять примите нужен нужна нужно
        под place make an new новый оставить оставлю оставляю подать новая интересует интересуют куплю купить продам
        продаю ищу заказать нужны want need buy interested узнать подскажите скажите какая какую сколько рассчитать
        рассчитайте уточнить назовите get a",
    )
});

/// Their dot ends no sentence.
pub(super) static ABBREVIATED: Words = Words::new(|| read("тел т моб сот раб арт ном дог no nr tel ph mob acct ref tél ext"));

/// Counted or paid with: the number before them is an amount.
pub(super) static COUNTED: Words = Words::new(|| {
    read(
        "рубл* тысяч* миллион* миллиард* доллар* штук* dollar* euro* единиц* килограмм* тонн* гривен* тенге* процент*
        комплект* руб р тыс млн млрд евро usd eur rub gbp шт раз кг км роз bucks pcs units kg miles sq rubles items times
        people уп упаковок",
    )
});

/// How a message goes on with a number that the one before began.
pub(super) static GOING_ON: Words = Words::new(|| {
    read(
        "а и дальше далее потом затем ну ой вот продолжение остальное остальные конец еще ещё там then and the rest is
        continued oops sorry",
    )
});

/// Words for Telegram.
pub(super) static TELEGRAM: Words = Words::new(|| read("телег* telegram* тележ* телеграм* тэгэ* тг tg tgm тлг тгшка тега"));

/// Other networks, what a name in Telegram belongs to that is no person, and how one comes across such names.
pub(super) static NETWORKS: Words = Words::new(|| {
    read(
        "instag* инстаг* инсте* инсту* инста* вконтакт* facebook* фейсбук* подпис* inst insta ig инст вк vk fb фб twitter
        твиттер твиттере tiktok тикток тиктоке youtube ютуб ютубе snapchat snap discord linkedin threads тредс pinterest x
        github vkontakte ok одноклассники дзен rutube канал канале канала channel группа группе группу паблик паблике
        group chat чат чате блог блоге блогера follow followed following followers реклама рекламу рекламе видел видела
        увидел увидела saw tag tagged отметил отметила like сториз",
    )
});

/// Whose name it is, if it is not the visitor's.
pub(super) static OTHERS: Words = Words::new(|| read("конкурент* competitor competitors rival bot бот"));

/// Words for being written to.
pub(super) static REACHED: Words = Words::new(|| {
    read(
        "пиши* напиш* отпиш* стуч* лс личку личка личке dm pm ping write reach contact message msg text связь связи
        связаться контакт контакты ответьте скиньте скинь киньте жду",
    )
});

/// Words for a user's name.
pub(super) static NICKS: Words =
    Words::new(|| read("ник никнейм юзернейм юзер логин имя username user handle nick nickname name login"));

/// May stand between a word for Telegram and a name.
pub(super) static TO_TELEGRAM: Words = Words::new(|| read("мой моя это is my в in on at вот the"));

/// Latin words that stand beside "Telegram" or after an `@` and are nobody's name.
pub(super) static NO_NAMES: Words = Words::new(|| {
    read(
        "whatsapp viber instagram signal skype email phone mobile business premium desktop channel support please works
        media import keyframes charset supports everyone admin admins mention online messenger thanks better there group
        anytime tomorrow today later office delivery available number facebook discord override deprecated param return
        author",
    )
});

/// It is about e-mail.
pub(super) static MAIL: Words = Words::new(|| {
    read("email mail e address write reach contact почта почту почте имейл имэйл мейл мэйл мыло емейл емайл ящик адрес")
});

/// Before a word, they show that it is no address: "the prices at …".
pub(super) static POINTING: Words =
    Words::new(|| read("the a an my our your their his her its this that these those some any no all i we you they he she"));

/// What prose has before "at".
pub(super) static NO_LOCAL: Words = Words::new(|| {
    read(
        "me him her us you them it this that these those look looks looking looked meet met see seen saw be am is are was
        were been being call called calls available work works working worked find found page pages site sites office shop
        store buy bought order ordered orders visit read contact reach email mail located based here there out up back
        price prices priced arrive start starts live lives stay team guys people staff support sale sales deal deals
        account accounts one someone anyone friend job hosted host registered sign signed check checked listed sold sell
        selling engineer manager customer customers stuff things only now today not just still online also then error
        document documents docs blog article stop end aim good bad great domain everything information info",
    )
});

/// Top level domains that people write from. Where a domain runs into the next sentence, they tell where it ended.
pub(super) static TOP_DOMAINS: Words = Words::new(|| {
    read(
        "com net org info biz io co me pro name dev app shop store online site tech club xyz edu gov ai agency studio law
        group team email world life ru su рф москва дети онлайн сайт рус moscow by бел kz қаз ua укр uz kg tj am ge az md
        lv lt ee uk de fr es it pl us ca au eu in cn jp kr br mx ch at nl be se no fi dk cz sk hu ro bg gr tr il ae ie pt
        nz sg hk tv cc rs hr za ar cl vn th id my ph tw",
    )
});

/// What looks like a domain and is none: files, and names that lead nowhere.
pub(super) static NO_DOMAINS: Words = Words::new(|| {
    read("png jpg jpeg gif svg webp pdf doc docx xls xlsx txt zip exe html php js css local localhost lan internal invalid")
});
