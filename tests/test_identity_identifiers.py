"""Identifiers and web addresses in one normal form."""

from __future__ import annotations

from urllib.parse import quote

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.identity.identifiers import (
    SCHEMES,
    Identifier,
    arxiv,
    canonical_url,
    doi,
    from_doi,
    from_text,
    from_url,
    isbn,
    resolver_url,
    web_address,
)

NATURE = "10.1038/s41586-024-07566-y"


@pytest.mark.parametrize(
    "written",
    [
        "10.1038/s41586-024-07566-y",
        "10.1038/S41586-024-07566-Y",
        "doi:10.1038/s41586-024-07566-y",
        "DOI: 10.1038/s41586-024-07566-y",
        "DOI 10.1038/s41586-024-07566-y",
        "urn:doi:10.1038/s41586-024-07566-y",
        "info:doi/10.1038/s41586-024-07566-y",
        "doi.org/10.1038/s41586-024-07566-y",
        "https://doi.org/10.1038/s41586-024-07566-y",
        "http://dx.doi.org/10.1038/s41586-024-07566-y",
        "https://www.doi.org/10.1038/s41586-024-07566-y",
        "https://doi.org/10.1038%2Fs41586-024-07566-y",
        "https://doi.org/10.1038/s41586-024-07566-y?utm_source=feed#abstract",
        "https://doi.org/https://doi.org/10.1038/s41586-024-07566-y",
        "doi: https://doi.org/10.1038/s41586-024-07566-y.",
        " 10.1038/s41586-024-07566-y, ",
        "10.1038/s41586-024-07566-y.",
        "10.1038/s41586-024-07566-y;",
        "(10.1038/s41586-024-07566-y)",
        "[10.1038/s41586-024-07566-y]",
        "<10.1038/s41586-024-07566-y>",
        '"10.1038/s41586-024-07566-y"',
        "10.1038/s41586‐024‐07566‑y",
        "10.1038/s41586-\u200b024-07566-y",
        "１０．１０３８／s41586-024-07566-y",
    ],
)
def test_a_doi_is_one_however_it_is_written(written: str) -> None:
    assert doi(written) == NATURE


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("10.1016/S0140-6736(97)11096-0", "10.1016/s0140-6736(97)11096-0"),
        (
            "10.1002/(SICI)1097-4571(199806)49:8<693::AID-ASI4>3.0.CO;2-O",
            "10.1002/(sici)1097-4571(199806)49:8<693::aid-asi4>3.0.co;2-o",
        ),
        ("10.1000.10/abc", "10.1000.10/abc"),
        ("10.1093/nar/gkz1000", "10.1093/nar/gkz1000"),
        ("10.13140/RG.2.2.1/图", "10.13140/rg.2.2.1/图"),
    ],
)
def test_brackets_and_further_slashes_belong_to_a_doi(written: str, expected: str) -> None:
    assert doi(written) == expected


@pytest.mark.parametrize(
    "written",
    [
        "",
        "10.",
        "10.1000",
        "10.1000/",
        "10.1000/.",
        "10.100/abc",
        "11.1000/abc",
        "10.1000/a b",
        "TBD",
        "10.x/1",
        "\ud800",
    ],
)
def test_what_is_no_doi_is_none(written: str) -> None:
    assert doi(written) == ""
    assert from_doi(written) is None


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2306.11644", "2306.11644"),
        ("2306.11644v3", "2306.11644"),
        ("arXiv:2306.11644", "2306.11644"),
        ("arXiv: 2306.11644v1", "2306.11644"),
        ("arxiv 1706.03762", "1706.03762"),
        ("2306.11644 [cs.CL]", "2306.11644"),
        ("0704.0001", "0704.0001"),
        ("1412.6980", "1412.6980"),
        ("hep-th/9901001", "hep-th/9901001"),
        ("math.GT/0309136v2", "math/0309136"),
        ("arXiv:cs/0112017", "cs/0112017"),
    ],
)
def test_an_arxiv_id_loses_prefix_and_version(written: str, expected: str) -> None:
    assert arxiv(written) == expected


@pytest.mark.parametrize(
    "written",
    [
        "",
        "2313.11644",  # There is no thirteenth month.
        "2300.11644",
        "2306.1164",  # From 2015 on the numbers have five digits.
        "1412.12345",  # Before, they had four.
        "0703.0001",  # The scheme is of April 2007.
        "9901.00001",
        "report/9901001",  # No archive of arXiv.
        "hep-th/9913001",
        "10.48550",
        "2306.11644x",
        "v2",
    ],
)
def test_what_is_no_arxiv_id_is_none(written: str) -> None:
    assert arxiv(written) == ""


