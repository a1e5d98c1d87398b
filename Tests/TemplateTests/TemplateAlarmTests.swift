import AWSCore
import HTTPTransport
import Testing
import WireFormats

@testable import Assessments

@Suite("The template's alarms and dashboard")
struct TemplateAlarmTests {
    /// A metric in the order of a dashboard: namespace, name, and names of its dimensions.
    private static let watched: Set<[String]> = [
        ["AWS/Lambda", "Errors", "FunctionName"], ["AWS/Lambda", "Throttles", "FunctionName"],
        ["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName"], ["Colloquy/${FunctionName}", "StuckWorkflows"],
    ]

    @Test("watch errors, throttles, the failure queue and stuck workflows, and tell the topic where there is one")
    func alarms() async throws {
        let alarms = try await Template.expanded().resources("AWS::CloudWatch::Alarm")
        let metrics = alarms.values.compactMap { $0["Properties"] }.map { alarm in
            [alarm["Namespace"]?["Fn::Sub"] ?? alarm["Namespace"], alarm["MetricName"]].compactMap { $0?.string }
                + (alarm["Dimensions"]?.array ?? []).compactMap { $0["Name"]?.string }
        }
        #expect(metrics.count == Self.watched.count && Set(metrics) == Self.watched)
        let actions: JSON = [["Fn::If": ["HasAlarmTopic", ["Ref": "AlarmTopicArn"], ["Ref": "AWS::NoValue"]]]]
        for (name, alarm) in alarms {
            #expect(alarm["Properties"]?["AlarmActions"] == actions, "\(name)")
            #expect(alarm["Properties"]?["OKActions"] == actions, "\(name)")
            #expect(alarm["Properties"]?["TreatMissingData"] == "notBreaching", "\(name)")
        }
    }

    @Test("the dashboard is JSON, shows every alarm, and overlaps nowhere")
    func dashboard() async throws {
        let template = try await Template.expanded()
        let body = try #require(template.properties("Dashboard")?["DashboardBody"]?["Fn::Sub"]?.string)
        let widgets = try #require(try JSON(parsing: body)["widgets"]?.array)
        let alarms = widgets.first?["properties"]?["alarms"]?.array ?? []
        #expect(
            Set(alarms.compactMap(\.string))
                == Set(template.resources("AWS::CloudWatch::Alarm").keys.map { "${\($0).Arn}" }))
        var taken: Set<[Int]> = []
        for widget in widgets {
            let frame = ["x", "y", "width", "height"].compactMap { widget[$0]?.int }
            try #require(frame.count == 4)
            #expect(frame[0] + frame[2] <= 24)
            for x in frame[0]..<frame[0] + frame[2] {
                for y in frame[1]..<frame[1] + frame[3] { #expect(taken.insert([x, y]).inserted) }
            }
        }
    }

    @Test("the dashboard shows every metric of the function's own, in the namespace that it writes them to")
    func metrics() async throws {
        let template = try await Template.expanded()
        #expect(template.environment["METRICS_NAMESPACE"] == ["Fn::Sub": "Colloquy/${FunctionName}"])
        let body = try #require(template.properties("Dashboard")?["DashboardBody"]?["Fn::Sub"]?.string)
        let widgets = try #require(try JSON(parsing: body)["widgets"]?.array)
        let shown = widgets.flatMap { $0["properties"]?["metrics"]?.array ?? [] }.compactMap { metric -> String? in
            if metric[0] == "Colloquy/${FunctionName}" { return metric[1]?.string }
            let search = #/SEARCH\('{Colloquy/\${FunctionName},(?:Route|Outcome)} MetricName="(\w+)"'/#
            return metric[0]?["expression"]?.string?.firstMatch(of: search).map { String($0.1) }
        }
        let counters: [Counter] = [.throttles, .retries, .sweepHits, .stuckWorkflows, .workflowOutcome("ERROR")]
        #expect(Set(shown) == Set(["Invocations", "Latency", "Errors"] + counters.map(\.name)))
    }

    @Test("logs are kept as long as the parameter says")
    func logs() async throws {
        let groups = try await Template.expanded().resources("AWS::Logs::LogGroup")
        #expect(Set(groups.keys) == ["FunctionLogs", "ApiLogs"])
        #expect(groups.values.allSatisfy { $0["Properties"]?["RetentionInDays"] == ["Ref": "LogRetentionDays"] })
    }
}
