import TestSupport
import Testing
import WireFormats

@testable import AWSServices

struct XMLNodeTests {
    private func node(_ xml: String) throws -> XMLNode { try XMLNode(parsing: Array(xml.utf8)) }

    @Test("elements, text, attributes, comments and CDATA read as XML has them")
    func document() throws {
        let root = try node(
            """
            \u{FEFF}<?xml version="1.0" encoding="UTF-8"?>
            <!-- before --><Root xmlns="http://s3.amazonaws.com/doc/2006-03-01/" a='>'>
            <A>x &amp; &lt;y&gt; &quot;&apos; &#65;&#x1F642;</A><B/><B b = "1" >é<!-- in - between -->🙂</B ><C><![CDATA[<&]]>]</C>
            </Root> <!-- after -->

            """)
        #expect(root.name == "Root")
        #expect(root.children.map(\.name) == ["A", "B", "B", "C"])
        #expect(root.children.map(\.text) == ["x & <y> \"' A🙂", "", "é🙂", "<&]"])
        #expect(root["B"] == root.children[1])
        #expect(root["D"] == nil)
    }

    @Test(
        "what is not XML is refused",
        arguments: [
            "", " ", "<", "<a", "<a>", "<a/", "<a></b>", "<a></a", "<a></a>x", "<a/><b/>", "x<a/>", "<a b></a>",
            "<a b=c/>",
            "<a b=\"c/>", "<a b=\"c\"d=\"e\"/>", "< a/>", "<a>&</a>", "<a>&amp</a>", "<a>&none;</a>", "<a>&#0;</a>",
            "<a>&#xD800;</a>",
            "<a>\0</a>", "<a><![CDATA[\0]]></a>", "<a>&#+65;</a>", "<a>&#;</a>", "<a>&#99999999999;</a>",
            "<a>&#x110000;</a>", "<a><!-- x</a>",
            "<a><![CDATA[x</a>",
            "<?xml", "<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>", "<a><?php x ?></a>", "<a><b></a></b>",
            String(repeating: "<a>", count: 33) + String(repeating: "</a>", count: 33),
        ])
    func malformed(_ xml: String) {
        #expect(throws: XMLError.self) { try node(xml) }
    }

    @Test("text that is not UTF-8 is refused")
    func invalidUTF8() {
        #expect(throws: XMLError.self) {
            try XMLNode(parsing: Array("<a>".utf8) + [0xFF] + Array("</a>".utf8))
        }
        #expect(throws: XMLError.self) { try XMLNode(parsing: Array("<".utf8) + [0xFF] + Array("/>".utf8)) }
    }

    @Test("20,000 damaged lists are pages or typed errors")
    func fuzz() {
        var mutation = Mutation(seed: 7)
        let list = Array(
            """
            <?xml version="1.0"?><ListBucketResult xmlns="x"><EncodingType>url</EncodingType>\
            <IsTruncated>true</IsTruncated><NextContinuationToken>t&amp;</NextContinuationToken><Contents><Key>a%20b+c</Key>\
            <LastModified>2026-11-21T11:00:00.000Z</LastModified><ETag>&#34;e&quot;</ETag><Size>12</Size></Contents>\
            </ListBucketResult>
            """.utf8)
        var (pages, errors) = (0, 0)
        for _ in 0..<20_000 {
            var bytes = list
            mutation.damage(&bytes)
            do throws(XMLError) {
                _ = try S3ObjectPage(xml: bytes)
                pages += 1
            } catch {
                errors += 1
            }
        }
        #expect(pages > 0 && errors > 0)
    }
}