@pytest.mark.parametrize(
    "url",
    [
        "https://arxiv.org/abs/2306.11644",
        "http://www.arxiv.org/abs/2306.11644v2",
        "arxiv.org/abs/2306.11644",
        "https://arxiv.org/pdf/2306.11644",
        "https://arxiv.org/pdf/2306.11644.pdf",
        "https://arxiv.org/pdf/2306.11644v1.pdf",
        "https://arxiv.org/html/2306.11644v1",
        "https://arxiv.org/abs/2306.11644?context=cs.AI",
        "https://export.arxiv.org/abs/2306.11644",
        "https://ar5iv.labs.arxiv.org/html/2306.11644",
        "https://huggingface.co/papers/2306.11644",
        "https://doi.org/10.48550/arXiv.2306.11644",
    ],
)
def test_every_page_of_an_arxiv_paper_leads_to_its_id(url: str) -> None:
    assert from_url(url) == Identifier("arxiv", "2306.11644")


@pytest.mark.parametrize(
    "written", ["10.48550/arXiv.2306.11644", "10.48550/ARXIV.2306.11644v2", "arXiv:2306.11644"]
)
def test_the_doi_of_an_arxiv_paper_is_its_arxiv_id(written: str) -> None:
    assert from_text(written) == Identifier("arxiv", "2306.11644")


def test_the_doi_of_an_impossible_arxiv_paper_is_nothing() -> None:
    assert from_doi("10.48550/arXiv.2313.11644") is None


def test_the_doi_of_an_rfc_is_its_number() -> None:
    assert from_doi("10.17487/RFC6749") == Identifier("rfc", "6749")


@pytest.mark.parametrize(
    "written",
    [
        "0-306-40615-2",
        "0306406152",
        "ISBN 0-306-40615-2",
        "ISBN-10: 0-306-40615-2",
        "978-0-306-40615-7",
        "9780306406157",
        "ISBN-13: 978-0-306-40615-7",
        "ISBN 13 978-0-306-40615-7",
        "eISBN: 978–0–306–40615–7",
        "urn:isbn:0306406152",
        "978 0 306 40615 7 (paperback)",
    ],
)
def test_an_isbn_has_thirteen_digits_however_it_is_written(written: str) -> None:
    assert isbn(written) == "9780306406157"


def test_an_isbn_may_end_in_x() -> None:
    assert isbn("0-8044-2957-x") == "9780804429573"


@pytest.mark.parametrize(
    "written",
    [
        "",
        "0306406153",
        "9780306406158",
        "978030640615",
        "0000000000",
        "123456789X",
        "X306406152",
        "12",
        "٠٣٠٦٤٠٦١٥٢",
    ],
)
def test_a_wrong_check_digit_or_length_makes_no_isbn(written: str) -> None:
    assert isbn(written) == ""


@given(st.from_regex(r"[0-9]{9}", fullmatch=True))
def test_every_isbn_10_and_its_isbn_13_are_one(stem: str) -> None:
    weighted = sum(weight * int(digit) for weight, digit in zip(range(10, 1, -1), stem, strict=True))
    ten = stem + "0123456789X"[-weighted % 11]
    thirteen = isbn(ten)
    if thirteen:
        assert thirteen.startswith(f"978{stem}")
        assert isbn(thirteen) == thirteen


@given(st.from_regex(r"97[89][0-9]{9}", fullmatch=True))
def test_exactly_one_check_digit_is_right(stem: str) -> None:
    assert sum(bool(isbn(f"{stem}{digit}")) for digit in range(10)) == 1 or len(set(stem)) < 3


@pytest.mark.parametrize(
    "url",
    [
        "https://www.rfc-editor.org/rfc/rfc6749",
        "https://www.rfc-editor.org/rfc/rfc6749.html",
        "https://www.rfc-editor.org/rfc/rfc6749.txt",
        "https://www.rfc-editor.org/info/rfc6749",
        "https://datatracker.ietf.org/doc/html/rfc6749#section-4.1",
        "https://datatracker.ietf.org/doc/rfc6749/",
        "https://tools.ietf.org/html/rfc6749",
        "http://www.ietf.org/rfc/rfc6749.txt",
        "https://doi.org/10.17487/RFC6749",
    ],
)
def test_every_page_of_an_rfc_leads_to_its_number(url: str) -> None:
    assert from_url(url) == Identifier("rfc", "6749")


def test_zeros_before_the_number_of_an_rfc_say_nothing() -> None:
    assert from_url("https://www.rfc-editor.org/rfc/rfc0793.txt") == Identifier("rfc", "793")


