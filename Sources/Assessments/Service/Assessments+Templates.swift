import AWSCore
import Gateway
import Logging
import WireFormats

extension Assessments {
    private static let contentTypes = [
        ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        ".potx": "application/vnd.openxmlformats-officedocument.presentationml.template",
        ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ".dotx": "application/vnd.openxmlformats-officedocument.wordprocessingml.template",
    ]

    /// `POST /api/upload-template` with `{"file": BASE64, "filename": NAME}`, for administrators and staff where callers sign
    /// in. With `"presign": true` in place of the file the answer has an `upload_url`, to put what is too large for a
    /// request.
    func uploadTemplate(_ request: Request) async throws(Failure) -> Response {
        let identity = try identity(of: request)
        guard authorization.mode == .open || identity.isAdmin || identity.isStaff else {
            throw Failure(.forbidden, "Only administrators and staff may do this")
        }
        guard !request.body.isEmpty else { throw Self.noFile }
        let arguments = try Arguments(body: request.body)
        let isPresigned = try arguments.booleanIfPresent("presign") ?? false
        guard isPresigned || arguments.has("file") else { throw Self.noFile }
        let (name, contentType) = try Self.name(arguments)
        guard artifacts.takesTemplates else {
            throw Failure(.unavailable, "Templates cannot be stored: TEMPLATES_BUCKET_NAME is not set")
        }
        do {
            if isPresigned {
                let (key, url) = try await artifacts.templateUpload(name)
                return .json([
                    "message": "Put the template to upload_url", "template_path": .string(key),
                    "upload_url": .string(url),
                ])
            }
            let text = try arguments.string("file", maximumBytes: .max)
            guard let bytes = Base64.decode(lenient: text), !bytes.isEmpty else {
                throw arguments.invalid("file", "must be base64 text")
            }
            let key = try await artifacts.putTemplate(name, bytes, contentType: contentType)
            return .json(["message": "Template uploaded successfully", "template_path": .string(key)])
        } catch let failure as Failure {
            throw failure
        } catch {
            log.error("A template could not be stored", metadata: ["error": "\(Self.kind(of: error))"])
            throw Failure(.unavailable, "The template could not be stored. Please try again.")
        }
    }

    private static let noFile = Failure(.invalid(field: "file"), "No file provided")

    /// Letters, digits, space, dot, hyphen and underscore, with the ending of an Office document.
    private static func name(_ arguments: Arguments) throws(Failure) -> (name: String, contentType: String) {
        let field = arguments.has("filename") ? "filename" : arguments.has("file_name") ? "file_name" : "filename"
        let name = try arguments.string(field, maximumBytes: 200)
        let isPlain = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
                UInt8(ascii: " "):
                true
            default: false
            }
        }
        guard isPlain, !name.hasBytePrefix("."),
            let type = contentTypes.first(where: { name.lowercased().hasByteSuffix($0.key) })
        else {
            throw arguments.invalid(
                field,
                "must be a plain name of letters, digits, spaces, - and _ that ends in "
                    + contentTypes.keys.sorted().joined(separator: ", "))
        }
        return (name, type.value)
    }
}
