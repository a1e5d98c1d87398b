/// A few lines against sizes that are far apart, as SVG: one panel a measure, the same colour and mark for the same thing in
/// all of them, and one legend. It follows the reader's choice of light or dark.
struct LogPlot {
    struct Series {
        var name: String
        /// One a size.
        var values: [Double]
    }

    struct Panel {
        var title: String
        var series: [Series]
    }

    private static let (panelWidth, panelHeight) = (380.0, 230.0)
    private static let (left, top, gap, bottom) = (52.0, 44.0, 64.0, 40.0)
    private static let legendRow = 22.0
    private static let legendColumns = 2
    /// Light, dark: told apart by people with any kind of colour vision, and on white as on black.
    private static let colours = [
        ("#2a78d6", "#5a9ff0"), ("#c2571a", "#f08a4b"), ("#168a5b", "#3fbf8a"), ("#8a4fc4", "#b48ae8"),
        ("#a8791c", "#dbae4a"), ("#c23b6e", "#f07aa5"), ("#4d6470", "#9db4c0"), ("#0f7f96", "#4cc0d6"),
    ]

    let sizes: [Int]
    let panels: [Panel]

    private var names: [String] { panels.first?.series.map(\.name) ?? [] }
    private var width: Double {
        Self.left + Double(panels.count) * (Self.panelWidth + Self.gap) - Self.gap + 24
    }
    private var legendTop: Double { Self.top + Self.panelHeight + Self.bottom + 16 }
    private var height: Double {
        legendTop + Double((names.count + Self.legendColumns - 1) / Self.legendColumns) * Self.legendRow
    }

    var svg: String {
        var lines = [
            #"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \#(width.place) \#(height.place)" role="img" "#
                + #"aria-label="\#(panels.map(\.title).joined(separator: "; ")) against size">"#, style,
            #"<rect class="paper" width="100%" height="100%"/>"#,
        ]
        for (number, panel) in panels.enumerated() { lines += draw(panel, number) }
        for (number, name) in names.enumerated() {
            let x = Self.left + Double(number % Self.legendColumns) * (Self.panelWidth + Self.gap)
            let y = legendTop + Double(number / Self.legendColumns) * Self.legendRow
            lines.append(#"<path class="line s\#(number)" d="M\#(x.place) \#(y.place)h28"/>"#)
            lines.append(mark(number, x + 14, y))
            lines.append(text(name, x + 38, y + 4))
        }
        return (lines + ["</svg>", ""]).joined(separator: "\n")
    }

    private var style: String {
        func rules(_ colour: ((light: String, dark: String)) -> String) -> String {
            Self.colours.enumerated().map { ".s\($0.offset){stroke:\(colour($0.element))}" }.joined()
        }
        return """
            <style>
            text{font:13px system-ui,sans-serif;fill:#1f2328}.title{font-weight:600;font-size:14px}.tick{fill:#59636e}
            .paper{fill:#ffffff}.grid{stroke:#d1d9e0;stroke-width:1}.line{fill:none;stroke-width:2}
            .mark{fill:#ffffff;stroke-width:2}
            \(rules(\.light))
            @media (prefers-color-scheme:dark){
            text{fill:#f0f6fc}.tick{fill:#9198a1}.paper{fill:#0d1117}.grid{stroke:#3d444d}.mark{fill:#0d1117}
            \(rules(\.dark))
            }
            </style>
            """
    }

    private func draw(_ panel: Panel, _ number: Int) -> [String] {
        let x0 = Self.left + Double(number) * (Self.panelWidth + Self.gap)
        let (step, most) = scale(panel.series.flatMap(\.values).max() ?? 1)
        func y(_ value: Double) -> Double { Self.top + Self.panelHeight * (1 - value / most) }
        func x(_ index: Int) -> Double {
            let inset = 28.0
            return x0 + inset + Double(index) * (Self.panelWidth - 2 * inset) / Double(max(1, sizes.count - 1))
        }
        var lines = [text(panel.title, x0, Self.top - 18, "title")]
        var tick = 0.0
        while tick <= most * 1.001 {
            lines.append(
                #"<path class="grid" d="M\#(x0.place) \#(y(tick).place)h\#(Self.panelWidth.place)"/>"#)
            lines.append(text(tick.text, x0 - 8, y(tick) + 4, "tick", anchor: "end"))
            tick += step
        }
        for (index, size) in sizes.enumerated() {
            lines.append(
                text(size.grouped, x(index), Self.top + Self.panelHeight + 22, "tick", anchor: "middle"))
        }
        for (number, series) in panel.series.enumerated() where !series.values.isEmpty {
            let points = series.values.enumerated().map { "\(x($0.offset).place) \(y($0.element).place)" }
            lines.append(#"<path class="line s\#(number)" d="M\#(points.joined(separator: "L"))"/>"#)
            for (index, value) in series.values.enumerated() { lines.append(mark(number, x(index), y(value))) }
        }
        return lines
    }

    /// A step of 1, 2 or 5 times a power of ten, and a whole number of at most six of them that hold `value`.
    private func scale(_ value: Double) -> (step: Double, most: Double) {
        var power = 0.000_1
        while true {
            for factor in [1.0, 2, 5] where factor * power * 6 >= value {
                let step = factor * power
                return (step, step * (value / step).rounded(.up))
            }
            power *= 10
        }
    }

    private func mark(_ number: Int, _ x: Double, _ y: Double) -> String {
        let path =
            switch number % 4 {
            case 0: "M\((x - 4).place) \(y.place)a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z"
            case 1: "M\((x - 4).place) \((y - 4).place)h8v8h-8z"
            case 2: "M\(x.place) \((y - 5).place)l5 9h-10z"
            default: "M\(x.place) \((y - 5).place)l5 5l-5 5l-5 -5z"
            }
        return #"<path class="mark s\#(number)" d="\#(path)"/>"#
    }

    private func text(
        _ text: String, _ x: Double, _ y: Double, _ style: String = "name", anchor: String = "start"
    ) -> String {
        #"<text class="\#(style)" x="\#(x.place)" y="\#(y.place)" text-anchor="\#(anchor)">\#(text)</text>"#
    }
}

extension Double {
    /// A coordinate, to a tenth.
    fileprivate var place: String {
        let tenths = Int((self * 10).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(Double(tenths) / 10)"
    }
}

extension Int {
    /// With commas between thousands.
    fileprivate var grouped: String {
        self < 1000 ? "\(self)" : (self / 1000).grouped + "," + String(String(self % 1000 + 1000).dropFirst())
    }
}