@pytest.mark.parametrize(
    "url",
    [
        "https://www.rfc-editor.org/errata/rfc6749",
        "https://datatracker.ietf.org/doc/html/draft-ietf-oauth-v2-31",
        "https://www.rfc-editor.org/rfc/rfc0",
        "https://example.org/rfc6749",
    ],
)
def test_a_page_about_an_rfc_is_not_the_rfc(url: str) -> None:
    found = from_url(url)
    assert found is not None
    assert found.scheme == "web"


@pytest.mark.parametrize(
    "url",
    [
        "https://pubmed.ncbi.nlm.nih.gov/31978945/",
        "https://pubmed.ncbi.nlm.nih.gov/31978945?dopt=Abstract",
        "https://www.ncbi.nlm.nih.gov/pubmed/31978945",
        "http://www.ncbi.nlm.nih.gov/pubmed/31978945/",
    ],
)
def test_every_page_of_pubmed_leads_to_its_number(url: str) -> None:
    assert from_url(url) == Identifier("pmid", "31978945")


def test_both_addresses_of_pubmed_central_are_one_page() -> None:
    assert from_url("https://www.ncbi.nlm.nih.gov/pmc/articles/PMC7095418/") == from_url(
        "https://pmc.ncbi.nlm.nih.gov/articles/PMC7095418/pdf/main.pdf"
    )


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://link.springer.com/article/10.1007/s10462-025-11164-3", "10.1007/s10462-025-11164-3"),
        (
            "https://link.springer.com/content/pdf/10.1007/s10462-025-11164-3.pdf",
            "10.1007/s10462-025-11164-3",
        ),
        (
            "https://link.springer.com/chapter/10.1007/978-3-030-58452-8_13#citeas",
            "10.1007/978-3-030-58452-8_13",
        ),
        ("https://dl.acm.org/doi/10.1145/3635100", "10.1145/3635100"),
        ("https://dl.acm.org/doi/abs/10.1145/3635100", "10.1145/3635100"),
        ("https://dl.acm.org/doi/pdf/10.1145/3635100?download=true", "10.1145/3635100"),
        ("https://onlinelibrary.wiley.com/doi/full/10.1111/ijal.70034", "10.1111/ijal.70034"),
        ("https://onlinelibrary.wiley.com/doi/10.1111/ijal.70034/abstract", "10.1111/ijal.70034"),
        ("https://www.tandfonline.com/doi/full/10.1080/0144929X.2020.1", "10.1080/0144929x.2020.1"),
        ("https://www.frontiersin.org/articles/10.3389/fpsyg.2020.00001/full", "10.3389/fpsyg.2020.00001"),
        ("https://iopscience.iop.org/article/10.1088/1748-9326/ab1234/meta", "10.1088/1748-9326/ab1234"),
        ("https://www.biorxiv.org/content/10.1101/2020.01.01.123456v2.full.pdf", "10.1101/2020.01.01.123456"),
        (
            "https://journals.plos.org/plosone/article?id=10.1371/journal.pone.0012345",
            "10.1371/journal.pone.0012345",
        ),
        ("https://www.nature.com/articles/s41586-024-07566-y", NATURE),
        ("https://www.nature.com/articles/s41586-024-07566-y.pdf", NATURE),
        ("https://www.nature.com/articles/nature14539", "10.1038/nature14539"),
        ("https://www.nature.com/articles/nmeth.2089", "10.1038/nmeth.2089"),
        ("https://www.nature.com/articles/171737a0", "10.1038/171737a0"),
        ("https://doi.org/10.1002/(sici)1%3C2::aid%3E3.0.co;2-o", "10.1002/(sici)1<2::aid>3.0.co;2-o"),
    ],
)
def test_the_page_of_a_publisher_leads_to_the_doi_in_it(url: str, expected: str) -> None:
    assert from_url(url) == Identifier("doi", expected)


