"""HTML, XML and JSON, compared by what they mean.

The order of attributes doesn't count, the order of elements does. In XML it matters
where there is white space. `assertJSONEqual` takes `1` and `true` for the same.
"""

import json

from django.test import SimpleTestCase


class MarkupTests(SimpleTestCase):
    def test_html(self) -> None:
        self.assertHTMLEqual(
            '<p class="a b" id="mug">One  Mug</p>',
            "<p id='mug' class='b a'>One Mug </p>",
        )
        self.assertHTMLNotEqual("<p>One mug</p>", "<p>Two mugs</p>")

    def test_a_part_of_html(self) -> None:
        page = "<ul><li>Mug</li><li>Mug</li></ul>"
        self.assertInHTML("<li>Mug</li>", page, count=2)
        self.assertNotInHTML("<li>Cup</li>", page)

    def test_xml(self) -> None:
        self.assertXMLEqual("<a x='1' y='2'><b/></a>", '<a y="2" x="1"><b></b></a>')
        self.assertXMLNotEqual("<a><b/><c/></a>", "<a><c/><b/></a>")
        self.assertXMLNotEqual("<a><b/></a>", "<a> <b/> </a>")

    def test_addresses(self) -> None:
        self.assertURLEqual("/products/?size=1&page=2", "/products/?page=2&size=1")


class JSONTests(SimpleTestCase):
    def test_json(self) -> None:
        self.assertJSONEqual('{"name": "Mug", "tags": []}', {"tags": [], "name": "Mug"})
        self.assertJSONNotEqual('{"price": "9.50"}', {"price": 9.5})

    def test_the_trap(self) -> None:
        received = '{"active": 1, "stock": 3}'
        self.assertJSONEqual(received, {"active": True, "stock": 3.0})  # [!]
        self.assertJSONEqual('{"name": "Mug", "name": "Cup"}', {"name": "Cup"})  # [!]

    def test_the_way_out(self) -> None:
        received = json.loads('{"active": 1}')
        self.assertNotEqual(json.dumps(received), json.dumps({"active": True}))  # [!]
        self.assertIsNot(received["active"], True)
