import WireFormats

/// One page of ListObjectsV2: what was asked for, and its answer in XML.
struct ObjectListing: Sendable, Hashable {
    /// S3: at most 1,000 keys a page.
    static let maximumKeys = 1000

    /// A query that is wrong, or asks for what this stand-in does not do.
    struct Refusal: Error, Hashable {
        var isUnserved: Bool
        var message: String
    }

    private var prefix = ""
    private var startAfter: String?
    private var token: String?
    /// The key after which the page begins.
    private var previous: String?
    private var maximum = maximumKeys
    private var encodesKeys = false

    init(query: String) throws(Refusal) {
        guard let form = PercentEncoding.decodeForm(query) else {
            throw Refusal(isUnserved: false, message: "The query cannot be read")
        }
        var isSecondVersion = false
        for (name, value) in form {
            switch name {
            case "list-type": isSecondVersion = value == "2"
            case "prefix": prefix = value
            case "start-after": startAfter = value
            case "continuation-token": token = value
            case "max-keys":
                guard let number = Int(value), number >= 0 else {
                    throw Refusal(
                        isUnserved: false, message: "Provided max-keys not an integer or within integer range")
                }
                maximum = min(number, Self.maximumKeys)
            case "encoding-type":
                guard value == "url" else {
                    throw Refusal(isUnserved: false, message: "Invalid Encoding Method specified in Request")
                }
                encodesKeys = true
            case "delimiter" where !value.isEmpty, "fetch-owner" where value == "true":
                throw Refusal(isUnserved: true, message: "Listing with \(name) is not served here")
            case "delimiter", "fetch-owner", "x-id": break
            case _ where name.lowercased().hasPrefix("x-amz-"): break
            default: throw Refusal(isUnserved: true, message: "\(name) is not served here")
            }
        }
        guard isSecondVersion else { throw Refusal(isUnserved: true, message: "Only ListObjectsV2 is served here") }
        previous = startAfter
        if let token {
            guard let bytes = Base64.decode(token), let key = String(validating: bytes, as: UTF8.self) else {
                throw Refusal(isUnserved: false, message: "The continuation token provided is incorrect")
            }
            previous = key
        }
    }

    /// The text of the answer.
    func page(of bucket: String, in objects: any ObjectStore) throws(ObjectStoreError) -> String {
        // One more than asked for tells whether there is a next page.
        let found = maximum == 0 ? [] : try objects.list(bucket, prefix: prefix, after: previous, maximum: maximum + 1)
        let page = found.prefix(maximum)

        var xml = #"<?xml version="1.0" encoding="UTF-8"?>"# + "\n"
        xml += #"<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">"#
        xml += element("Name", bucket) + element("Prefix", coded(prefix)) + element("KeyCount", String(page.count))
        xml += element("MaxKeys", String(maximum))
        if encodesKeys { xml += element("EncodingType", "url") }
        xml += element("IsTruncated", found.count > page.count ? "true" : "false")
        if let token { xml += element("ContinuationToken", token) }
        if let startAfter { xml += element("StartAfter", coded(startAfter)) }
        if found.count > page.count, let last = page.last {
            xml += element("NextContinuationToken", Base64.encode(last.key.utf8))
        }
        for object in page {
            xml += "<Contents>" + element("Key", coded(object.key))
            xml += element("LastModified", object.lastModified.textInMilliseconds) + element("ETag", object.etag)
            xml += element("Size", String(object.size)) + element("StorageClass", "STANDARD") + "</Contents>"
        }
        return xml + "</ListBucketResult>"
    }

    /// XML 1.0 cannot hold every character that a key may have; `encoding-type=url` is the way around that.
    private func coded(_ key: String) -> String {
        encodesKeys ? PercentEncoding.encode(key, keepingSlash: true) : key
    }

    private func element(_ name: String, _ text: String) -> String { "<\(name)>\(XMLText.escape(text))</\(name)>" }
}