@pytest.mark.parametrize(
    "url",
    [
        "https://www.nature.com/articles/s41599-018-0079-9",  # Its DOI is 10.1057/….
        "https://www.nature.com/articles/sdata201618",  # Its DOI is 10.1038/sdata.2016.18.
        "https://www.nature.com/nature/volumes/631",
        "https://link.springer.com/journal/10462",
        "https://doi.org/",
        "https://doi.org/the-identifier/resources",
        "https://arxiv.org/search?query=10.1000/abc",
        "https://arxiv.org/abs/2313.11644",
        "https://huggingface.co/datasets/a/b",
    ],
)
def test_a_url_that_holds_no_identifier_is_a_page(url: str) -> None:
    found = from_url(url)
    assert found is not None
    assert found.scheme == "web"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.org/a", "http://example.org/a"),
        ("https://example.org/a", "https://www.example.org/a"),
        ("https://example.org/a", "https://EXAMPLE.org/a"),
        ("https://example.org/a", "https://example.org/a/"),
        ("https://example.org/a", "https://example.org./a"),
        ("https://example.org/a", "https://example.org:443/a"),
        ("https://example.org/a", "example.org/a"),
        ("https://example.org/a", "//example.org/a"),
        ("https://example.org/a", " <https://example.org/a> "),
        ("https://example.org/a", "https://example.org/a#part-2"),
        ("https://example.org/a", "https://example.org/a#:~:text=words"),
        ("https://example.org/a", "https://example.org/a?utm_source=x&utm_medium=y"),
        ("https://example.org/a", "https://example.org/a?fbclid=1"),
        ("https://example.org/a", "https://example.org/b/../a"),
        ("https://example.org/a", "https://example.org/%61"),
        ("https://example.org/a", "https://name:word@example.org/a"),
        ("https://example.org/a", "https://example.org/a\u200b"),
        ("https://example.org/a/index.html", "https://example.org/a/"),
        ("https://example.org/a?x=1&y=2", "https://example.org/a?y=2&x=1"),
        ("https://example.org/a?q=b+c", "https://example.org/a?q=b%20c"),
        ("https://example.org/ä", "https://example.org/%C3%A4"),
        ("https://example.org/ä", "https://example.org/a\u0308"),
        ("https://example.org/a%2fb", "https://example.org/a%2Fb"),
        ("https://example.org/%d6%d0", "https://example.org/%D6%D0"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://例え.テスト/", "https://xn--r8jz45g.xn--zckzah/"),
        ("https://en.wikipedia.org/wiki/RDF", "https://en.m.wikipedia.org/wiki/RDF"),
    ],
)
def test_two_spellings_of_an_address_have_one_key(one: str, other: str) -> None:
    mine, theirs = web_address(one), web_address(other)
    assert mine is not None
    assert theirs is not None
    assert mine.key == theirs.key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.org/a", "https://example.org/b"),
        ("https://example.org/a", "https://example.org/A"),
        ("https://example.org/a", "https://example.com/a"),
        ("https://example.org/a", "https://docs.example.org/a"),
        ("https://example.org/a", "https://example.org:8080/a"),
        ("https://example.org/a?x=1", "https://example.org/a?x=2"),
        ("https://example.org/a?x=1", "https://example.org/a"),
        ("https://example.org/a%2Fb", "https://example.org/a/b"),
        ("https://example.org/a%3Fb=", "https://example.org/a?b="),
        ("https://example.org/#!/one", "https://example.org/#!/two"),
        ("https://example.org/#/one", "https://example.org/#/two"),
        # Percent-encoded GBK, as older Chinese sites have it.
        ("https://example.org/%D6%D0", "https://example.org/%B9%FA"),
        ("https://example.org/?q=%D6%D0", "https://example.org/?q=%B9%FA"),
        ("https://example.org/?a=1%26b=2", "https://example.org/?a=1&b=2"),
    ],
)
def test_two_pages_have_two_keys(one: str, other: str) -> None:
    mine, theirs = web_address(one), web_address(other)
    assert mine is not None
    assert theirs is not None
    assert mine.key != theirs.key


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org",
        "https://example.org/",
        "https://www.example.org/index.html",
        "https://example.org/en",
        "https://example.org/en-US/",
        "https://example.org/de/index.php",
        "https://example.org/home",
        "https://example.org/#about",
        "https://example.org/?utm_source=x",
    ],
)
def test_a_homepage_is_known_as_one(url: str) -> None:
    address = web_address(url)
    assert address is not None
    assert address.is_homepage


@pytest.mark.parametrize(
    "url", ["https://example.org/a", "https://example.org/?page=2", "https://example.org/#!/a"]
)
def test_any_other_page_is_no_homepage(url: str) -> None:
    address = web_address(url)
    assert address is not None
    assert not address.is_homepage


