"""Which words of a post are counted: what it is about, not how a language joins words."""

from __future__ import annotations

import re

from wall.insight.folding import fold, words_of
from wall.model.posts import Post

SHORTEST = 3
SHORTEST_ELSEWHERE = 2
"""Of words in scripts with shorter words than the Latin one."""
_NOT_WORDS = re.compile(r"https?://\S+|www\.\S+|[@#]\w+")
_JOINING = """
about after again all also and any are because been before being between both but can could did does
doing down during each even ever every few for from further get got had has have having her here
hers him his how into its itself just know let like make many may me might more most much must my
never new not now off once one only other our out over own per said same say see she should since
some such than that the their them then there these they this those through too two under until
upon use very want was way were what when where which while who whom why will with would you your
alors apres aucun aussi autre autres avait avant avec avoir bien car ce ceci cela celle celui ces
cet cette ceux chaque chez comme comment contre dans des deux donc dont elle elles encore entre est
etaient etait etant ete etre eux fait faire fois ici ils jamais jusqu les leur leurs lors lui mais
meme memes mes moi moins mon nos notre nous ont par parce pas pendant peu peut plus pour pourquoi
quand que quel quelle quelles qui quoi sans sera ses seulement sinon soit son sont sous sur tes toi
ton tous tout toute toutes tres trop une votre vos vous
ademas algo ahora algunos antes aqui asi aunque bajo bien cada casi como con contra cual cuando
desde despues donde dos durante ella ellas ellos entre era eran eres esa esas ese eso esos esta
estaba estan estar estas este esto estos fue fueron gran hace hacia han hasta hay las les los mas
mejor menos mientras mis mismo mucho muy nada nos nosotros otra otras otro otros para pero poco por
porque puede pues que quien ser sido siempre sin sobre solo son sus tal tambien tan tanto tiene
tienen toda todas todo todos tras una uno unos usted vez ya
aby albo ale ani bardzo bez bedzie bede bylo byla byly byl byc chce choc chyba ciebie czy czyli dla
dlaczego dlatego dobrze gdy gdyby gdzie ich ile inne inny jak jako jakie jednak jego jej jest jestem
jeszcze jesli juz kazdy kiedy kto ktora ktore ktory ktorych lub ludzie maja mam mamy mnie moge moja
moje moze mozna nad nam nas nasz nawet nic nich nie niego niej nim niz oraz pan pani pod podczas
poniewaz potem przed przez przy raz sam sie skad sobie sposob swoje swoj takie taki tak tam tego tej
ten teraz toba tobie trzeba tutaj tych tylko tym wam was wasz wie wiec wiele wlasnie wszystko
wszyscy zawsze zeby
abia acea aceasta aceste acest acesta acolo acum adica aici aia ala alt alta alte altul apoi are asa
asta atat atunci avea avem aveti bine care catre ceva chiar cineva cine cum cand daca dar deci decat
deja din dintre doar dupa ei ele este esti eu face fara fel fie fiecare fiind foarte fost iar imi
inca intr intre isi lui mai mea mei mele meu mult multe multi nici nimic niste noi nostru nou nu
numai orice pana pe pentru peste poate prea prin sa sau spre sub sunt suntem tau toate tot toti
trebuie una unde unei unele uneori unii unor unui unul voi vor vostru
في من على الى إلى عن مع هذا هذه ذلك تلك التي الذي الذين ما لا لم لن قد كان كانت هو هي هم هن نحن انا
انت أنا أنت ان إن أن او أو ثم كل بعد قبل بين حتى عند منذ غير بعض اي أي كما لكن اذا إذا حيث فقط ليس
يكون تكون هناك هنا كيف لماذا متى اين أين وهو وهي وقد ولا وما فيها فيه منها منه عليه عليها به بها له
لها لهم الآن ايضا أيضا
via http https www com amp
"""
JOINING = frozenset(fold(_JOINING).split())
"""Function words of English, French, Spanish, Polish, Romanian and Arabic, folded."""


def counted_words(post: Post) -> frozenset[str]:
    """Each word of a post once, folded: without addresses, names, hashtags and what only joins."""
    text = _NOT_WORDS.sub(" ", f"{post.title} {post.text}")
    return frozenset(word for word in words_of(fold(text)) if _counts(word))


def _counts(word: str) -> bool:
    shortest = SHORTEST if word.isascii() else SHORTEST_ELSEWHERE
    return len(word) >= shortest and not word.isdecimal() and word not in JOINING
