"""Identity decided for a whole corpus: names, descriptions and findings."""

from __future__ import annotations

from urllib.parse import unquote

import pyoxigraph
import pytest
import yaml
from deciding import BASE
from deciding import decided as decided_for
from hypothesis import given
from hypothesis import strategies as st

from kg.diagnostics import Diagnostic
from kg.documents.reader import read_document
from kg.documents.records import Document
from kg.identity.decide import publisher_of
from kg.identity.decisions import Identity
from kg.identity.sources import DecidedSource
from kg.identity.text import digest, fold, iri_fragment, iri_path, normalise, slug

DOI = "10.1000/one"
Fields = dict[str, object]


def document(name: str, ending: str = ".md", **fields: object) -> Document:
    front_matter = yaml.safe_dump(fields, allow_unicode=True, sort_keys=False)
    result = read_document(f"---\n{front_matter}---\n", file=f"{name}{ending}", name=name)
    assert result is not None
    assert result.document is not None
    return result.document


def decided(*documents: Document) -> tuple[Identity, list[Diagnostic]]:
    """The decisions, made of documents in the order in which a build hands them over."""
    ordered = sorted(documents, key=lambda one: (one.name, one.file))
    return decided_for(ordered)


def sources(*documents: Document) -> list[DecidedSource]:
    identity, _ = decided(*documents)
    found = {source.iri: source for source in identity.source_of.values()}
    return [found[iri] for iri in sorted(found)]


def citing(name: str, *listed: Fields, facts: tuple[Fields, ...] = (), **fields: object) -> Document:
    return document(name, primary_sources=list(listed), atomic_facts=list(facts), **fields)


def relative(iri: str) -> str:
    assert iri.startswith(BASE)
    pyoxigraph.NamedNode(iri)
    assert not {".", ".."} & set(map(unquote, iri.partition("#")[0].split("/")))
    return iri.removeprefix(BASE)


class TestDocuments:
    """Documents are named by their path."""

    @pytest.mark.parametrize(
        ("name", "iri"),
        [
            ("guides/rdf", "guides/rdf"),
            ("a b/c%d", "a%20b/c%25d"),
            ("日本/グラフ", "日本/グラフ"),
            ("मराठी/ग्राफ", "मराठी/ग्राफ"),
            ("cafe\u0301", "café"),
            ("a#b?c", "a%23b%3Fc"),
            ("a/../b", "a/b"),
            ("...", "..."),
            ("source", "document/source"),
            ("source/doi/10.1000/one", "document/source/doi/10.1000/one"),
            ("person/jane-doe", "document/person/jane-doe"),
            ("topic/ai", "document/topic/ai"),
            ("venue/x", "document/venue/x"),
            ("document/x", "document/document/x"),
            ("sources/x", "sources/x"),
        ],
    )
    def test_the_path_is_the_name(self, name: str, iri: str) -> None:
        identity, found = decided(document(name, title="A"))
        assert relative(identity.document_iris[f"{name}.md"]) == iri
        assert found == []

    @pytest.mark.parametrize(
        ("slug_written", "iri"),
        [
            ("short", "guides/short"),
            ("../../etc/short", "guides/short"),
            ("..", "guides/rdf"),
            ("./", "guides/rdf"),
            ("a\\b", "guides/b"),
            ("%2e%2e", "guides/%252e%252e"),
            ("  ", "guides/rdf"),
            ("ä b", "guides/ä%20b"),
        ],
    )
    def test_a_slug_replaces_the_last_step_and_nothing_else(self, slug_written: str, iri: str) -> None:
        identity, _ = decided(document("guides/rdf", title="A", slug=slug_written))
        assert relative(identity.document_iris["guides/rdf.md"]) == iri

    def test_a_slug_does_not_lead_into_a_reserved_room(self) -> None:
        identity, _ = decided(document("rdf", title="A", slug="source"))
        assert relative(identity.document_iris["rdf.md"]) == "document/source"

    def test_two_files_of_one_name_have_two_names(self) -> None:
        identity, found = decided(document("a", title="A"), document("a", ending=".txt", title="B"))
        assert identity.document_iris == {"a.md": f"{BASE}a", "a.txt": f"{BASE}a.txt"}
        assert [one.code for one in found] == ["KG204"]
        assert identity.directory.by_name == {"a": f"{BASE}a"}

    def test_any_number_of_documents_with_one_slug_have_names_of_their_own(self) -> None:
        documents = [document(f"a{number}", title="A", slug="same") for number in range(5)]
        identity, found = decided(*documents)
        assert len(set(identity.document_iris.values())) == 5
        assert [one.code for one in found] == ["KG204"] * 4

    def test_a_repeated_id_is_reported_and_both_documents_stay(self) -> None:
        identity, found = decided(*(document(name, id="x", title=name) for name in ("a", "b", "c")))
        assert [(one.code, one.location.file, one.related[0].file) for one in found] == [
            ("KG201", "b.md", "a.md"),
            ("KG201", "c.md", "a.md"),
        ]
        assert len(identity.document_iris) == 3
        assert identity.directory.by_id == {}

    @given(
        st.lists(st.text(max_size=8).map(lambda text: f"d/{text}"), min_size=1, max_size=6),
        st.text(max_size=6),
    )
    def test_every_path_and_slug_give_valid_and_different_names(self, names: list[str], own: str) -> None:
        documents = [document(name, ending=f".{number}", title="A") for number, name in enumerate(names)]
        documents.append(document("d/own", title="A", slug=own))
        identity, _ = decided(*documents)
        iris = list(identity.document_iris.values())
        assert len({relative(iri) for iri in iris}) == len(documents)