@pytest.mark.parametrize(
    "written",
    [
        "",
        " ",
        "TBD",
        "see the appendix",
        "10.1145/3635100",
        "doi:10.1145/3635100",
        "ftp://example.org/a",
        "mailto:jane@example.org",
        "jane.doe@example.org",
        "javascript:alert(1)",
        "https://",
        "https:///a",
        "https://exa mple.org/a",
        "https://example.org/a b",
        "https://example",
        "https://1.2.3/a",
        "https://example.org:port/",
        "https://[::1/a",
        "https://a..b.org/",
        "Smith, J. (2020)",
        "v1.2.3",
        "\ud800",
        "https://example.org/\ud800",
        "a" * 100_000,
    ],
)
def test_what_is_no_web_address_is_none(written: str) -> None:
    assert web_address(written) is None
    assert from_url(written) is None


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("https://example.org/a[1]|b?q={c}#d#e", "https://example.org/a%5B1%5D%7Cb?q=%7Bc%7D#d%23e"),
        ("https://example.org/100%", "https://example.org/100%25"),
        ("https://example.org/मराठी", "https://example.org/मराठी"),
        ("https://[2001:db8::1]:8080/a", "https://[2001:db8::1]:8080/a"),
    ],
)
def test_the_address_to_follow_is_a_valid_iri(written: str, url: str) -> None:
    address = web_address(written)
    assert address is not None
    assert address.url == url
    pyoxigraph.NamedNode(address.url)


@pytest.mark.parametrize(
    ("identifier", "url"),
    [
        (Identifier("doi", "10.1000/a<b>c"), "https://doi.org/10.1000/a%3Cb%3Ec"),
        (Identifier("arxiv", "hep-th/9901001"), "https://arxiv.org/abs/hep-th/9901001"),
        (Identifier("rfc", "6749"), "https://www.rfc-editor.org/info/rfc6749"),
        (Identifier("pmid", "31978945"), "https://pubmed.ncbi.nlm.nih.gov/31978945/"),
        (Identifier("isbn", "9780306406157"), ""),
        (Identifier("web", "example.org/a"), ""),
    ],
)
def test_an_identifier_leads_where_its_scheme_resolves_it(identifier: Identifier, url: str) -> None:
    assert resolver_url(identifier) == url
    assert not url or from_url(url) == identifier


def test_the_pages_of_doi_org_and_arxiv_have_one_address() -> None:
    assert canonical_url("http://dx.doi.org/10.1038/S41586-024-07566-Y") == f"https://doi.org/{NATURE}"
    assert canonical_url("https://arxiv.org/pdf/2306.11644v2") == "https://arxiv.org/abs/2306.11644"
    assert canonical_url("https://dl.acm.org/doi/10.1145/3635100") == "https://dl.acm.org/doi/10.1145/3635100"
    assert canonical_url("no address") == "no address"


@given(st.text())
def test_a_doi_in_normal_form_stays_as_it_is(text: str) -> None:
    assert doi(doi(text)) == doi(text)
    assert doi(doi(f"10.1000/{text}")) == doi(f"10.1000/{text}")


@given(st.from_regex(r"10\.[0-9]{4,9}/[a-z0-9._()/-]{0,20}[a-z0-9]", fullmatch=True))
def test_a_doi_survives_every_way_to_write_it(value: str) -> None:
    normal = doi(value)
    assert doi(value.upper()) == doi(f"https://doi.org/{value}") == doi(f"doi:{value}.") == normal
    assert doi(f"https://doi.org/{quote(value, safe='')}") == normal


@given(st.text())
def test_an_arxiv_id_or_isbn_in_normal_form_stays_as_it_is(text: str) -> None:
    assert arxiv(arxiv(text)) == arxiv(text)
    assert isbn(isbn(text)) == isbn(text)


ADDRESSES = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(
        ["https://example.org", "http://www.example.org:8080", "https://bücher.example", "//a.org", "b.org"]
    ),
    st.text(st.sampled_from("abÄ中/%.2F~+@:'\"[]{}|\\^`\u0301\u093f"), max_size=12).map(
        lambda path: f"/{path}"
    ),
    st.text(st.sampled_from("ab=&;%2F中+#?[]"), max_size=10).map(lambda query: f"?{query}"),
    st.text(st.sampled_from("ab!/中 #%"), max_size=5).map(lambda fragment: f"#{fragment}".replace(" ", "")),
)


@given(ADDRESSES)
def test_the_key_of_an_address_is_the_key_of_the_address_to_follow(written: str) -> None:
    address = web_address(written)
    if address is not None:
        again = web_address(address.url)
        assert again is not None
        assert again.key == address.key
        assert again.url == address.url
        pyoxigraph.NamedNode(address.url)


@given(st.text() | ADDRESSES)
def test_no_text_upsets_the_reading_of_identifiers(text: str) -> None:
    for written in (
        text,
        f"https://example.org/{text}",
        f"https://doi.org/{text}",
        f"https://arxiv.org/abs/{text}",
    ):
        found = from_url(written)
        if found is not None:
            assert found.scheme in SCHEMES
            assert found.value
            resolver_url(found)
        from_text(written)
        isbn(written)
        canonical_url(written)
