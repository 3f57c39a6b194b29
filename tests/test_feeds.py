"""Feeds: what an entry is, by what it is known, when it is dated; and feeds that are damaged or mean harm."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from dragoman import feeds, intake, pages, raw, sources
from dragoman.errors import SourceError

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Ministry &amp; News</title>
<item><title>Talks in &lt;b&gt;Lima&lt;/b&gt;</title><link>https://example.org/1</link><guid isPermaLink="false">n-1</guid>
<pubDate>Mon, 03 Mar 2031 21:30:00 -0500</pubDate><description>Short.</description>
<content:encoded><![CDATA[<!-- x --><p>Norway and Chile held <b>talks</b> in Lima on Monday.</p><p>They meet again<br>soon.</p>
<script>alert(1)</script>]]></content:encoded></item>
<item><title>Call</title><link>https://example.org/2</link>
<description>&lt;p&gt;Ola Berg spoke with Luis Soto.&lt;/p&gt;</description></item>
<item><title>Nothing</title></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Desk</title>
<entry><id>tag:example.org,2031:7</id><title>Talks</title><published>2031-03-04T09:30:00+01:00</published>
<content type="text">Norway and Chile held talks in Lima.</content></entry></feed>"""
BOMB = """<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "haha">{levels}<!ENTITY f SYSTEM "file:///etc/passwd">]>
<rss version="2.0"><channel><title>x</title><item><guid>g</guid><title>T</title>
<description>Norway met Chile. &l9; &f;</description></item></channel></rss>"""


def of(text: str) -> list[feeds.Entry]:
    return list(feeds.entries(raw.Raw(text.encode(), "news.rss")))


def test_an_entry_with_its_content_is_a_report_dated_by_the_feed() -> None:
    first = of(RSS)[0]
    doc = sources.from_raw(first.raw)
    assert doc.text == "Norway and Chile held talks in Lima on Monday.\n\nThey meet again\nsoon."
    assert (doc.published, doc.published_by) == ("2031-03-04T02:30:00Z", "feed")
    assert (doc.title, doc.source, doc.url, doc.notes) == ("Talks in Lima", "Ministry & News", "https://example.org/1", ())


def test_a_summary_is_read_with_a_note() -> None:
    doc = sources.from_raw(of(RSS)[1].raw)
    assert (doc.text, doc.published) == ("Ola Berg spoke with Luis Soto.", None)
    assert doc.notes == ("the feed gives no full text of this entry: only its summary was read",)


def test_an_entry_without_words_is_a_failure() -> None:
    with pytest.raises(SourceError, match=r"the entry 'Nothing' of news\.rss is empty"):
        sources.from_raw(of(RSS)[2].raw)


def test_an_entry_is_known_by_an_id_that_holds_everywhere_else_by_its_link() -> None:
    assert [entry.key for entry in of(RSS)[:2]] == ["https://example.org/1", "https://example.org/2"]
    assert of(RSS)[2].key.startswith("news.rss#")
    (entry,) = of(ATOM)
    doc = sources.from_raw(entry.raw)
    assert (entry.key, doc.published, doc.text) == (
        "tag:example.org,2031:7", "2031-03-04T08:30:00Z", "Norway and Chile held talks in Lima."
    )  # fmt: skip


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (RSS, True),
        (ATOM, True),
        ("\ufeff  " + ATOM, True),
        ('<rdf:RDF xmlns="x">', True),
        ("<!DOCTYPE html><html><body><feed ></feed>", False),
        ("<urlset><url/></urlset>", False),
        ("The <rss> format", False),
        ("", False),
    ],
)
def test_feeds_are_told_by_their_first_elements(body: str, expected: bool) -> None:
    assert feeds.is_feed(body.encode()) is expected


def test_entities_are_not_unfolded_and_files_not_read() -> None:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "&a;" * 10}">' for n in range(10))
    start = time.monotonic()
    try:
        found = of(BOMB.format(levels=levels))
    except SourceError:
        found = []
    assert time.monotonic() - start < 5
    for entry in found:
        assert len(entry.raw.body) < 10_000
        assert b"root:" not in entry.raw.body


def test_a_feed_cut_off_gives_its_entries_and_one_failure(tmp_path: Path) -> None:
    path = tmp_path / "cut.rss"
    path.write_text(RSS[: RSS.index("<item><title>Nothing")], encoding="utf-8")
    found = list(intake.pieces([str(path)]))
    assert [piece.key for piece in found] == ["https://example.org/1", "https://example.org/2", str(path)]
    refused = found[-1]
    assert isinstance(refused, intake.Refused)
    assert "is a damaged feed, of which 2 entries were read" in refused.message


def test_bytes_that_the_parser_falls_over_are_one_failure() -> None:
    damaged = RSS.encode().replace(b"<title>Talks", b"<title\x8b>Talks")
    with pytest.raises(SourceError, match=r"news\.rss is a damaged feed"):
        list(feeds.entries(raw.Raw(damaged, "news.rss")))


def test_a_feed_of_too_many_entries_is_cut_short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "MAX_ENTRIES", 1)
    found = feeds.entries(raw.Raw(RSS.encode(), "news.rss"))
    assert next(found).key == "https://example.org/1"
    with pytest.raises(SourceError, match="has 3 entries: only the first 1 were taken"):
        next(found)


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("Talks & more", "Talks & more"),
        ("a &lt;b&gt; c", "a <b> c"),
        ("<ul><li>one<li>two</ul>tail", "one\n\ntwo\n\ntail"),
        ("<p>a&#0;b</p>", "a\ufffdb"),
        ("<p>a<!-- c -->b<style>x</style> d</p>", "ab d"),
        ("<svg><text>x</text></svg>y", "y"),
        ("<p>" * 3000 + "deep", "deep"),
        ("", ""),
        ("<", "<"),
    ],
)
def test_passages(markup: str, text: str) -> None:
    assert pages.passage(markup) == text


def test_xml_that_is_no_feed_is_refused_and_a_feed_is_no_single_report(tmp_path: Path) -> None:
    (tmp_path / "map.xml").write_text("<urlset/>", encoding="utf-8")
    (refused,) = intake.pieces([str(tmp_path)])
    assert isinstance(refused, intake.Refused)
    assert "is no feed in RSS or Atom" in refused.message
    (tmp_path / "news.rss").write_text(RSS, encoding="utf-8")
    with pytest.raises(SourceError, match="is a feed of many reports: read it into a store with `dragoman add`"):
        sources.load(str(tmp_path / "news.rss"))
