"""Whether two titles, or a citation and a title, are of one work: labelled pairs."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.identity.citations import citation, cite_the_same, cites, match, names_no_work, says_only
from kg.identity.titles import agree, title
from kg.identity.wording import is_address, tokens, weight
from kg.identity.works import is_comparable

WORDS = tomllib.loads(
    (Path(__file__).parent.parent / "kg/identity/data/words.toml").read_text(encoding="utf-8")
)

SAME = [
    ("Attention Is All You Need", "Attention is all you need"),
    ("Attention Is All You Need", "“Attention is All You Need”."),
    ("GPT-4 Technical Report", "GPT4 technical report"),
    ("Deep Learning", "Deep Learning (Adaptive Computation and Machine Learning series)"),
    ("Deep Learning", "Deep Learning [Online]"),
    ("Language Models are Few-Shot Learners", "Language Models Are Few Shot Learners"),
    ("Q&A over Tables", "Q & A over tables"),
    ("R&amp;D Spending in Europe", "R & D spending in Europe"),
    ("Introduction to Algorithms, 3rd Edition", "Introduction to Algorithms (3rd ed.)"),
    ("Introduction to Algorithms, Third Edition", "Introduction to Algorithms, 3e ed."),
    ("Introduction to Algorithms", "Introduction to Algorithms, 3rd Edition"),
    ("Model Soups", "Model soups: averaging weights of multiple fine-tuned models"),
    ("BERT", "BERT: Pre-training of Deep Bidirectional Transformers"),
    ("BERT – Pre-training of Deep Transformers", "BERT: Pre-training of Deep Transformers"),
    ("The Elements of Style", "Elements of Style"),
    ("On the Dangers of Stochastic Parrots", "On the Dangers of Stochastic Parrots 🦜"),
    (
        "AI Models Collapse When Trained on Generated Data",
        "AI models collapse when trained on generated data",
    ),
    ("A Survey of LLMs in Education", "A Survey of Large Language Models in Education"),
    ("MLOps Landscape: Platforms and Tools", "Machine learning operations landscape: platforms and tools"),
    ("Optimisation of Query Plans in Databases", "Optimization of Query Plans in Databases"),
    ("The Behaviour of Bees in Winter", "The behavior of bees in winter"),
    ("Modelling the Colour of Stars", "Modeling the color of stars"),
    ("Knowledge Graphs in Practice", "Knowledge Graph in Practice"),
    ("Receiver Design for Noisy Channels", "Reciever Design for Noisy Channels"),
    ("A Data Set for Question Answering", "A Dataset for Question Answering"),
    ("Scaling Test-Time Compute Optimally", "Scaling Test-Time Compute Optimally Can Be More Effective"),
    ("AlphaGeometry: Solving Olympiad Geometry", "AlphaGeometry – Solving olympiad geometry"),
    ("Solving Olympiad Geometry without Humans", "AlphaGeometry: Solving Olympiad Geometry without Humans"),
    ("The Art of Computer Programming, Volume II", "The Art of Computer Programming, Volume 2"),
    ("Part I: Foundations", "Part 1: Foundations"),
    ("机器学习（第2版）", "机器学习 第二版"),
    ("深度学习：方法与应用", "深度学习:方法与应用"),
    ("吾輩は猫である", "吾輩は猫である。"),
    ("Être et le Néant", "Etre et le neant"),
    ("Über die Relativitätstheorie", "Uber die Relativitatstheorie"),
    ("RFC 6749: The OAuth 2.0 Authorization Framework", "RFC 6749 The OAuth 2.0 Authorization Framework"),
    (
        "A systematic review of tutoring systems driven by AI in language education at school",
        "A systematic review of tutoring systems driven by AI in foreign language education at school",
    ),
]
OTHER = [
    ("RFC 6749", "RFC 6750"),
    ("GPT-3", "GPT-4"),
    ("GPT-3", "GPT-3.5"),
    ("GPT-4 Technical Report", "GPT-4o Technical Report"),
    ("Llama 2: Open Foundation Models", "Llama 3: Open Foundation Models"),
    ("Linear Algebra, Part 1", "Linear Algebra, Part 2"),
    ("Linear Algebra (Part 1)", "Linear Algebra (Part 2)"),
    ("Linear Algebra (I)", "Linear Algebra (II)"),
    ("A History of the World War I", "A History of the World War II"),
    ("Introduction to Algorithms, 2nd Edition", "Introduction to Algorithms, 3rd Edition"),
    ("Introduction to Algorithms, Second Edition", "Introduction to Algorithms, 3rd Edition"),
    ("机器学习（第2版）", "机器学习（第3版）"),
    ("World Development Report 2019", "World Development Report 2020"),
    ("C Primer for Working Programmers", "C++ Primer for Working Programmers"),
    ("C# in Depth", "C in Depth"),
    ("A Survey of LLMs for Education", "A Survey of LLMs for Medicine"),
    (
        "A Comprehensive Survey of Large Language Model Agents and Their Tools for Education",
        "A Comprehensive Survey of Large Language Model Agents and Their Tools for Medicine",
    ),
    ("A Comprehensive Survey of Music Generation", "A Comprehensive Survey of Graph Networks"),
    ("Neurosymbolic AI: The 3rd Wave", "Neurosymbolic AI: The 5th Wave"),
    ("Deep Learning: A Textbook", "Deep Learning: A Visual Approach"),
    ("Supervised Learning of Depth", "Unsupervised Learning of Depth"),
    ("(Un)supervised learning of depth from video", "Supervised learning of depth from video"),
    ("Principles of Microeconomics", "Principles of Macroeconomics"),
    ("Learning with Labels from Noisy Crowds Online", "Learning without Labels from Noisy Crowds Online"),
    ("Hypertension in Adults", "Hypotension in Adults"),
    ("Data", "Data Science for Business"),
    ("Python", "Python Cookbook"),
    ("Harry Potter", "Harry Potter and the Goblet of Fire"),
    ("A Survey of Large Language Models", "A Survey of Multimodal Large Language Models"),
    ("深度学习在医学中的应用", "深度学习在教育中的应用"),
    ("人工智能", "人工智能伦理"),
    ("バスの歴史", "パスの歴史"),
    ("हिन्दी व्याकरण", "हिन्दी विज्ञान"),
    ("Semantic Web Primer", "Linked Data Primer"),
    ("Request Body Object", "Media Type Object"),
    ("Attention Is All You Need", "Is Attention All You Need for Genomes?"),
]
CITED = [
    ('Vaswani, Ashish, et al. "Attention is all you need." NeurIPS, 2017.', "Attention Is All You Need"),
    (
        "Vaswani, A., Shazeer, N., & Polosukhin, I. (2017). Attention is all you need. Advances in "
        "Neural Information Processing Systems, 30.",
        "Attention Is All You Need",
    ),
    (
        "A. Vaswani et al., “Attention is all you need,” in Proc. NeurIPS, pp. 5998–6008",
        "Attention Is All You Need",
    ),
    ("Vaswani A, Shazeer N. Attention is all you need. NeurIPS. 2017;30:5998", "Attention Is All You Need"),
    ("Attention Is All You Need (Vaswani et al., 2017)", "Attention Is All You Need"),
    ("Vaswani et al. 2017 Attention is all you need NeurIPS", "Attention Is All You Need"),
    ("Goodfellow, I., Bengio, Y., Courville, A., Deep Learning, MIT Press, 2016", "Deep Learning"),
    (
        "Serafini and Garcez. Logic Tensor Networks. Artificial Intelligence 2020",
        "Logic Tensor Networks: Learning",
    ),
    (
        "Wortsman et al. Model Soups: Averaging Weights of Models. ICML",
        "Model Soups: Averaging Weights of Models Helps",
    ),
    (
        "Snell et al. Scaling Test-Time Compute Optimally. ICLR",
        "Scaling Test-Time Compute Optimally Can Be Effective",
    ),
    ("arXiv (2026) — AI Observability: A Multi-Layer Taxonomy", "AI Observability: A Multi-Layer Taxonomy"),
    (
        "Trinh et al. Solving Olympiad Geometry Alone. Nature",
        "AlphaGeometry: Solving Olympiad Geometry Alone",
    ),
    (
        "DeepSeek-AI. Incentivizing Reasoning in LLMs via RL. 2025",
        "Incentivizing Reasoning in LLMs via Reinforcement Learning",
    ),
    ("OpenAI. GPT4 Technical Report. 2023", "GPT-4 Technical Report"),
    (
        "Knuth, The Art of Computer Programming, Volume 1, Addison-Wesley",
        "The Art of Computer Programming, Volume 1",
    ),
    ("周志华. 机器学习. 清华大学出版社, 2016", "机器学习"),
    ("周志华：《机器学习》，2016年", "机器学习"),
    ("Smith, doi:10.1000/xyz, Attention is all you need", "Attention Is All You Need"),
    (
        "W3C Recommendation: RDF 1.1 Concepts and Abstract Syntax (2014)",
        "RDF 1.1 Concepts and Abstract Syntax",
    ),
    ("IETF. RFC 6749", "RFC 6749"),
]
NOT_CITED = [
    ("Jones. A Survey of LLMs for Education. ACM, 2024", "A Survey of LLMs for Medicine"),
    ("Jones. A Comprehensive Survey of Music Generation. ACM", "A Comprehensive Survey of Graph Networks"),
    ("Smith. Data Science for Business. O'Reilly", "Data Science"),
    ("Smith. Learning Python by Example. Nature, 2020", "Python"),
    ("Knuth, The Art of Computer Programming, Volume 2, 1969", "The Art of Computer Programming, Volume 1"),
    ("Cormen et al. Introduction to Algorithms, 2nd edition", "Introduction to Algorithms, 3rd edition"),
    ("Bai et al. Constitutional AI. 2022", "Training Language Models to Follow Instructions"),
    ("IETF. RFC 6750", "RFC 6749"),
    ("Shumailov et al., Nature 631, 755–759 (2024)", "AI models collapse when trained on generated data"),
    ("Brown et al. GPT-3 and Its Uses. 2020", "GPT-4 and Its Uses"),
    ("", "Attention Is All You Need"),
]
SAME_CITED = [
    (
        "Bai, Yuntao, et al. Constitutional AI: Harmlessness from AI Feedback. 2022",
        "Constitutional AI: Harmlessness from AI Feedback (Anthropic, 2022)",
    ),
    (
        "Wei, Jason, et al. Prompting Elicits Reasoning in Large Language Models. NeurIPS 2022",
        'J. Wei, X. Wang: "Prompting elicits reasoning in large language models", arXiv',
    ),
    ("Bengio. Learning Deep Architectures for AI. 2009", "Learning Deep Architectures for AI"),
]
NOT_SAME_CITED = [
    (
        "Smith, John, et al. A Theory of Graphs. Advances in Neural Information Processing Systems 30",
        "Smith, John, et al. On Learning Shapes. Advances in Neural Information Processing Systems 30",
    ),
    (
        "Ashish Vaswani, Noam Shazeer, Niki Parmar, Jakob Uszkoreit. Attention is all you need",
        "Ashish Vaswani, Noam Shazeer, Niki Parmar, Jakob Uszkoreit. Image Transformer",
    ),
    ("Bai et al. Constitutional AI. 2022", "Ouyang et al. InstructGPT. 2022"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_titles_of_one_work_agree(one: str, other: str) -> None:
    assert agree(title(one), title(other))
    assert agree(title(other), title(one))


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_titles_of_two_works_do_not_agree(one: str, other: str) -> None:
    assert not agree(title(one), title(other))
    assert not agree(title(other), title(one))


@pytest.mark.parametrize(("written", "work"), CITED)
def test_a_citation_in_any_style_cites_the_work(written: str, work: str) -> None:
    assert cites(citation(written), title(work))


@pytest.mark.parametrize(("written", "work"), NOT_CITED)
def test_a_citation_of_another_work_does_not_cite_it(written: str, work: str) -> None:
    assert not cites(citation(written), title(work))


@pytest.mark.parametrize(("one", "other"), SAME_CITED)
def test_two_citations_of_one_work_cite_the_same(one: str, other: str) -> None:
    assert cite_the_same(citation(one), citation(other))
    assert cite_the_same(citation(other), citation(one))


@pytest.mark.parametrize(("one", "other"), NOT_SAME_CITED)
def test_citations_that_share_authors_or_a_venue_do_not_cite_the_same(one: str, other: str) -> None:
    assert not cite_the_same(citation(one), citation(other))


def test_the_whole_title_is_a_surer_match_than_its_beginning() -> None:
    written = citation("Mao et al. Graph Queries: A Survey of Methods. 2020")
    whole = match(written, title("Graph Queries: A Survey of Methods"))
    beginning = match(written, title("Graph Queries: Another Look"))
    assert whole > match(written, title("Graph Queries")) > beginning > 0


@pytest.mark.parametrize(
    "written",
    [
        "Shumailov et al. (2024)",
        "Shumailov et al., Nature 631, 755–759 (2024)",
        "Nature (2024), doi:10.1038/s41586-024-07566-y",
        "https://doi.org/10.1038/s41586-024-07566-y",
        "Smith and others, 2020",
        "[3]",
        "2024",
        "",
    ],
)
def test_authors_venue_and_year_name_no_work(written: str) -> None:
    assert names_no_work(written)


@pytest.mark.parametrize(
    "written",
    [
        "Deep Learning",
        "Deep Learning (2016)",
        "Smith et al. Deep Learning",
        "Smith 2020",
        "高等数学",
        "论平等",
    ],
)
def test_whatever_may_be_a_title_names_a_work(written: str) -> None:
    assert not names_no_work(written)


def test_a_citation_says_only_what_is_known_where_nothing_else_is_left() -> None:
    known = frozenset(tokens("Shumailov Ilia Nature"))
    assert says_only("Shumailov et al., Nature, May 2024", known)
    assert not says_only("Shumailov et al., Model Collapse, 2024", known)


@pytest.mark.parametrize(
    "text", ["https://example.org/a", "doi:10.1000/xyz", "arXiv:2306.11644", " 10.1000/a "]
)
def test_an_address_alone_is_no_title(text: str) -> None:
    assert is_address(text)


@pytest.mark.parametrize("text", ["See https://example.org/a", "RFC 6749", "", "arXiv"])
def test_a_title_with_an_address_in_it_is_more_than_an_address(text: str) -> None:
    assert not is_address(text)


def test_two_letters_of_chinese_weigh_as_much_as_a_word() -> None:
    assert weight(tokens("机器学习 basics")) == 3.0


def test_words_in_order_of_the_data_file() -> None:
    assert WORDS["titles"]["roman_numerals"][:4] == ["i", "ii", "iii", "iv"]
    assert len(WORDS["titles"]["ordinals"]) == len(WORDS["titles"]["chinese_numerals"]) == 10


@pytest.mark.parametrize(
    "words",
    [
        *(WORDS["titles"][name] for name in ("small", "negations", "labels", "months")),
        *WORDS["authors"].values(),
        *WORDS["bodies"].values(),
        *WORDS["identifiers"].values(),
    ],
)
def test_the_words_in_the_data_file_are_sorted_and_stand_once(words: list[str]) -> None:
    assert words == sorted(set(words))


@given(st.text(), st.text())
def test_agreement_is_mutual_and_every_title_agrees_with_itself(one: str, other: str) -> None:
    assert agree(title(one), title(one))
    assert agree(title(one), title(other)) == agree(title(other), title(one))


TITLES = st.lists(
    st.sampled_from(
        [
            "a",
            "the",
            "survey",
            "deep",
            "learning",
            "graph",
            "model",
            "models",
            "llm",
            "large",
            "language",
            "of",
            "for",
            "2",
            "3",
            "ii",
            "part",
            ":",
        ]
    ),
    min_size=1,
    max_size=9,
).map(" ".join)


@given(TITLES, TITLES)
def test_agreement_of_titles_made_of_common_words_is_mutual(one: str, other: str) -> None:
    assert agree(title(one), title(other)) == agree(title(other), title(one))
    assert cite_the_same(citation(one), citation(other)) == cite_the_same(citation(other), citation(one))


@given(TITLES)
def test_a_citation_that_holds_a_title_between_marks_cites_it(written: str) -> None:
    work = title(written)
    cited = citation(f"Doe, Jane, et al. {written}. Nature, 1999.")
    assert cites(cited, work) or ":" in written or not work.core


@given(st.text(max_size=200), st.text(max_size=200))
def test_no_text_upsets_the_comparison_of_citations(one: str, other: str) -> None:
    match(citation(one), title(other))
    cite_the_same(citation(one), citation(other))
    names_no_work(one)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        # A title before a subtitle has four letters at least.
        ("BERT", "BERT: Training of Deep Transformers", True),
        ("GPT", "GPT: Training of Deep Transformers", False),
        ("A study (BERT)", "BERT", True),
        ("A study (GPT)", "GPT", False),
        # The beginning of a title has four words at least.
        ("Training Deep Networks Slowly", "Training Deep Networks Slowly Pays Off", True),
        ("Training Deep Networks", "Training Deep Networks Pays Off Again", False),
        # Two letters of Chinese weigh as much as a word.
        ("深度网络训练方法", "深度网络训练方法研究", True),
        ("深度网络训练法", "深度网络训练法研究", False),
        # Before "for" or "in" it is six, and more than what stands before the subtitle.
        ("Nets: Training Deep Models Very Slowly", "Nets: Training Deep Models Very Slowly for Profit", True),
        ("Nets: Training Deep Models Slowly", "Nets: Training Deep Models Slowly for Profit", False),
        ("Train Deep Neural Models Very Slowly", "Train Deep Neural Models Very Slowly for Profit", False),
        # A subtitle alone is the title where it has four words, or where the name is made of its letters.
        ("Training Deep Networks Slowly", "Snail: Training Deep Networks Slowly", True),
        ("Training Deep Networks", "Snail: Training Deep Networks", False),
        ("Training Deep Networks", "TDN: Training Deep Networks", True),
        # Editions and numbers.
        ("Sea Law, 2nd edition", "Sea Law, 3rd edition", False),
        ("Sea Law, 2nd edition", "Sea Law", True),
        ("Sea Law 2e", "Sea Law, second edition", True),
        ("海洋法 第二版", "海洋法 第2版", True),
        ("海洋法 第二版", "海洋法 第三版", False),
        ("Report 7 on the Sea", "Report 8 on the Sea", False),
        ("Report 1999 on the Sea", "Report on the Sea", False),
        ("Reply to: The Law of the Sea", "The Law of the Sea", False),
        ("Erratum The Law of the Sea", "The Law of the Sea", False),
    ],
)  # fmt: skip
def test_how_much_of_a_title_is_enough_is_counted_in_letters_and_words(
    one: str, other: str, expected: bool
) -> None:
    assert agree(title(one), title(other)) is expected
    assert agree(title(other), title(one)) is expected


@pytest.mark.parametrize(
    ("text", "core", "main", "edition", "numbers", "notes"),
    [
        ("Sea Law: A Guide", "sea law a guide", "sea law", "", "", ""),
        ("Sea Law, 02nd ed.", "sea law", "sea law", "2", "", ""),
        ("Sea Law, tenth edition", "sea law", "sea law", "10", "", ""),
        ("Sea Law (Vol. 2)", "sea law vol 2", "sea law vol 2", "", "2", ""),
        ("Sea Law (ii)", "sea law 2", "sea law 2", "", "2", ""),
        ("Sea Law (a note) [online]", "sea law", "sea law", "", "", "anote online"),
        ("Sea Law in 1999, 7 parts", "sea law in 1999 7 parts", "sea law in 1999 7 parts", "", "7", ""),
        ("(only a note)", "only a note", "only a note", "", "", "onlyanote"),
    ],
)  # fmt: skip
def test_a_title_is_taken_apart_into_words_edition_numbers_and_notes(
    text: str, core: str, main: str, edition: str, numbers: str, notes: str
) -> None:
    found = title(text)
    assert (" ".join(found.core), " ".join(found.main), found.edition) == (core, main, edition)
    assert found.numbers == set(numbers.split())
    assert found.notes == set(notes.split())
    assert found.after_main == found.core[len(found.main) :]


@pytest.mark.parametrize(("number", "are_compared"), [(100, True), (101, False)])
def test_more_than_a_hundred_titles_are_not_compared_with_each_other(number: int, are_compared: bool) -> None:
    assert is_comparable([title(f"Report {one}") for one in range(number)]) is are_compared
