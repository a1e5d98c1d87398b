/// The smallest Office Open XML packages that Office, LibreOffice and the usual libraries open (ECMA-376). Texts are
/// escaped already.
enum OfficeFile {
    private static let head = #"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#
    private static let package = "http://schemas.openxmlformats.org/package/2006"
    private static let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    private static let main = "http://schemas.openxmlformats.org/drawingml/2006/main"
    private static let slides = "http://schemas.openxmlformats.org/presentationml/2006/main"
    private static let words = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    private static let office = "application/vnd.openxmlformats-officedocument"

    /// One slide.
    static func presentation(title: String, lines: [String]) -> [UInt8] {
        let paragraphs = ([title] + lines).map { "<a:p><a:r><a:t>\($0)</a:t></a:r></a:p>" }.joined()
        let shape =
            "<p:sp><p:nvSpPr><p:cNvPr id=\"2\" name=\"Text\"/><p:cNvSpPr txBox=\"1\"/><p:nvPr/></p:nvSpPr>"
            + "<p:spPr><a:xfrm><a:off x=\"457200\" y=\"457200\"/><a:ext cx=\"8229600\" cy=\"5943600\"/></a:xfrm>"
            + "<a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></p:spPr>"
            + "<p:txBody><a:bodyPr/><a:lstStyle/>\(paragraphs)</p:txBody></p:sp>"
        return archive([
            ("[Content_Types].xml", presentationTypes),
            ("_rels/.rels", relationships([("officeDocument", "ppt/presentation.xml")])),
            (
                "ppt/presentation.xml",
                """
                <p:presentation \(presentationNamespaces)><p:sldMasterIdLst>\
                <p:sldMasterId id="2147483648" r:id="rId1"/></p:sldMasterIdLst><p:sldIdLst><p:sldId id="256" \
                r:id="rId2"/></p:sldIdLst><p:sldSz cx="9144000" cy="6858000"/><p:notesSz cx="6858000" \
                cy="9144000"/></p:presentation>
                """
            ),
            (
                "ppt/_rels/presentation.xml.rels",
                relationships([("slideMaster", "slideMasters/slideMaster1.xml"), ("slide", "slides/slide1.xml")])
            ),
            ("ppt/slides/slide1.xml", "<p:sld \(presentationNamespaces)>\(shapes(shape))</p:sld>"),
            (
                "ppt/slides/_rels/slide1.xml.rels",
                relationships([("slideLayout", "../slideLayouts/slideLayout1.xml")])
            ),
            (
                "ppt/slideLayouts/slideLayout1.xml",
                "<p:sldLayout \(presentationNamespaces) type=\"blank\">\(shapes(""))</p:sldLayout>"
            ),
            (
                "ppt/slideLayouts/_rels/slideLayout1.xml.rels",
                relationships([("slideMaster", "../slideMasters/slideMaster1.xml")])
            ),
            (
                "ppt/slideMasters/slideMaster1.xml",
                """
                <p:sldMaster \(presentationNamespaces)>\(shapes(""))<p:clrMap bg1="lt1" tx1="dk1" bg2="lt2" tx2="dk2" \
                accent1="accent1" accent2="accent2" accent3="accent3" accent4="accent4" accent5="accent5" \
                accent6="accent6" hlink="hlink" folHlink="folHlink"/><p:sldLayoutIdLst><p:sldLayoutId \
                id="2147483649" r:id="rId1"/></p:sldLayoutIdLst></p:sldMaster>
                """
            ),
            (
                "ppt/slideMasters/_rels/slideMaster1.xml.rels",
                relationships([("slideLayout", "../slideLayouts/slideLayout1.xml"), ("theme", "../theme/theme1.xml")])
            ),
            ("ppt/theme/theme1.xml", theme),
        ])
    }

