"""Queries that want more than anybody may have: time, memory, other hosts, files, ways past the grammar."""

from __future__ import annotations

ALL = "?s{0} ?p{0} ?o{0} ."
DONE, BAD, TIME = (200,), (400,), (504,)
STOPPED = (422, 504)
"""Time or memory, whichever is up first; on a busy machine that may be the time."""


def product(many: int) -> str:
    """A cartesian product of all triples."""
    return " ".join(ALL.format(number) for number in range(many))


def doubled(function: str, times: int) -> str:
    """A text that a chain of BIND makes longer and longer."""
    steps = [function.replace("X", f"?x{number}") + f" AS ?x{number + 1}" for number in range(times)]
    return 'BIND("abcdefgh" AS ?x0) ' + " ".join(f"BIND({one})" for one in steps)


HOSTILE: list[tuple[str, str, tuple[int, ...]]] = [
    ("a product, counted", f"SELECT (COUNT(*) AS ?n) {{ {product(6)} }}", TIME),
    ("a product, all of it", f"SELECT * {{ {product(4)} }}", STOPPED),
    ("a product, sorted", f"SELECT * {{ {product(4)} }} ORDER BY ?o3 ?o1", STOPPED),
    ("a product, each once", f"SELECT DISTINCT * {{ {product(4)} }}", STOPPED),
    ("a product, each counted once", f"SELECT (COUNT(DISTINCT *) AS ?n) {{ {product(4)} }}", STOPPED),
    (
        "a product, grouped",
        f"SELECT ?o0 ?o1 ?o2 (COUNT(*) AS ?n) {{ {product(4)} }} GROUP BY ?o0 ?o1 ?o2",
        STOPPED,
    ),
    ("a product, one row far away", f"SELECT * {{ {product(6)} }} OFFSET 999999999999 LIMIT 1", TIME),
    (
        "a product, at random",
        f"SELECT * {{ {product(5)} FILTER(RAND() > 2 + STRLEN(STR(?o0)) + STRLEN(STR(?o4))) }}",
        TIME,
    ),
    ("a product, sorted at random", f"SELECT ?s0 {{ {product(4)} }} ORDER BY RAND()", STOPPED),
    ("a product, hashed", f"SELECT (MAX(SHA512(CONCAT(STR(?s0), STR(?o1)))) AS ?h) {{ {product(5)} }}", TIME),
    ("a product, as a graph", f"CONSTRUCT {{ ?s0 ?p1 ?o2 }} {{ {product(4)} }}", STOPPED),
    ("a product, described", f"DESCRIBE ?s0 ?s1 {{ {product(5)} }}", (422, 504)),
    (
        "a product, asked for what is not",
        f"ASK {{ {product(6)} FILTER(STRLEN(CONCAT(STR(?o0), STR(?o5))) > 99999999) }}",
        TIME,
    ),
    ("a product, joined to one text", f"SELECT (GROUP_CONCAT(?o0) AS ?t) {{ {product(4)} }}", STOPPED),
    (
        "products, less others",
        f"SELECT (COUNT(*) AS ?n) {{ {product(4)} MINUS {{ {ALL.format(0)} {ALL.format(9)} }} }}",
        STOPPED,
    ),
    (
        "products, optional",
        f"SELECT (COUNT(*) AS ?n) {{ {product(2)} OPTIONAL {{ {ALL.format(7)} {ALL.format(8)} {ALL.format(9)} {ALL.format(6)} }} }}",
        STOPPED,
    ),
    (
        "a product within EXISTS",
        f"SELECT (COUNT(*) AS ?n) {{ {product(3)} FILTER NOT EXISTS {{ ?o0 ?x ?y . {ALL.format(8)} {ALL.format(9)} FILTER(?o8 = ?o9 && ?s8 != ?s8) }} }}",
        STOPPED,
    ),
    (
        "a product of subqueries",
        "SELECT (COUNT(*) AS ?n) { "
        + " ".join(f"{{ SELECT ?a{n} {{ ?a{n} ?b{n} ?c{n} }} }}" for n in range(6))
        + " }",
        STOPPED,
    ),
    (
        "paths without an end",
        "SELECT (COUNT(*) AS ?n) { ?a (schema:about|!schema:about)* ?b . ?c (schema:about|!schema:about)* ?d . ?e (schema:about|!schema:about)* ?f }",
        STOPPED,
    ),
    (
        "paths of paths",
        "SELECT (COUNT(*) AS ?n) { ?a (((!rdf:type|^!rdf:type)+)+)* ?b . ?c ((!rdf:type|^!rdf:type)*/(!rdf:type|^!rdf:type)*)* ?d }",
        STOPPED,
    ),
    (
        "a long path both ways",
        "SELECT (COUNT(*) AS ?n) { ?a " + "/".join(["(!rdf:type|^!rdf:type)"] * 40) + " ?b }",
        STOPPED,
    ),
    (
        "a pattern that backtracks",
        f'SELECT (COUNT(*) AS ?n) {{ {product(4)} FILTER(REGEX(CONCAT(STR(?o0), STR(?o1), STR(?o2)), "^(([a-z/:.])+.)+([A-Z]([a-z])+)+$")) }}',
        TIME,
    ),
    (
        "a pattern of great size",
        'SELECT * { ?s ?p ?o FILTER(REGEX(STR(?o), "((((a{90}){90}){90}){90}){90}")) }',
        (200, 422, 504),
    ),
    (
        "a pattern of every length",
        "SELECT (COUNT(*) AS ?n) { "
        + product(4)
        + ' FILTER(REGEX(STR(?o0), CONCAT("^(x+x+)+y{1,", STR(STRLEN(STR(?o1))), "}"))) }',
        TIME,
    ),
    ("a text that doubles", f"SELECT (STRLEN(?x40) AS ?n) {{ {doubled('CONCAT(X, X)', 40)} }}", STOPPED),
    (
        "a text that is replaced",
        f"""SELECT (STRLEN(?x12) AS ?n) {{ {doubled('REPLACE(X, "[a-z]", "$0$0$0$0$0$0$0$0$0$0")', 12)} }}""",
        STOPPED,
    ),
    (
        "a text that is encoded",
        f"SELECT (STRLEN(?x30) AS ?n) {{ {doubled('ENCODE_FOR_URI(CONCAT(X, X, STR(X), SUBSTR(X, 2)))', 30)} }}",
        STOPPED,
    ),
    ("brackets in brackets", "SELECT * { ?s ?p ?o FILTER(" + "(" * 20_000 + "1" + ")" * 20_000 + ") }", BAD),
    ("groups in groups", "SELECT * " + "{" * 20_000 + "}" * 20_000, BAD),
    ("nots of nots", "SELECT * { ?s ?p ?o FILTER(" + "!" * 100_000 + "true) }", BAD),
    ("paths in paths", "SELECT * { ?s " + "(" * 20_000 + "rdf:type" + ")*" * 20_000 + " ?o }", BAD),
    ("collections in collections", "SELECT * { ?s ?p " + "(" * 20_000 + ")" * 20_000 + " }", BAD),
    (
        "ands of ands",
        "SELECT * { ?s ?p ?o FILTER(" + " && ".join(["(?o = 1 || ?p = 2)"] * 40_000) + ") }",
        (200, 422, 500, 504),
    ),
    ("steps of steps", "SELECT * { ?s " + "/".join(["rdf:type"] * 100_000) + " ?o }", (200, 422, 500, 504)),
    ("ten thousand unions", "SELECT * { " + " UNION ".join(["{ ?s ?p ?o }"] * 10_000) + " }", BAD),
    ("twenty thousand optionals", "SELECT * { ?s ?p ?o " + "OPTIONAL { ?s ?q ?r } " * 20_000 + " }", BAD),
    (
        "a list of fifty thousand",
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?o FILTER(?o IN (" + ",".join(map(str, range(50_000))) + ")) }",
        (200, 504),
    ),
    (
        "values of great number, squared",
        "SELECT (COUNT(*) AS ?n) { VALUES ?a { "
        + "1 " * 40_000
        + "} VALUES ?b { "
        + "2 " * 40_000
        + "} VALUES ?c { "
        + "3 " * 9_000
        + "} }",
        STOPPED,
    ),
    ("a literal of 900,000 letters", f'SELECT ("{"x" * 900_000}" AS ?t) {{ }}', (200, 422, 504)),
    (
        "thirty thousand prefixes",
        "".join(f"PREFIX p{n}: <x:> " for n in range(30_000)) + "ASK {}",
        (200, 422, 504),
    ),
    ("another host", "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", BAD),
    (
        "a host of the cloud",
        "SELECT * { SERVICE SILENT <http://169.254.169.254/latest/meta-data/> { ?s ?p ?o } }",
        BAD,
    ),
    ("a host by a variable", "SELECT * { ?s schema:url ?where . SERVICE ?where { ?a ?b ?c } }", BAD),
    ("a host behind a comment", "SELECT * { SERVICE#>\n<http://localhost:1/> { ?s ?p ?o } }", BAD),
    ("a host in small letters", "SELECT * { service\tsilent\n<http://[::1]:1/>{ ?s ?p ?o } }", BAD),
    ("a host in codes", "SELECT * { \\u0053ERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", BAD),
    ("a file as data set", "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }", DONE),
    ("a file as graph", "SELECT * { GRAPH <file:///etc/passwd> { ?s ?p ?o } }", DONE),
    ("a file to load", "LOAD <file:///etc/passwd>", BAD),
    ("everything to drop", "DROP ALL", BAD),
    ("an update after a query", "ASK {} ; DROP ALL", BAD),
    ("a comment without an end", "SELECT * { # " + "SERVICE " * 60_000, (400, 504)),
    ("quotes without an end", "SELECT * { ?s ?p '" + "\\'" * 200_000, (400, 422, 504)),
    ("colons alone", "SELECT * { " + ":" * 300_000, (400, 422, 504)),
    ("SERVICE and nothing else", "SERVICE " * 60_000, (400, 422, 504)),
    ("SERVICE and gaps", "SERVICE" + " #\n" * 200_000, (400, 422, 504)),
]
"""Each with a name, the query, and how it may be answered."""
