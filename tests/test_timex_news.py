"""Difficult sentences of diplomatic news, all invented, with every time in them; published on 2025-02-28, a Friday."""

from __future__ import annotations

import pytest

from dragoman.reading import timex
from dragoman.text import Document

SENTENCES: list[tuple[str, list[tuple[str, str | None]]]] = [
    (
        "The two foreign ministers will meet in Muscat on Saturday, a week after their first round.",
        [("Saturday", "2025-03-01"), ("a week", "P1W")],
    ),
    (
        "A follow-up round is planned for the second half of March.",
        [("the second half of March", "2025-03")],
    ),
    (
        "Sanctions relief would be phased in between 3 and 5 March, the envoy said.",
        [("3 and 5 March", "2025-03-03/2025-03-05")],
    ),
    (
        "The mission, which ran from 28 January to 2 February, found no violations.",
        [("28 January to 2 February", "2025-01-28/2025-02-02")],
    ),
    (
        "Talks resumed late on Wednesday and went on into the early hours of Thursday.",
        [("late on Wednesday", "2025-02-26"), ("the early hours of Thursday", "2025-02-27TMO")],
    ),
    (
        "The truce, in force since 27 November, was extended until 18 February.",
        [("27 November", "2024-11-27"), ("18 February", "2025-02-18")],
    ),
    (
        "The mandate expires at the end of next month, three years after it was agreed.",
        [("the end of next month", "2025-03"), ("three years", "P3Y")],
    ),
    (
        "He had been due to fly to Ankara on Thursday, but the trip was put off.",
        [("Thursday", "2025-02-27")],
    ),
    (
        "The council will vote on the draft in the coming days, no later than Friday.",
        [("the coming days", "PXD"), ("Friday", "2025-02-28")],
    ),
    (
        "Neither side has spoken to the other since the spring of 2022.",
        [("the spring of 2022", "2022-SP")],
    ),
    (
        "Last week's ruling came hours before Tuesday's deadline.",
        [("Last week", "2025-W08"), ("hours", "PTXH"), ("Tuesday", "2025-02-25")],
    ),
    (
        "The presidents spoke by phone for more than an hour and a half on Feb. 12.",
        [("more than an hour and a half", "PT1H30M"), ("Feb. 12", "2025-02-12")],
    ),
    (
        "The 2016-2018 crisis and the 2023–24 talks were compared.",
        [("2016-2018", "2016/2018"), ("2023–24", "2023/2024")],
    ),
    (
        "Deliveries will begin in Q3 2025 and end by mid-2027.",
        [("Q3 2025", "2025-Q3"), ("mid-2027", "2027")],
    ),
    (
        "The Wendesday call was their second in as many weeks; a third is set for early Apirl.",
        [("Wendesday", "2025-02-26"), ("early Apirl", "2025-04")],
    ),
    (
        "“We’ll be back here next Tuesday,” she said on Thursday.",
        [("next Tuesday", "2025-03-04"), ("Thursday", "2025-02-27")],
    ),
    (
        "The envoys consult every two weeks, and their deputies twice a month.",
        [("every two weeks", "P2W"), ("a month", "P1M")],
    ),
    (
        "The text was initialled at 11:45 p.m. on Sunday, minutes before the deadline.",
        [("11:45 p.m. on Sunday", "2025-02-23T23:45"), ("minutes", "PTXM")],
    ),
    (
        "The delegation left on 26 and 27 February.",
        [("26", "2025-02-26"), ("27 February", "2025-02-27")],
    ),
    (
        "In the first half of last year trade fell by 12 per cent.",
        [("the first half of last year", "2024-H1")],
    ),
    (
        "The peacekeepers have been there for nearly five decades.",
        [("nearly five decades", "P50Y")],
    ),
    (
        "On New Year's Eve 2024 the gas stopped; on Orthodox Christmas it flowed again.",
        [("New Year's Eve 2024", "2024-12-31"), ("Orthodox Christmas", "2025-01-07")],
    ),
    (
        "The shelling began shortly before 06:00 GMT on Monday.",
        [("06:00 GMT on Monday", "2025-02-24T06:00")],
    ),
    (
        "The parties have 60 days to reply, and another 30 days to appeal.",
        [("60 days", "P60D"), ("another 30 days", "P30D")],
    ),
    (
        "Leaders will convene at the 80th session of the UN General Assembly in September.",
        [("the 80th session of the UN General Assembly", "2025-09/2026-09"), ("September", "2025-09")],
    ),
    (
        "The budget for FY2026 was passed on the eve of the recess.",
        [("FY2026", "2026")],
    ),
    (
        "The hostages have been held for 500 days.",
        [("500 days", "P500D")],
    ),
    (
        "He said on Tuesday that inspectors would return as early as next week.",
        [("Tuesday", "2025-02-25"), ("as early as next week", "2025-W10")],
    ),
    (
        "Both were in Riyadh on Feb. 18-19.",
        [("Feb. 18-19", "2025-02-18/2025-02-19")],
    ),
    (
        "The agreement of 10 March 2023 came after four days of talks; three months later embassies reopened.",
        [("10 March 2023", "2023-03-10"), ("four days", "P4D"), ("three months later", "2023-06")],
    ),
    (
        "The two sides met on 8 May 2018. The following day the accord was denounced, and that November sanctions returned.",
        [("8 May 2018", "2018-05-08"), ("The following day", "2018-05-09"), ("that November", "2018-11")],
    ),
    (
        "By the middle of the 1990s the border was open.",
        [("the middle of the 1990s", "199")],
    ),
    (
        "The EU's 16th package was adopted on the third anniversary of the invasion, 24 February.",
        [("24 February", "2025-02-24")],
    ),
    (
        "The bill, due to be signed tomorrow, was drafted the day before yesterday.",
        [("tomorrow", "2025-03-01"), ("the day before yesterday", "2025-02-26")],
    ),
    (
        "The visit, the first in over a decade, will last two to three days.",
        [("over a decade", "P10Y"), ("two to three days", "P2D")],
    ),
    (
        "The ceasefire will take effect at 8.30 a.m. local time (0630 GMT) on Sunday.",
        [("8.30 a.m. local time", "2025-03-02T08:30"), ("0630 GMT", "2025-03-02T06:30"), ("Sunday", "2025-03-02")],
    ),
    (
        "The talks, originally scheduled for last Thursday, will now be held in the week of March 10.",
        [("last Thursday", "2025-02-27"), ("the week of March 10", "2025-W11")],
    ),
    (
        "Since the start of the year, 1,200 people have crossed; 2,000 did so in 2023.",
        [("the start of the year", "2025"), ("2023", "2023")],
    ),
    (
        "Voters go to the polls on 18 May, with a run-off two weeks later.",
        [("18 May", "2025-05-18"), ("two weeks later", "2025-W22")],
    ),
    (
        "Before Passover and during Ramadan the crossing stays shut.",
        [("Passover", "2025-04-13"), ("Ramadan", None)],
    ),
    (
        "In the winter of 2021-22 talks were held in Geneva, Brussels and Vienna.",
        [("the winter of 2021-22", "2021-WI")],
    ),
    (
        "The UN envoy briefed the council this morning; closed consultations follow this afternoon.",
        [("this morning", "2025-02-28TMO"), ("this afternoon", "2025-02-28TAF")],
    ),
    (
        "From Monday to Wednesday the teams worked on annexes.",
        [("Monday to Wednesday", "2025-02-24/2025-02-26")],
    ),
    (
        "The embargo was to be lifted on 1 January but has been prolonged by six months.",
        [("1 January", "2025-01-01"), ("six months", "P6M")],
    ),
    (
        "The pact dates from the year 1955 and was renewed in the late 1970s.",
        [("the year 1955", "1955"), ("the late 1970s", "197")],
    ),
    (
        "She took over on 1 December 2024, ten days after the vote, and resigned on 3 February.",
        [("1 December 2024", "2024-12-01"), ("ten days", "P10D"), ("3 February", "2025-02-03")],
    ),
    (
        "Ambassadors were recalled on the 14th and returned on the 20th of February.",
        [("the 14th", "2025-02-14"), ("the 20th of February", "2025-02-20")],
    ),
    (
        "The foreign ministry said on Thursday evening that the note of 2025-02-20 had been answered.",
        [("Thursday evening", "2025-02-27TEV"), ("2025-02-20", "2025-02-20")],
    ),
    (
        "In week 9 of 2025 no convoy crossed.",
        [("week 9 of 2025", "2025-W09")],
    ),
    (
        "It is the first such call in months, and the second this quarter.",
        [("months", "PXM"), ("this quarter", "2025-Q1")],
    ),
    (
        "The moratorium will run through December 31, 2026.",
        [("December 31, 2026", "2026-12-31")],
    ),
    (
        "Half a century after Helsinki, the two blocs talk again.",
        [("Half a century", "P50Y")],
    ),
    (
        "The ministers last met in September 2024, on the margins of UNGA 79.",
        [("September 2024", "2024-09"), ("UNGA 79", "2024-09/2025-09")],
    ),
    (
        "The six-month truce ends a year from now.",
        [("six-month", "P6M"), ("a year from now", "2026")],
    ),
    (
        "The sides will reconvene in a fortnight.",
        [("a fortnight", "P2W")],
    ),
    (
        "Negotiators met around the clock for the past 48 hours.",
        [("the past 48 hours", "PT48H")],
    ),
    (
        "In December the council extended the mission; in June it will review it.",
        [("December", "2024-12"), ("June", "2025-06")],
    ),
    (
        "The President will travel to Brussels Monday through Thursday.",
        [("Monday", "2025-03-03"), ("Thursday", "2025-03-06")],
    ),
    (
        "The two spoke on Saturday night, Washington time.",
        [("Saturday night", "2025-02-22TNI")],
    ),
    (
        "The summit on 24 June this year will be the first since 2019.",
        [("24 June this year", "2025-06-24"), ("2019", "2019")],
    ),
    (
        "Consultations are expected within the next ten days.",
        [("within the next ten days", "P10D")],
    ),
    (
        "They spoke on Monday, February 24th.",
        [("Monday, February 24th", "2025-02-24")],
    ),
    (
        "The visit begins March 3rd and ends on the 6th.",
        [("March 3rd", "2025-03-03"), ("the 6th", "2025-03-06")],
    ),
    (
        "On Tuesday last week, they signed a memorandum.",
        [("Tuesday last week", "2025-02-18")],
    ),
    (
        "The interim deal of 24 November 2013 had been in force for 18 months when it was replaced.",
        [("24 November 2013", "2013-11-24"), ("18 months", "P18M")],
    ),
]


@pytest.mark.parametrize(("text", "expected"), SENTENCES)
def test_sentence(text: str, expected: list[tuple[str, str | None]]) -> None:
    """By words alone, without the encoder: the spans, their order and their values."""
    found = timex.find(Document(text, published="2025-02-28"), None)
    assert [(text[slice(*t.span)], t.value) for t in found] == expected