class TestFacts:
    """Facts hang on their document."""

    def fragments(self, *ids: str) -> tuple[list[str], list[Diagnostic]]:
        facts = [{"id": one, "statement": f"S{number}"} for number, one in enumerate(ids)]
        identity, found = decided(document("d", title="D", atomic_facts=facts))
        iris = [identity.fact_iris["d.md", ("atomic_facts", number)] for number in range(len(ids))]
        return [relative(iri).removeprefix("d#") for iri in iris], found

    def test_the_id_is_the_fragment(self) -> None:
        assert self.fragments("f1", "β", "a b", "50%") == (["f1", "β", "a%20b", "50%25"], [])

    def test_a_repeated_id_is_a_violation_that_names_both_lines_and_loses_nothing(self) -> None:
        fragments, found = self.fragments("f1", "f2", "f1", "f1")
        assert fragments == ["f1", "f2", "f1~2", "f1~3"]
        assert [(one.code, one.severity.word) for one in found] == [("KG202", "violation")] * 2
        assert [(one.related[0].line, one.location.line) for one in found] == [(4, 8), (4, 10)]

    def test_a_fact_without_id_is_named_by_its_position_and_takes_no_id_away(self) -> None:
        assert self.fragments("", "fact-1", "") == (["fact-1~2", "fact-1", "fact-3"], [])

    @pytest.mark.parametrize(
        "reserved", ["page", "graph", "generation", "dispute-1", "author-j-doe", "field/note"]
    )
    def test_a_fragment_that_means_something_else_is_not_taken(self, reserved: str) -> None:
        ((fragment,), _) = self.fragments(reserved)
        assert fragment == f"2~{reserved}"

    @given(
        st.lists(
            st.sampled_from(["", "a", "a~2", "fact-1", "fact-2", "page", "dispute-1", "2~page"]), max_size=8
        )
    )
    def test_fragments_differ_whatever_the_ids(self, ids: list[str]) -> None:
        fragments, _ = self.fragments(*ids)
        assert len(set(fragments)) == len(ids)


