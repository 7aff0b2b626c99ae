"""Names and conditions with characters that have a meaning in Mermaid, DOT, HTML or Markdown."""

from __future__ import annotations

from argogen.graph.model import Edge, EdgeKind, Flow, Graph, Group, GroupKind, Loop, Node, NodeKind

NAMES = (
    'a "quoted" name', "brackets [a] (b) {c} <d>", "end", "subgraph", "graph TD", "a;b", "a --> b",
    "50% %%{init: {}}%%",
    "#35; #quot; &amp; &lt;", "`code` *bold* _it_ ~~x~~", "1. first", "- item", "+ item", "= x", "> quoted", "# title",
    "back\\slash \\n \\N", "$$x^2$$", "|pipe|", "line\nbreak\ttab", "\u202eright to left", "naïve 日本語 🚀", "x" * 300,
    "<script>alert(1)</script>", "click n1 href", "style n1 fill:red", "---", "o", "x",
    "{{steps.a.outputs.result}} == ''",
    "'single'", "\x00\x07", "class", "default", "@{shape: rect}", ":::phaseFailed", " leading", "12) twelve", "",
)  # fmt: skip


def make_hostile_graph() -> Graph:
    """Return a graph with a node and a group for each of the names, which conditions and flows also contain."""
    elements: list[Node | Group] = []
    edges: list[Edge] = []
    for number, name in enumerate(NAMES):
        group = f"g/{name}/{number}"
        loop = Loop(name) if number % 2 else None
        elements += [
            Group(group, name, kind=GroupKind.DAG, when=name),
            Node(f"{group}/a", name, group, kind=list(NodeKind)[number % len(NodeKind)], template="t", loop=loop),
            Node(f"{group}/b", f"b {name}", group, kind=NodeKind.CONTAINER, depends=name),
        ]
        edges += [
            Edge(f"{group}/a", f"{group}/b", EdgeKind.NEEDS, name),
            Edge(f"{group}/b", f"{group}/a", EdgeKind.DATA, flows=(Flow(name, "x"),)),
            Edge(f"{group}/b", f"{group}/a", EdgeKind.HOOK, condition=name),
        ]
    return Graph("hostile " + "".join(NAMES), "Workflow", tuple(elements), tuple(edges))
