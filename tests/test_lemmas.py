"""Lemmas: irregular forms by table, regular ones by their endings."""

import pytest

from dragoman import data
from dragoman.reading.lemmas import lemma

VERBS = """
met:meet held:hold said:say spoke:speak spoken:speak agreed:agree agreeing:agree urged:urge urging:urge pledged:pledge
welcomed:welcome stressed:stress discussed:discuss planned:plan planning:plan signed:sign called:call calling:call
condemned:condemn exchanged:exchange reached:reach hoping:hope committed:commit resumed:resume proposed:propose
invited:invite raised:raise praised:praise insisted:insist vowed:vow denied:deny denies:deny holding:hold led:lead
underscored:underscore reiterated:reiterate emphasized:emphasize expressed:express negotiating:negotiate
threatened:threaten warned:warn blamed:blame accused:accuse rejected:reject refused:refuse offered:offer promised:promise
announced:announce condemning:condemn occurred:occur referring:refer visited:visit visiting:visit controlled:control
travelled:travel continued:continue using:use used:use going:go being:be was:be 's:be has:have died:die lying:lie
proceeded:proceed needed:need focused:focus postponed:postpone convened:convene declared:declare required:require
ensured:ensure considered:consider opened:open happened:happen monitored:monitor maintained:maintain treated:treat
created:create repeated:repeat provided:provide concluded:conclude avoided:avoid conceded:concede invoked:invoke
looked:look escaped:escape settled:settle tackled:tackle violated:violate defeated:defeat limited:limit united:unite
completed:complete targeted:target quoted:quote boycotted:boycott executed:execute managed:manage changed:change
belonged:belong bringing:bring stopped:stop adding:add wrote:write writing:write goes:go does:do tries:try
discusses:discuss proposes:propose reaches:reach says:say vetoes:veto freed:free owed:owe killed:kill
strengthened:strengthen sanctioned:sanction withdrew:withdraw understood:understand lies:lie issued:issue praised:praise
seized:seize prepared:prepare restored:restore explored:explore assured:assure determined:determine defined:define
explained:explain joined:join described:describe arranged:arrange engaged:engage encouraged:encourage approached:approach
established:establish shared:share named:name voted:vote based:base placed:place faced:face fixed:fix showed:show
deployed:deploy fired:fire struck:strike fled:flee
""".split()
NOUNS = """
men:man talks:talk meetings:meeting countries:country crises:crisis statesmen:statesman news:news series:series
allies:ally ties:tie losses:loss branches:branch taxes:tax heroes:hero lives:life politics:politics embargoes:embargo
responses:response press:press consensus:consensus basis:basis bus:bus peoples:people minister:minister gas:gas
wishes:wish
""".split()


@pytest.mark.parametrize("row", VERBS)
def test_verb(row: str) -> None:
    form, expected = row.split(":")
    assert lemma(form, "VERB") == expected


@pytest.mark.parametrize("row", NOUNS)
def test_noun(row: str) -> None:
    form, expected = row.split(":")
    assert lemma(form, "NOUN") == expected


@pytest.mark.parametrize(
    ("form", "upos", "expected"),
    [("Said", "VERB", "say"), ("’s", "AUX", "be"), ("Talks", "PROPN", "talks"), ("better", "ADJ", "better")],
)
def test_case_and_other_words(form: str, upos: str, expected: str) -> None:
    assert lemma(form, upos) == expected


def test_tables_have_no_double_rows() -> None:
    forms = [(row["form"], row["pos"]) for row in data.load_tsv("rules/lemmas.tsv")]
    stems = [row["stem"] for row in data.load_tsv("rules/lemmas_final_e.tsv")]
    assert len(forms) == len(set(forms))
    assert len(stems) == len(set(stems))
