"""Common words of news, Russian to English: enough to tell whose translation a sentence is, not for translating."""

from __future__ import annotations

from workflow.core.stems import beginning, fold

_TABLE = """
год year; время time; человек people person man; день day; страна country nation; мир world peace; город city town;
дело case business matter; жизнь life live; работа work job; слово word; место place site; вопрос question issue;
сторона side party; рука hand arm; ребёнок child children kid; глава head chief governor; государство state;
власть authorities authority power government; война war; закон law bill; суд court trial; решение decision ruling;
право right law; дом house home building; деньги money funds; народ people; область region oblast;
край krai territory region; район district area; регион region; центр center centre; президент president; министр minister;
министерство ministry; правительство government cabinet; депутат deputy lawmaker mp; партия party;
выборы election elections vote; армия army; военный military soldier war; войска troops forces; солдат soldier;
офицер officer; полиция police; полицейский police officer; следователь investigator; следствие investigation; дорога road;
машина car vehicle; автомобиль car vehicle; поезд train; самолёт plane aircraft; вертолёт helicopter; корабль ship;
судно ship vessel; порт port; море sea; река river; вода water; земля land earth ground; воздух air; огонь fire; пожар fire;
взрыв explosion blast; погибнуть die killed dead; умереть died die; убить killed kill; убийство murder killing; смерть death;
ранить wounded injured; пострадать injured hurt suffered victim; жертва victim; больница hospital; врач doctor;
болезнь disease illness; больной patient sick; вакцина vaccine; вирус virus; школа school; ученик student pupil;
студент student; учитель teacher; университет university; наука science; учёный scientist researcher;
исследование study research; книга book; газета newspaper; журнал magazine; журналист journalist reporter;
издание publication outlet; агентство agency; сайт website site; интернет internet online; компания company firm;
предприятие enterprise company plant; завод plant factory; фирма company firm; рынок market; цена price cost;
стоимость cost price value; рубль ruble rouble; доллар dollar; евро euro; банк bank; кредит loan credit; налог tax;
бюджет budget; экономика economy; экономический economic; промышленность industry; нефть oil; газ gas; энергия energy power;
мост bridge; строительство construction building; построить built build; строить build built; квартира apartment flat;
здание building; улица street; площадь square area; метр meter metre; километр kilometer kilometre km; тысяча thousand;
миллион million; миллиард billion; процент percent per cent; половина half; час hour o'clock; минута minute; секунда second;
неделя week; месяц month; январь january; февраль february; март march; апрель april; май may; июнь june; июль july;
август august; сентябрь september; октябрь october; ноябрь november; декабрь december; понедельник monday; вторник tuesday;
среда wednesday; четверг thursday; пятница friday; суббота saturday; воскресенье sunday; утро morning; вечер evening;
ночь night; сегодня today; вчера yesterday; завтра tomorrow; весна spring; лето summer; осень autumn fall; зима winter;
век century; начало beginning start early; конец end late; россия russia russian; русский russian; российский russian russia;
россиянин russian; москва moscow; московский moscow; рф russia russian; украина ukraine ukrainian;
украинский ukrainian ukraine; сша us usa united states american; американский american us; америка america;
европа europe european; европейский european eu; ес eu european; китай china chinese; китайский chinese china;
германия germany german; немецкий german germany; франция france french; французский french france;
великобритания britain uk british; британский british uk; англия england; английский english; италия italy;
япония japan japanese; индия india; турция turkey; израиль israel; сирия syria; казахстан kazakhstan; белоруссия belarus;
беларусь belarus; польша poland polish; грузия georgia; армения armenia; петербург petersburg; санкт saint st;
мид foreign ministry; минобороны defense defence; оон un; нато nato; вс armed forces; кремль kremlin; госдума duma;
дума duma; губернатор governor; мэр mayor; премьер premier prime; председатель chairman chair head; директор director;
руководитель head leader; лидер leader; член member; представитель representative spokesman spokesperson; эксперт expert;
специалист specialist expert; житель resident people; гражданин citizen; семья family; мать mother mom; отец father dad;
сын son; дочь daughter; брат brother; сестра sister; муж husband; жена wife; женщина woman women female;
мужчина man men male; девушка girl woman; мальчик boy; девочка girl; друг friend other; любовь love; любить love like;
бог god; церковь church; история history story; культура culture; музей museum; театр theater theatre; фильм film movie;
кино film cinema movie; актёр actor; актриса actress; режиссёр director; музыка music; песня song; певец singer;
певица singer; концерт concert; спорт sport; команда team; игра game match play; игрок player; матч match game; тренер coach;
чемпионат championship; чемпион champion; победа victory win; победить won win beat defeat; клуб club; сборная team national;
футбол football soccer; хоккей hockey; спортсмен athlete; олимпийский olympic; гол goal; счёт score account;
турнир tournament; сказать said say told; говорить say said speak talk; заявить said stated declared announced;
сообщить reported said informed; сообщать report said; рассказать told said talked; отметить noted said; добавить added;
подчеркнуть stressed emphasized; объяснить explained; считать believe think consider; думать think; знать know;
понимать understand; видеть see saw; увидеть saw see; смотреть watch look; хотеть want; мочь can could may;
стать became become; получить received get got; дать gave give; взять took take; идти go going; прийти came come;
приехать arrived came; уйти left leave; вернуться returned return; начать began started start; закончить finished end;
решить decided; написать wrote written; писать write wrote; читать read; купить bought buy; продать sold sell; помочь help;
помощь help aid assistance; работать work working; жить live living; искать search looking; найти found find;
показать showed show; открыть opened open; открытие opening; закрыть closed close; создать created create;
предложить proposed offered suggested; предложение proposal offer; обещать promised; требовать demand require;
просить ask request; ответить answered replied; ответ answer response; причина reason cause; результат result;
проблема problem issue; ситуация situation; возможность opportunity possibility; безопасность security safety;
оружие weapon arms; ракета missile rocket; танк tank; беспилотник drone; удар strike blow hit; атака attack;
нападение attack; угроза threat; санкция sanction; санкции sanctions; договор treaty agreement contract;
соглашение agreement deal; переговоры talks negotiations; встреча meeting; визит visit; заседание meeting session;
конференция conference; отношение relation attitude; отношения relations relationship; новый new; старый old;
большой big large great; маленький small little; молодой young; первый first; второй second; третий third;
последний last latest recent; следующий next following; главный main chief; хороший good; лучший best; плохой bad;
важный important; высокий high tall; низкий low; сильный strong; свободный free; свобода freedom; национальный national;
международный international; иностранный foreign; внешний foreign external; внутренний internal domestic;
государственный state government; местный local; народный people; общественный public social; социальный social;
политический political; политика policy politics; политик politician; уголовный criminal; преступление crime;
преступник criminal; задержать detained arrested; арестовать arrested; арест arrest; тюрьма prison jail;
приговор sentence verdict; обвинение charge accusation; обвинить accused charged; адвокат lawyer;
прокуратура prosecutor prosecutors; штраф fine; лицензия license; белый white; чёрный black; красный red; зелёный green;
синий blue; золотой gold golden; северный northern north; южный southern south; западный western west;
восточный eastern east; север north; юг south; запад west; восток east; два two; три three; четыре four; пять five;
шесть six; семь seven; восемь eight; девять nine; десять ten; сто hundred; оба both; несколько several; много many much;
больше more; меньше less fewer; около about around; более more; менее less; также also; однако however but;
поэтому therefore so; потому because; после after; перед before; против against; между between; если if; когда when;
где where; почему why; кто who; никто nobody; всегда always; никогда never; ещё still yet more; уже already; снова again;
только only; очень very; вместе together; сейчас now currently; теперь now; потом then later; ранее earlier previously;
коронавирус coronavirus covid; пандемия pandemic; праздник holiday; рождество christmas; погода weather; снег snow;
дождь rain; ветер wind; температура temperature; градус degree; животное animal; собака dog; кошка cat; медведь bear;
рыба fish; лес forest; дерево tree; гора mountain; остров island; озеро lake; еда food; продукт product food; хлеб bread;
молоко milk; мясо meat; магазин store shop; ресторан restaurant; гостиница hotel; турист tourist; турнир tournament;
билет ticket; паспорт passport; граница border; аэропорт airport; рейс flight; полёт flight; космос space; космический space;
спутник satellite; телефон phone telephone; видео video; фото photo; фотография photo photograph; письмо letter;
документ document; доклад report; отчёт report; список list; номер number; возраст age; рост growth increase height;
увеличить increase increased; увеличиться increased rose; снизить reduce reduced; сократить reduce cut; падение fall drop;
вырасти grew rose grown; зарплата salary wage; пенсия pension; пенсионер pensioner retiree; население population;
мигрант migrant; беженец refugee; гость guest; участник participant member; участие part participation;
организация organization organisation; группа group; союз union; комитет committee; совет council advice;
комиссия commission; фонд fund foundation; служба service; управление department management; департамент department;
сотрудник employee officer staff; работник worker employee; рабочий worker working; начальник head chief boss;
заместитель deputy; генерал general; полковник colonel; бывший former; известный known famous; владелец owner;
бизнес business; бизнесмен businessman; проект project; план plan; программа program programme; система system;
технология technology; данные data information; информация information; новость news; правда truth true;
цель goal purpose target aim; интерес interest; часть part; число number; количество number amount; уровень level;
качество quality; условие condition; мера measure; форма form uniform; пример example; опыт experience;
сила force strength power;
"""


def _read_table() -> dict[str, frozenset[str]]:
    rows = (row.split() for row in _TABLE.split(";"))
    return {fold(row[0]): frozenset({*row[1:], *map(beginning, row[1:])}) for row in rows if row}


#: A Russian lemma, folded, and the English words and their beginnings that may stand for it.
NEWS_WORDS = _read_table()
