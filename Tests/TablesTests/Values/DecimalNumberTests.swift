import TestSupport
import Testing
import WireFormats

@testable import Tables

@Suite("Decimal numbers")
struct DecimalNumberTests {
    /// 3,000 pairs of numbers of all sizes, with what Python's decimal says of them: left, right, their texts in plain
    /// notation, how they compare, and their sum (empty where it is beyond DynamoDB's numbers).
    private static let script = """
        import random
        from decimal import Decimal, Context, Inexact, Overflow
        random.seed(38)
        exact = Context(prec=1000, Emax=999999, Emin=-999999)
        def number():
            digits = "".join(random.choice("0123456789") for _ in range(random.choice([1, 2, 5, 19, 37, 38])))
            point = random.choice([0, 0, random.randrange(0, len(digits) + 1)])
            text = digits[:point] + "." + digits[point:] if point else digits
            power = random.choice([0, 0, 0, random.randrange(-5, 6), random.randrange(-80, 80)])
            return random.choice(["", "-", "+"]) + text + (random.choice(["e", "E"]) + str(power) if power else "")
        def plain(value):
            if not value: return "0"
            text = format(value, "f")
            return text.rstrip("0").rstrip(".") if "." in text else text
        def fits(value):
            return len("".join(map(str, value.as_tuple().digits)).strip("0")) <= 38 \\
                and (not value or -130 <= value.adjusted() <= 125)
        for _ in range(3000):
            a = number()
            b = random.choice([number(), number(), "-" + a.lstrip("+-"), a])
            x, y = Decimal(a), Decimal(b)
            total = exact.add(x, y)
            print(a, b, plain(x), plain(y), (x > y) - (x < y), plain(total) if fits(total) else "-")
        """

    @Test("text, order and sums are those of Python's decimal")
    func againstPython() async throws {
        let lines = try await Python.run(Self.script).split(separator: "\n")
        #expect(lines.count == 3000)
        for line in lines {
            let fields = line.split(separator: " ").map(String.init)
            try #require(fields.count == 6)
            let (left, right) = (try DecimalNumber(fields[0]), try DecimalNumber(fields[1]))
            #expect(left.description == fields[2])
            #expect(right.description == fields[3])
            #expect((left < right ? -1 : right < left ? 1 : 0) == Int(fields[4]), "\(line)")
            #expect((left == right) == (fields[4] == "0"))
            #expect((try? DecimalNumber.sum(left, right))?.description ?? "-" == fields[5], "\(line)")
        }
    }

    @Test(
        "what is no number is refused",
        arguments: [
            "", "-", "+", ".", "e5", "1e", "1e+", "1.2.3", " 1", "1 ", "0x1", "NaN", "Infinity", "１", "1,5", "--1",
        ])
    func notNumbers(text: String) {
        #expect(throws: DecimalNumber.Failure.notANumber) { try DecimalNumber(text) }
    }

    @Test(
        "beyond the limits is refused",
        arguments: [
            ("123456789012345678901234567890123456789", DecimalNumber.Failure.tooManyDigits),
            ("1.00000000000000000000000000000000000001", .tooManyDigits), ("1e126", .overflow), ("-1e126", .overflow),
            ("1e-131", .underflow), ("1e999999999999999999999", .overflow), ("1e-999999999999999999999", .underflow),
        ])
    func beyondLimits(text: String, failure: DecimalNumber.Failure) {
        #expect(throws: failure) { try DecimalNumber(text) }
    }

    @Test("zeros count neither before nor behind")
    func zeros() throws {
        let text = String(repeating: "0", count: 50) + "1" + String(repeating: "0", count: 50)
        #expect(try DecimalNumber(text).description == "1" + String(repeating: "0", count: 50))
        #expect(try DecimalNumber("0e999999999").description == "0")
        #expect(try DecimalNumber("-0.000").description == "0")
    }
}
