import Testing
import WireFormats

@testable import Assessments

@Suite("Documents of an assessment")
struct DocumentsTests {
    private static let id = "0b9f1a52-7d7c-4f0e-8f5b-0a1b2c3d4e5f"
    private static let presentation = "\(id)/presentation.pptx"
    private static let sow = "\(id)/sow.docx"

    private func documents(_ urls: [String]) -> Documents {
        Documents(of: Self.id, keys: urls.compactMap { Documents.key(inURL: $0, of: Self.id) })
    }

    @Test("a presentation whose signature says sow is no statement of work, and the other way round")
    func signature() {
        let token = "X-Amz-Security-Token=FwoGsowZXIvYXdzpptxEB&X-Amz-Signature=0"
        let both = [
            "https://b.s3.amazonaws.com/\(Self.presentation)?\(token)",
            "https://b.s3.amazonaws.com/\(Self.sow)?\(token)",
        ]
        for urls in [both, both.reversed()] {
            #expect(documents(urls)[.presentation] == Self.presentation)
            #expect(documents(urls)[.statementOfWork] == Self.sow)
        }
        #expect(documents([both[0]])[.statementOfWork] == nil)
        #expect(documents([both[0]]).missing == [.statementOfWork])
        #expect(documents([both[1]])[.presentation] == nil)
    }

    @Test(
        "a key is found however the URL addresses its bucket",
        arguments: [
            "https://b.s3.amazonaws.com/ID/sow.docx?X-Amz-Expires=3600",
            "https://b.s3.eu-west-1.amazonaws.com/ID/sow.docx", "https://s3.amazonaws.com/b/ID/sow.docx?a=/other/",
            "http://127.0.0.1:4566/b/ID/sow.docx#part", "https://b.s3.amazonaws.com/ID%2Fsow.docx",
            "https://b.s3.amazonaws.com/ID/sow%2Edocx", "s3://b/ID/sow.docx",
            "HTTPS://B.S3.AMAZONAWS.COM/ID/sow.docx",
        ])
    func styles(url: String) {
        let url = url.replacing("ID", with: Self.id)
        #expect(Documents.key(inURL: url, of: Self.id) == Self.sow)
    }

    @Test(
        "what is no URL of an object of the assessment has no key",
        arguments: [
            "", "://", "ID/sow.docx", "https://", "https://b.s3.amazonaws.com", "https://b.s3.amazonaws.com/sow.docx",
            "https://b.s3.amazonaws.com/other/sow.docx", "https://b.s3.amazonaws.com/other/sow.docx?ID/sow.docx",
            "https://b.s3.amazonaws.com/xID/sow.docx", "https://b.s3.amazonaws.com/%FF/ID/sow.docx",
            "https://ID/sow.docx",
        ])
    func noKey(url: String) {
        #expect(Documents.key(inURL: url.replacing("ID", with: Self.id), of: Self.id) == nil)
    }

    @Test("another assessment's keys are ignored, also one whose id begins the same")
    func others() {
        let others = [
            "other/presentation.pptx", "\(Self.id)x/sow.docx", "sow.docx", "", "/\(Self.sow)", "x/\(Self.sow)",
        ]
        #expect(Documents(of: Self.id, keys: others).all.isEmpty)
    }

    @Test("endings count in upper case too, and characters that had to be encoded are decoded")
    func otherNames() {
        let urls = [
            "https://b.s3.amazonaws.com/\(Self.id)/Acme%20%C3%A9.PPTX",
            "https://b.s3.amazonaws.com/\(Self.id)/A+B.DOCX",
        ]
        #expect(documents(urls).all == ["\(Self.id)/Acme é.PPTX", "\(Self.id)/A+B.DOCX"])
    }

    @Test("the documented name wins over others, and otherwise the first by name, in whatever order they come")
    func choice() {
        let names = ["zz.pptx", "aa.pptx", "zz.docx", "aa.docx", "notes.txt", "sow.docx.tmp"].map { "\(Self.id)/\($0)" }
        let exact = names + [Self.presentation, Self.sow, Self.sow]
        for _ in 0..<10 {
            #expect(Documents(of: Self.id, keys: names.shuffled()).all == ["\(Self.id)/aa.pptx", "\(Self.id)/aa.docx"])
            #expect(Documents(of: Self.id, keys: exact.shuffled()).all == [Self.presentation, Self.sow])
        }
    }

    @Test("what is missing has a name for people")
    func missing() {
        #expect(
            Documents(of: Self.id, keys: []).missing.map(\.title) == [
                "the PowerPoint presentation (presentation.pptx)", "the statement of work (sow.docx)",
            ])
    }
}
