public import Gateway
import WireFormats

/// The fields of an `application/x-www-form-urlencoded` body, in the order sent.
public struct FormBody: Sendable, Hashable {
    public let fields: [FormField]

    public init(fields: [FormField]) { self.fields = fields }

    /// - Throws: ``Failure/Kind/badRequest`` when the body is not UTF-8, plain or decoded.
    public init(_ body: [UInt8]) throws(Failure) {
        guard let text = String(validating: body, as: UTF8.self), let fields = PercentEncoding.decodeForm(text) else {
            throw Failure(.badRequest, "The form is not UTF-8 when decoded")
        }
        self.fields = fields.map { FormField(name: $0.name, value: $0.value) }
    }

    /// Whether a header says that the body is a form, whatever its parameters.
    static func isForm(contentType: String?) -> Bool {
        let type = (contentType ?? "").prefix { $0 != ";" && $0 != " " }
        return HTTPHeaders.isSame(String(type), "application/x-www-form-urlencoded")
    }

    /// The first value of a field; `nil` also when that is empty.
    public subscript(name: String) -> String? {
        guard let field = fields.first(where: { $0.name.hasSameBytes(as: name) }), !field.value.isEmpty else {
            return nil
        }
        return field.value
    }

    /// The body as it is sent.
    public var encoded: String {
        fields.map { PercentEncoding.encode($0.name) + "=" + PercentEncoding.encode($0.value) }.joined(separator: "&")
    }
}
