import WireFormats

@testable import AWSServices

extension FuzzTarget {
    /// A document is refused, or is a tree that is read again when it has been written.
    static let xml = FuzzTarget("xml") { _ in
        [
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>b</Name><EncodingType>url</EncodingType>\
            <IsTruncated>true</IsTruncated><NextContinuationToken>t</NextContinuationToken><Contents><Key>a+%C3%A9</Key>\
            <LastModified>2026-11-21T01:33:24.000Z</LastModified><ETag>&quot;e&quot;</ETag><Size>3</Size></Contents>\
            </ListBucketResult>
            """,
            "<!-- c --><Error><Code>NoSuchKey</Code><Message>a &#x41;&#38;&lt;<![CDATA[<x>]]></Message><Empty a='b'/></Error>",
        ].map { Array($0.utf8) }
    } check: { bytes in
        _ = try? S3ObjectPage(xml: bytes)
        guard let document = try? XMLNode(parsing: bytes) else { return }
        let again = try XMLNode(parsing: Array(written(document).utf8))
        try require(again.isSame(as: document), "a document is another when it has been written and read")
    }

    private static func written(_ node: XMLNode) -> String {
        let text = node.text.unicodeScalars.map { "&#x\(String($0.value, radix: 16));" }.joined()
        return "<\(node.name)>\(text)\(node.children.map(written).joined())</\(node.name)>"
    }
}

extension XMLNode {
    fileprivate func isSame(as other: XMLNode) -> Bool {
        name.hasSameBytes(as: other.name) && text.hasSameBytes(as: other.text)
            && children.count == other.children.count
            && zip(children, other.children).allSatisfy { $0.isSame(as: $1) }
    }
}