    static func text(title: String, lines: [String]) -> [UInt8] {
        let paragraphs = ([title] + lines).map {
            "<w:p><w:r><w:t xml:space=\"preserve\">\($0)</w:t></w:r></w:p>"
        }.joined()
        return archive([
            (
                "[Content_Types].xml",
                types([("/word/document.xml", "\(office).wordprocessingml.document.main+xml")])
            ),
            ("_rels/.rels", relationships([("officeDocument", "word/document.xml")])),
            ("word/document.xml", "<w:document xmlns:w=\"\(words)\"><w:body>\(paragraphs)</w:body></w:document>"),
        ])
    }

    private static func archive(_ parts: [(name: String, xml: String)]) -> [UInt8] {
        var zip = StoredZip()
        for part in parts { zip.add(part.name, Array((head + part.xml).utf8)) }
        return zip.bytes()
    }

    private static func types(_ parts: [(name: String, type: String)]) -> String {
        let overrides = parts.map { "<Override PartName=\"\($0.name)\" ContentType=\"\($0.type)\"/>" }.joined()
        return "<Types xmlns=\"\(package)/content-types\"><Default Extension=\"rels\" ContentType=\""
            + "application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\""
            + "application/xml\"/>\(overrides)</Types>"
    }

    private static var presentationTypes: String {
        let slide = "\(office).presentationml"
        return types([
            ("/ppt/presentation.xml", "\(slide).presentation.main+xml"),
            ("/ppt/slides/slide1.xml", "\(slide).slide+xml"),
            ("/ppt/slideLayouts/slideLayout1.xml", "\(slide).slideLayout+xml"),
            ("/ppt/slideMasters/slideMaster1.xml", "\(slide).slideMaster+xml"),
            ("/ppt/theme/theme1.xml", "\(office).theme+xml"),
        ])
    }

    /// Numbered `rId1`, `rId2`, …
    private static func relationships(_ targets: [(type: String, target: String)]) -> String {
        let list = targets.enumerated().map { index, relation in
            "<Relationship Id=\"rId\(index + 1)\" Type=\"\(relations)/\(relation.type)\" Target=\"\(relation.target)\"/>"
        }.joined()
        return "<Relationships xmlns=\"\(package)/relationships\">\(list)</Relationships>"
    }

    private static let presentationNamespaces =
        "xmlns:a=\"\(main)\" xmlns:r=\"\(relations)\" xmlns:p=\"\(slides)\""

    private static func shapes(_ shapes: String) -> String {
        "<p:cSld><p:spTree><p:nvGrpSpPr><p:cNvPr id=\"1\" name=\"\"/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>"
            + "\(shapes)</p:spTree></p:cSld>"
    }

    /// A theme needs twelve colours, two fonts, and three of each kind of fill, line, effect and background.
    private static var theme: String {
        let names = [
            "dk1", "lt1", "dk2", "lt2", "accent1", "accent2", "accent3", "accent4", "accent5", "accent6", "hlink",
            "folHlink",
        ]
        let colours = names.map { name in
            "<a:\(name)><a:srgbClr val=\"\(name.hasPrefix("lt") ? "FFFFFF" : "1F3A5F")\"/></a:\(name)>"
        }.joined()
        let font = "<a:latin typeface=\"Calibri\"/><a:ea typeface=\"\"/><a:cs typeface=\"\"/>"
        let fill = "<a:solidFill><a:schemeClr val=\"phClr\"/></a:solidFill>"
        func three(_ list: String, _ element: String) -> String {
            "<a:\(list)>" + String(repeating: element, count: 3) + "</a:\(list)>"
        }
        return """
            <a:theme xmlns:a="\(main)" name="Plain"><a:themeElements><a:clrScheme name="Plain">\(colours)</a:clrScheme>\
            <a:fontScheme name="Plain"><a:majorFont>\(font)</a:majorFont><a:minorFont>\(font)</a:minorFont>\
            </a:fontScheme><a:fmtScheme name="Plain">\(three("fillStyleLst", fill))\
            \(three("lnStyleLst", "<a:ln w=\"9525\">\(fill)</a:ln>"))\
            \(three("effectStyleLst", "<a:effectStyle><a:effectLst/></a:effectStyle>"))\
            \(three("bgFillStyleLst", fill))</a:fmtScheme></a:themeElements></a:theme>
            """
    }
}
