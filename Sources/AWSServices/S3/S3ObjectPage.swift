public import WireFormats

/// A part of the objects of a bucket, in the order of their keys' bytes.
public struct S3ObjectPage: Sendable, Hashable {
    public struct Object: Sendable, Hashable {
        public var key: String
        /// In bytes.
        public var size: Int
        /// Changes with the content; quoted, as HTTP has it.
        public var eTag: String?
        public var lastModified: Timestamp?

        public init(key: String, size: Int, eTag: String? = nil, lastModified: Timestamp? = nil) {
            self.key = key
            self.size = size
            self.eTag = eTag
            self.lastModified = lastModified
        }
    }

    public var objects: [Object]
    /// Where the next page begins; `nil` on the last one.
    public var nextContinuationToken: String?

    public init(objects: [Object], nextContinuationToken: String? = nil) {
        self.objects = objects
        self.nextContinuationToken = nextContinuationToken
    }
}

extension S3ObjectPage {
    /// Reads `ListBucketResult`.
    ///
    /// - Throws: what is wrong with it.
    init(xml: [UInt8]) throws(XMLError) {
        let result = try XMLNode(parsing: xml)
        guard result.name == "ListBucketResult" else { throw XMLError("the root is not ListBucketResult") }
        let isEncoded = result["EncodingType"]?.text == "url"
        objects = []
        for contents in result.children where contents.name == "Contents" {
            objects.append(try Object(contents, isEncoded: isEncoded))
        }
        switch result["IsTruncated"]?.text {
        case "true":
            guard let token = result["NextContinuationToken"]?.text, !token.isEmpty else {
                throw XMLError("there is more, but no NextContinuationToken")
            }
            nextContinuationToken = token
        case "false": nextContinuationToken = nil
        default: throw XMLError("IsTruncated is neither true nor false")
        }
    }
}

extension S3ObjectPage.Object {
    fileprivate init(_ contents: XMLNode, isEncoded: Bool) throws(XMLError) {
        guard let name = contents["Key"]?.text, let size = contents["Size"].flatMap({ Int($0.text) }), size >= 0 else {
            throw XMLError("an object has no Key or no Size")
        }
        // S3 writes a space as `+`, and a plus as `%2B`.
        guard let key = isEncoded ? PercentEncoding.decode(name, plusIsSpace: true) : name, !key.isEmpty else {
            throw XMLError("an object's Key is empty or not UTF-8")
        }
        self.init(
            key: key, size: size, eTag: contents["ETag"]?.text,
            lastModified: contents["LastModified"].flatMap { Timestamp($0.text) })
    }
}