class TestSources:
    """Works that several documents cite."""

    def test_a_doi_under_two_titles_stays_two_sources_that_keep_their_titles(self) -> None:
        identity, found = decided(
            citing("a", {"title": "A Theory of Graphs", "doi": DOI}),
            citing("b", {"title": "Cooking for Two", "doi": DOI}, facts=({"source_doi": DOI},)),
            citing("c", {"title": "A theory of graphs", "doi": DOI}),
        )
        works = {source.title: source for source in identity.source_of.values()}
        assert set(works) == {"A Theory of Graphs", "Cooking for Two"}
        assert all(source.same_as == () and source.identifiers == () for source in works.values())
        assert all(str(source.claimed[0]) == f"doi:{DOI}" for source in works.values())
        assert {relative(source.iri) for source in works.values()} == {
            "source/doi/10.1000/one/~a-theory-of-graphs",
            "source/doi/10.1000/one/~cooking-for-two",
        }
        (conflict,) = found
        assert conflict.code == "KG203"
        places = [str(place) for place in (conflict.location, *conflict.related)]
        assert places == ["a.md:4:8", "c.md:4:8", "b.md:6:15", "b.md:4:8"]
        assert "2 titles" in conflict.message

    def test_a_page_under_two_titles_is_a_remark_and_stays_the_url_of_both(self) -> None:
        url = "https://example.org/spec"
        identity, found = decided(
            citing("a", {"title": "Request Body", "url": url}, {"title": "Media Type", "url": url})
        )
        assert [one.code for one in found] == ["KG206"]
        assert {source.urls for source in identity.source_of.values()} == {(url,)}

    def test_two_dois_of_one_work_are_reported_and_neither_is_its_own(self) -> None:
        identity, found = decided(
            citing("a", {"title": "A Theory of Graphs", "doi": DOI, "url": "https://doi.org/10.1000/two"})
        )
        (source,) = identity.source_of.values()
        assert source.same_as == ()
        assert [(one.code, str(one.location)) for one in found] == [
            ("KG203", "a.md:4:8"),
            ("KG203", "a.md:5:8"),
        ]
        assert "10.1000/two" in found[0].message

    def test_all_forms_of_an_arxiv_paper_are_one_node(self) -> None:
        (source,) = sources(
            citing("a", {"title": "Textbooks", "url": "https://arxiv.org/abs/2306.11644"}),
            citing("b", {"title": "Textbooks", "url": "https://arxiv.org/pdf/2306.11644v2"}),
            citing("c", {"title": "Textbooks", "doi": "10.48550/arXiv.2306.11644"}),
        )
        assert relative(source.iri) == "source/arxiv/2306.11644"
        assert source.same_as == ("https://arxiv.org/abs/2306.11644",)
        assert source.urls == ("https://arxiv.org/abs/2306.11644",)

    def test_a_source_in_both_lists_is_one_node(self) -> None:
        listed = [{"title": "A Theory of Graphs", "year": 2020}]
        (source,) = sources(document("a", primary_sources=listed, secondary_sources=listed))
        assert source.year == "2020"

    @pytest.mark.parametrize(
        ("listed", "iri"),
        [
            ({"doi": "10.1000/A(b)<c>;d"}, "source/doi/10.1000/a(b)%3Cc%3E;d"),
            ({"doi": "10.1000/../x"}, "source/doi/10.1000/%252E%252E/x"),
            ({"url": "https://example.org/a?q=b"}, "source/web/example.org/a%3Fq=b"),
            ({"url": "https://example.org/ä/中"}, "source/web/example.org/ä/中"),
            ({"url": "https://example.org/%E4%B8%AD"}, "source/web/example.org/中"),
            ({"url": "https://example.org"}, "source/web/example.org/~a-theory-of-graphs"),
            ({"isbn": "0-306-40615-2"}, "source/isbn/9780306406157"),
            ({"url": "https://www.rfc-editor.org/rfc/rfc6749"}, "source/rfc/6749"),
        ],
    )
    def test_a_source_is_named_by_what_identifies_it(self, listed: Fields, iri: str) -> None:
        (source,) = sources(citing("a", {"title": "A Theory of Graphs", **listed}))
        assert relative(source.iri) == iri

    def test_a_source_without_identifier_is_named_by_its_title(self) -> None:
        (source,) = sources(citing("a", {"title": "A Theory of Graphs", "year": 2020}))
        assert relative(source.iri).startswith("source/title/a-theory-of-graphs-")

    def test_a_chinese_title_gives_words_that_can_be_read(self) -> None:
        (source,) = sources(citing("a", {"title": "机器学习 handbook", "url": "https://example.org"}))
        assert relative(source.iri) == "source/web/example.org/~机器学习-handbook"

    def test_works_of_one_title_and_year_by_two_authors_have_two_names(self) -> None:
        found = sources(
            citing("a", {"title": "A Theory of Graphs", "year": 2020, "authors": ["Doe, Jane"]}),
            citing("b", {"title": "A Theory of Graphs", "year": 2020, "authors": ["Roe, Ann"]}),
        )
        assert len(found) == 2

    def test_works_described_alike_have_names_of_their_own(self) -> None:
        found = sources(*(citing(name, {"title": "Annual Report", "year": 2020}) for name in "abc"))
        assert len(found) == 3

    def test_the_name_of_a_work_without_identifier_does_not_depend_on_who_else_cites_it(self) -> None:
        listed = {"title": "A Theory of Graphs", "year": 2020, "authors": ["Doe, Jane"]}
        (alone,) = sources(citing("a", listed))
        (together,) = sources(citing("a", listed), citing("b", {**listed, "title": "A THEORY of graphs"}))
        assert alone.iri == together.iri

    def test_the_title_is_the_one_most_lists_give_never_a_citation(self) -> None:
        (source,) = sources(
            citing("a", {"title": "A Theory of Graphs (Foo)", "doi": DOI}),
            citing("b", {"title": "A THEORY OF GRAPHS", "doi": DOI}),
            citing("c", {"title": "A Theory of Graphs", "doi": DOI}),
            *(
                citing(f"d{n}", facts=({"source_title": "Doe. A Theory of Graphs. 2020", "source_doi": DOI},))
                for n in range(5)
            ),
        )
        assert source.title == "A Theory of Graphs"
        assert source.is_listed

    def test_year_and_types_are_the_most_frequent(self) -> None:
        (source,) = sources(
            citing("a", {"title": "A Theory of Graphs", "doi": DOI, "year": 2021, "type": "book"}),
            citing("b", {"title": "A Theory of Graphs", "doi": DOI, "year": 2020, "type": "paper"}),
            citing("c", {"title": "A Theory of Graphs", "doi": DOI, "year": 2021, "type": "paper"}),
        )
        assert source.year == "2021"
        assert source.type_words == ("paper", "book")

    def test_a_fact_rests_on_the_source_it_refers_to(self) -> None:
        facts = (
            {"id": "f1", "source_ref": "s1"},
            {"id": "f2", "source_title": "Doe. A Theory of Graphs. 2020"},
            {"id": "f3", "source_doi": f"https://doi.org/{DOI}"},
            {"id": "f4", "source_url": "https://example.org/part", "source_ref": "s1"},
            {"id": "f5"},
        )
        one = citing("a", {"id": "s1", "title": "A Theory of Graphs", "doi": DOI}, facts=facts)
        identity, found = decided(one)
        assert found == []
        listed = identity.source_of["a.md", ("primary_sources", 0)]
        for number in range(4):
            assert identity.source_of["a.md", ("atomic_facts", number)] is listed
        assert ("a.md", ("atomic_facts", 4)) not in identity.source_of
        assert "https://example.org/part" in listed.urls


