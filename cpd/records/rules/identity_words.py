"""Words by which a client is told from others: what announces a name, and what only seems to."""
# ruff: noqa: RUF001 - other alphabets are what this file is about

# A capitalised word after one of these is likely a client's name.
CUES = (
    "clients?|patients?|coachees?|service users?|analysands?"
    "|klien(?:t|di|ti|diga|dile|dilt|did|tide)|patsien(?:t|di|ti|diga|dile|dilt)"
    "|klient(?:in|en|innen)?|patient(?:in|en|innen)?"
    "|clientes?|pacientes?|client[ei]|pazient[ei]|asiaka(?:s|an|alle|sta)|potila(?:s|an|alle|sta)"
    "|klijent(?:a|ica|ice)?|klientas|pacients?|klients?|klientka|pacjent(?:ka|em)?"
    "|клиент(?:а|у|ом|е|ка|ки|ке|ку|кой)?|пациент(?:а|у|ом|е|ка|ки|ке|ку|кой)?"
    "|клієнт(?:а|у|ом|ка|ки|ку|кою)?|пацієнт(?:а|у|ом|ка|ки|ку|кою)?"
)
# Before a name, in any spelling with a capital: a person, seldom an author.
TITLES = (
    "mr|mrs|ms|miss|mx|herr|frau|monsieur|madame|mme|mlle|señora?|sra?|signora?|hr|pr|härra|proua"
    "|pani?|господин|госпожа|пан|пані"
)
NAMED = (
    "called|named|by the name of|whose name is|nimega|namens|appelée?|llamad[oa]"
    "|по имени|на имя|на ім’я"
)
BIRTH = (
    "born(?: on)?|b\\.|d\\.?o\\.?b\\.?|date of birth|birth ?day|birth ?date|sünd(?:inud|is)|sünd"
    "|sünnipäev|sünniaeg|sünnikuupäev|geboren(?: am)?|geb\\.|née? le|nacid[oa](?: el)?|nat[oa] il"
    "|syntynyt|syntymäaika|född|родил(?:ся|ась)|дата рождения|д\\. ?р\\.|народи(?:вся|лася)"
    "|дата народження"
)
PHONE = (
    "tel|telephone|phone|mobile|mob|cell|call|ring|text|whatsapp|telefon|mobiil|puhelin|puh|handy"
    "|téléphone|portable|teléfono|móvil|телефон|тел|моб|هاتف|رقم"
)
MONTHS = (
    "jan(?:uary|uar)?|jaanuar|feb(?:ruary|ruar)?|veebruar|mar(?:ch)?|märts|märz|apr(?:il)?|aprill"
    "|may|mai|june?|juuni|juni|july?|juuli|juli|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|oktoober"
    "|oktober|nov(?:ember)?|dec(?:ember)?|detsember|dezember|января|февраля|марта|апреля|мая|июня"
    "|июля|августа|сентября|октября|ноября|декабря"
)