class TestPeople:
    """People and bodies among authors."""

    def authors(self, *lists: list[str], **fields: object) -> list[DecidedSource]:
        documents = [
            citing(
                f"d{number}",
                {
                    "title": f"Work Number {number} on Graphs",
                    "authors": written,
                    "url": f"https://example.org/{number}",
                    **fields,
                },
            )
            for number, written in enumerate(lists)
        ]
        return sources(*documents)

    def test_a_person_whose_name_is_spelled_in_two_orders_is_one(self) -> None:
        one, other = self.authors(["Bengio, Yoshua"], ["Yoshua Bengio"])
        assert one.authors == other.authors
        assert relative(one.authors[0].iri) == "person/yoshua-bengio"

    @pytest.mark.parametrize("short", ["Bengio", "Bengio, Y.", "Y. Bengio", "Zhang, W."])
    def test_initials_and_bare_surnames_never_join_people_of_two_works(self, short: str) -> None:
        one, other = self.authors([short], [short])
        assert one.authors[0].iri != other.authors[0].iri
        assert one.authors[0].iri.startswith(f"{one.iri}#author-")

    def test_the_fullest_list_of_authors_is_shown(self) -> None:
        (source,) = sources(
            citing(
                "a", {"title": "A Theory of Graphs", "doi": DOI, "authors": ["Doe, J.", "Roe, A.", "Poe, E."]}
            ),
            citing("b", {"title": "A Theory of Graphs", "doi": DOI, "authors": ["Doe, Jane", "et al."]}),
        )
        assert [author.name for author in source.authors] == ["Jane Doe"]
        assert source.authors_truncated

    def test_an_institution_of_the_corpus_is_a_body_among_authors(self) -> None:
        one, other = self.authors(["Foo-Bar"], ["Jane Doe"], institution="Foo-Bar")
        assert not one.authors[0].is_person
        assert one.authors[0].iri == one.organizations[0].iri
        assert other.authors[0].is_person

    def test_an_institution_that_is_named_as_a_person_elsewhere_is_a_person(self) -> None:
        one, other = self.authors(["Jane Doe"], ["Doe, Jane"], institution="Jane Doe")
        assert one.authors[0].is_person
        assert one.authors == other.authors

    def test_publishers_venues_and_institutions_are_told_apart(self) -> None:
        (source,) = sources(
            citing("a", {"title": "A", "institution": "Microsoft Research / NeurIPS / Springer / arXiv"})
        )
        assert [one.name for one in source.organizations] == ["Microsoft Research"]
        assert [one.name for one in source.venues] == ["NeurIPS"]
        assert {one.name for one in source.publishers} == {"Springer", "arXiv"}

    def test_a_handle_names_its_owner_everywhere_but_initials_do_not(self) -> None:
        identity, _ = decided(document("a", title="A"))
        (handle,) = identity.agents.contributors(["jdoe"], f"{BASE}a")
        (initials,) = identity.agents.contributors(["J. Doe"], f"{BASE}a")
        assert relative(handle.iri) == "person/jdoe"
        assert relative(initials.iri) == "a#author-j-doe"

    def test_every_contributor_has_a_name_whatever_stands_beside_them(self) -> None:
        identity, _ = decided(document("a", title="A", contributors=["X9", "Y8"]))
        for user in ("X9", "Y8"):
            (agent,) = identity.agents.contributors([user], f"{BASE}a")
            assert identity.names[agent.iri] == user

    def test_the_publisher_of_the_settings_is_a_body(self) -> None:
        identity, _ = decided(document("a", title="A"))
        publisher = publisher_of("WHO", identity.agents)
        assert publisher is not None
        assert relative(publisher.iri) == "organization/world-health-organization"