# Capitalised words that follow such a cue and name nobody's client: days, months, schools and
# those who taught them, bodies, tools, places, languages, words of the trade.
_NOBODY = """
a act adhd adler adlerian after ainsworth an and apecs april arabic assagioli at atrium august
autism babcp bacp bateson because beck before belfast berlin berne betterhelp bion bowlby british
brown camhs cardiff casement cbt christmas clutterbuck cognitive core covid dbt december dublin
easter edinburgh egan ellis emcc emdr english erickson esmaspäev estonian european fairbairn
february feedback ferenczi finnish fonagy frankl french freud freudian friday gad gdpr german
gestalt gibbs gilbert google gottman group guntrip hawkins hayes hcpc he helsinki holloway i iacp
iapt icf if ifs in it january johnson july june jung jungian kabat kiev klein kleinian kline kohut
kolb kolmapäev kooth kyiv lacan lacanian lahendus laupäev levine linehan london manchester march
maslow may mccullough mcwilliams mearns minuchin monday moreno moscow motivational ncps neff
neljapäev new nhs nlp nmc november ocd october ogden ogilvie on online or outcome paris perls
person phq plumm polish porges proctor psychodrama ptsd pühapäev ramadan rank reede rogerian
rogers russian satir saturday schema schön september session sessions she shohet siegel signal
skype socratic solution spanish stern stoltenberg sunday swedish symington systemic tallinn tartu
teams teasdale teisipäev tfcbt that the therapy they this thorne thursday transactional tuesday
ukcp ukrainian we wednesday whatsapp when white whitmore who winnicott work yalom york zoom
воскресенье вторник понедельник пятница среда суббота четверг
"""
# Given names; by themselves they name nobody, beside words of the consulting room they may.
_GIVEN = """
aaron abdul abigail adam adele agnes ahmed aisha alan albert alessia alex alexander alexandra
alice alison amanda amelia amina amir amy ana anastasia andrea andreas andrei andres andrew angela
anita ann anna anne annika anthony anton antonio ants arthur astrid barbara beatrice ben benjamin
bernard beth bob boris brenda brian bruno callum carl carlos carmen caroline catherine cecilia
charles charlie charlotte chloe chris christian christina christine christopher claire clara colin
connor craig dan daniel daniela david deborah denis derek diana diego dmitri dmitry dominic donald
dorothy duncan dylan eduard edward eero eleanor elena eleri elisabeth elizabeth ella ellen emily
emma eric erik eva evan evelyn fatima felix fiona frances francesca frank fred gareth gary george
gerald gillian giulia grace graham greta hanna hannah hans harriet harry hassan heather heidi
heiki helen helena henry hugo ian igor ilona imran ines inga ingrid irene irina isabel isabella
isla ivan jaan jack jacob jake james jamie jan jana jane janet jason jennifer jenny jeremy jessica
jill joan joanna joanne joe joel johan johannes john jonas jonathan jorge jose joseph joshua juan
judith julia julian julie jüri kadri kai karen karin karl kate katherine kathleen katie katrin
keith kelly ken kerli kevin khadija kim kirsty klaus kristina kristjan lars laura lauren layla lea
leila leo leonard liam liina lina linda lisa liz louis louise lucas lucia lucy luis luka lukas
luke lynn maarja madeleine maksim malcolm marc marcel marcus margaret mari maria mariam marie
marina mario marion marja mark marko markus marta martha martin mary maryam mati matthew maureen
max meelis megan mehmet melanie melissa michael michelle miguel mihkel mike mikhail mohamed
mohammed molly monica morgan muhammad nadia nancy naomi natalia natalie nathan neil niamh nicholas
nicola nicole nigel nikolai nina noah noor nora oksana oleg olena olga oliver olivia omar oscar
owen pablo pamela patricia patrick paul paula pavel pedro peeter peter petra philip phoebe piotr
priya rachel raivo rebecca richard riina robert robin roger rosa rose rosie ruth ryan sally sam
samantha samuel sandra sara sarah sasha scott sean sergei sergey sharon shirley siiri simon sofia
sophia sophie stefan stephanie stephen steve steven stuart sue susan svetlana tamara tanya tara
teresa thomas tiina tiiu tim timothy tina toby tom tomas tony toomas tracy triin ursula valentina
vanessa vera veronica victor victoria viktor viktoria vincent virginia vladimir walter wendy
wilhelm william xavier yasmin yusuf yvonne zahra zainab zoe александр алексей анастасия анастасія
андрей андрій анна виктория владимир володимир вікторія дарья дарія дмитрий дмитро евгений
екатерина елена иван игорь ирина катерина максим мария марія микола михаил михайло наталья наталія
николай олег олександр олексій олена ольга павел павло петр петро светлана світлана сергей сергій
татьяна тетяна юлия юлія євген іван ігор ірина
"""
NOBODY = frozenset(_NOBODY.split())
GIVEN = frozenset(_GIVEN.split())