class TestText:
    """Text made comparable, and made part of an IRI."""

    @pytest.mark.parametrize(
        ("text", "folded"),
        [
            ("Être – né!", "etre ne"),
            ("STRASSE", "strasse"),
            ("Straße", "strasse"),
            ("İstanbul", "istanbul"),
            ("ΐ", "ι"),
            ("がぎ", "がぎ"),
            ("हिन्दी भाषा", "हिन्दी भाषा"),
            ("ภาษาไทย", "ภาษาไทย"),
            ("ﬁne", "fine"),
            ("❤️ 1️⃣", "1"),
            ("a_b-c", "a b c"),
        ],
    )
    def test_folding_takes_accents_and_case_but_no_letters(self, text: str, folded: str) -> None:
        assert fold(text) == folded

    @pytest.mark.parametrize(
        ("text", "words"), [("C++", "c-plus-plus"), ("C#", "c-sharp"), ("R&D", "r-and-d"), ("É!", "e")]
    )
    def test_a_slug_speaks_signs(self, text: str, words: str) -> None:
        assert slug(text) == words

    def test_a_slug_of_signs_or_of_a_long_text_ends_in_a_hash(self) -> None:
        assert slug("🙂") != slug("🙃")
        assert slug("word " * 50) != slug("word " * 51)
        assert slug("Word " * 50) == slug("word " * 50)
        assert len(slug("word " * 50)) < 90

    @given(st.text())
    def test_folding_and_slugs_are_stable_and_fit_an_iri(self, text: str) -> None:
        assert fold(fold(text)) == fold(text)
        assert normalise(normalise(text)) == normalise(text)
        assert slug(text)
        relative(f"{BASE}topic/{slug(text)}")
        assert digest(text) == digest(text)

    @given(st.text(st.characters(codec=None), min_size=1, max_size=20))
    def test_any_text_fits_a_path_and_a_fragment(self, text: str) -> None:
        relative(f"{BASE}x/{iri_path(text)}")
        relative(f"{BASE}x#{iri_fragment(text)}")
